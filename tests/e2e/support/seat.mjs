// Somebody in a room without a browser: a login, a ticket, a WebSocket of its own, over TLS or not.
import { createHash, randomBytes } from "node:crypto";
import { request as plain } from "node:http";
import { request as secure } from "node:https";

const tls = { rejectUnauthorized: false }; // the test's own certificates

/** One request: `{status, headers, body}`. */
export function ask(origin, method, path, { cookie, body } = {}) {
  const send = origin.startsWith("https:") ? secure : plain;
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = { origin, ...(cookie && { cookie }) };
  if (text) Object.assign(headers, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  return new Promise((resolve, reject) => {
    const asked = send(`${origin}${path}`, { method, headers, agent: false, ...tls }, (reply) => {
      let said = "";
      reply.on("data", (piece) => (said += piece));
      reply.on("end", () =>
        resolve({ status: reply.statusCode, headers: reply.headers, body: said ? JSON.parse(said) : null }),
      );
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

/** Opens a personal link; answers the cookie. */
export async function logIn(origin, token) {
  const reply = await ask(origin, "POST", "/api/v1/logins", { body: { token } });
  if (reply.status >= 300) throw new Error(`login: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.headers["set-cookie"][0].split(";")[0];
}

/** A frame of a client: masked, as it must be. */
function frame(opcode, payload) {
  const bytes = Buffer.from(payload);
  const mask = randomBytes(4);
  const length =
    bytes.length < 126
      ? Buffer.from([0x80 | bytes.length])
      : Buffer.from([0x80 | 126, bytes.length >> 8, bytes.length & 255]);
  const masked = Buffer.from(bytes.map((byte, at) => byte ^ mask[at % 4]));
  return Buffer.concat([Buffer.from([0x80 | opcode]), length, mask, masked]);
}

/** The first whole frame of a server's bytes, and what is left of them. */
function parse(bytes) {
  if (bytes.length < 2) return null;
  const short = bytes[1] & 127;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return null;
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < head + length) return null;
  return { opcode: bytes[0] & 15, payload: bytes.subarray(head, head + length), rest: bytes.subarray(head + length) };
}

export class Seat {
  said = []; // every message of the server, in order
  closed; // resolves to the close code, 1006 for none
  #socket;
  #waiting = [];
  #left = false;
  #ref = 0;

  /** Logs in unless there is a cookie, fetches a ticket and says hello; resolves when the room has let them in. */
  static async take(origin, { course, session, token, cookie, since }) {
    const login = cookie ?? (await logIn(origin, token));
    const place = `/api/v1/courses/${course}/sessions/${session}/tickets`;
    const ticket = await ask(origin, "POST", place, { cookie: login, body: {} });
    if (ticket.status >= 300) throw new Error(`ticket: ${ticket.status} ${JSON.stringify(ticket.body)}`);
    const seat = new Seat();
    seat.cookie = login;
    await seat.#connect(origin);
    seat.#say({ type: "hello", ticket: ticket.body.ticket, session, ...(since !== undefined && { since }) });
    await seat.hears(({ type }) => type === "accepted");
    return seat;
  }

  #connect(origin) {
    const key = randomBytes(16).toString("base64");
    const headers = {
      origin,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-key": key,
      "sec-websocket-version": "13",
      "sec-websocket-protocol": "aula.v1",
    };
    const send = origin.startsWith("https:") ? secure : plain;
    return new Promise((resolve, reject) => {
      const asked = send(`${origin}/ws`, { headers, agent: false, ...tls });
      asked.on("error", reject);
      asked.on("response", (reply) => reject(new Error(`no upgrade: ${reply.statusCode}`)));
      asked.on("upgrade", (reply, socket, first) => {
        const due = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
        if (reply.headers["sec-websocket-accept"] !== due) return reject(new Error("a wrong handshake"));
        this.#listen(socket, first);
        resolve();
      });
      asked.end();
    });
  }

  #listen(socket, first) {
    this.#socket = socket;
    socket.setNoDelay(true);
    let bytes = first;
    let code = 1006;
    const take = () => {
      for (let found = parse(bytes); found; found = parse(bytes)) {
        bytes = found.rest;
        if (found.opcode === 9) socket.write(frame(10, found.payload));
        if (found.opcode === 1) this.#hear(JSON.parse(found.payload.toString()));
        if (found.opcode === 8) {
          code = found.payload.readUInt16BE(0);
          socket.end(frame(8, found.payload.subarray(0, 2)));
        }
      }
    };
    this.closed = new Promise((resolve) => {
      socket.on("data", (piece) => {
        bytes = Buffer.concat([bytes, piece]);
        take();
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#left = true;
        for (const { fail } of this.#waiting.splice(0)) fail(new Error(`closed with ${code}`));
        resolve(code);
      });
    });
    take();
  }

  #hear(message) {
    this.said.push(message);
    const isWanted = ({ wanted }) => wanted(message);
    for (const { done } of this.#waiting.filter(isWanted)) done(message);
    this.#waiting = this.#waiting.filter((one) => !isWanted(one));
  }

  /** The message that fits, one that has come or one to come; fails when the connection ends before. */
  hears(wanted) {
    const there = this.said.find(wanted);
    if (there) return Promise.resolve(there);
    if (this.#left) return Promise.reject(new Error("closed"));
    return new Promise((done, fail) => this.#waiting.push({ wanted, done, fail }));
  }

  #say(message) {
    this.#socket.write(frame(1, JSON.stringify(message)));
  }

  /** A command; resolves to the answer (`ok` or `refused`), fails when the connection ends before. */
  command(type, more = {}) {
    const ref = ++this.#ref;
    const answer = this.hears((message) => message.ref === ref && ["ok", "refused"].includes(message.type));
    this.#say({ type, ref, key: randomBytes(8).toString("base64url"), ...more });
    return answer;
  }

  post(text) {
    return this.command("post_chat", { text });
  }

  leave() {
    this.#socket.destroy();
    return this.closed;
  }
}
