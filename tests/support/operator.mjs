// What every test of a real server needs: REST as the operator.
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";

const queue_patience_ms = 20_000;

/**
 * REST as the operator, over the socket in the data folder; a buffer is sent as a PDF, everything else as JSON. Resolves with
 * what was answered; rejects with an error that has `status` and `body` when that is no success.
 */
export async function ask_operator(data, method, path, body) {
  for (const end = performance.now() + queue_patience_ms; ; await pass(20)) {
    try {
      return await ask_once(data, method, path, body);
    } catch (error) {
      // More connections wait than the socket's queue holds: nothing has been sent.
      if (error.code !== "EAGAIN" || error.syscall !== "connect" || performance.now() > end) throw error;
    }
  }
}

function ask_once(data, method, path, body) {
  const is_file = Buffer.isBuffer(body);
  const text = is_file ? body : body === undefined ? "" : JSON.stringify(body);
  const type = is_file ? "application/pdf" : "application/json";
  const headers = text.length > 0 ? { "content-type": type, "content-length": Buffer.byteLength(text) } : {};
  const options = { socketPath: join(data, "aula.sock"), path: `/api/v1${path}`, method, headers, agent: false };
  return new Promise((resolve, reject) => {
    const asked = request(options, (reply) => {
      let said = "";
      reply.on("data", (piece) => (said += piece));
      reply.on("end", () => {
        if (reply.statusCode < 300) return resolve(said ? JSON.parse(said) : null);
        const failed = new Error(`${method} ${path}: ${reply.statusCode} ${said.slice(0, 300)}`);
        reject(Object.assign(failed, { status: reply.statusCode, body: said }));
      });
    });
    asked.on("error", reject);
    asked.end(text);
  });
}
