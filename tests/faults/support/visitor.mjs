// One tab of one person: comes by a ticket, answers pings, checks the order of what it is shown, and goes in every bad way.
import { request } from "node:http";
import { connect } from "node:net";
import { FrameCutter, client_frame, opcode, upgrade_text } from "./wire.mjs";

const head_end = Buffer.from("\r\n\r\n");

/** A POST as a page of ours sends it; rejects when there is no good answer in time. */
export function post(port, path, cookie, body, { patience_ms = 10_000, agent = false, signal } = {}) {
  const text = JSON.stringify(body);
  const origin = `http://127.0.0.1:${port}`;
  const headers = {
    origin,
    cookie,
    "sec-fetch-site": "same-origin",
    "content-type": "application/json",
    "content-length": text.length,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: "127.0.0.1", port, path, method: "POST", headers, agent, signal, timeout: patience_ms },
      (reply) => {
        let said = "";
        reply.on("data", (piece) => (said += piece));
        reply.on("error", reject);
        reply.on("end", () => {
          if (reply.statusCode === 201) resolve(JSON.parse(said));
          else reject(new Error(`${path}: ${reply.statusCode} ${said.slice(0, 200)}`));
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", reject);
    asked.end(text);
  });
}

export class Visitor {
  /** What went wrong in the order of events; must stay empty. */
  mistakes = [];
  last = 0; // seq of the last event
  events = []; // of the kinds that `keeps` names
  silent = []; // sockets on which it has fallen silent, which stay open
  on_lost = () => {};
  on_event = () => {};
  #socket = null;
  #next_ref = 1;
  #unanswered = new Map(); // ref to {text, resolve}

  constructor(at, cookie) {
    this.at = at; // {port, course, session}
    this.cookie = cookie;
  }

  get is_here() {
    return this.#socket !== null && this.is_accepted;
  }

  /** Resolves once it is accepted; rejects when it is not. The ticket is fetched while the connection is made, as a page does. */
  async come({ patience_ms = 10_000 } = {}) {
    const { port, course, session } = this.at;
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket = socket;
    this.is_accepted = false;
    this.heard_at = Date.now();
    const path = `/api/v1/courses/${course}/sessions/${session}/tickets`;
    const ticket = post(port, path, this.cookie, {}, { patience_ms });
    ticket.catch((why) => socket.destroy(why));
    const say_hello = async () => {
      const hello = {
        type: "hello",
        ticket: (await ticket).ticket,
        session,
        ...(this.last > 0 && { since: this.last }),
      };
      if (socket === this.#socket) this.#write(client_frame(opcode.text, JSON.stringify(hello)));
    };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => socket.destroy(new Error("was not accepted in time")), patience_ms);
      this.#accepted = () => {
        clearTimeout(timer);
        resolve(this);
      };
      const refused = (why) => {
        clearTimeout(timer);
        reject(why);
      };
      this.#listen(socket, say_hello, refused);
    });
  }

  #accepted = () => {};

  #listen(socket, opened, failed) {
    const frames = new FrameCutter();
    let answer = Buffer.alloc(0);
    let close_code = 1006;
    const take = (bytes) => {
      this.heard_at = Date.now();
      for (const [kind, payload] of frames.feed(bytes)) {
        if (socket !== this.#socket) return;
        if (kind === opcode.close) close_code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
        if (kind === opcode.ping) this.#answer_ping(payload);
        if (kind === opcode.text) this.#take_text(JSON.parse(payload.toString()));
      }
    };
    socket.on("connect", () => socket.write(upgrade_text(this.at.port)));
    socket.on("data", (bytes) => {
      if (answer === null) return take(bytes);
      answer = Buffer.concat([answer, bytes]);
      const end = answer.indexOf(head_end);
      if (end < 0) return;
      if (!answer.toString("latin1", 0, 12).endsWith("101")) return socket.destroy(new Error("was not upgraded"));
      const rest = answer.subarray(end + head_end.length);
      answer = null;
      opened().catch(() => {}); // without a ticket the socket is destroyed
      take(rest);
    });
    socket.on("error", failed);
    socket.on("close", () => {
      failed(new Error(`closed with ${close_code}`)); // no effect once it was accepted
      if (socket !== this.#socket) return;
      this.#socket = null;
      this.on_lost(close_code);
    });
  }

  #write(bytes) {
    this.proven_at = Date.now();
    this.#socket.write(bytes);
  }

  #answer_ping(payload) {
    this.pinged_at = Date.now();
    this.#write(client_frame(opcode.pong, payload));
  }

  #take_text(said) {
    if (said.seq !== undefined && said.prev !== undefined) return this.#take_event(said);
    if (said.type === "accepted") {
      this.id = said.you.id;
      this.is_resumed = said.resumed;
      this.is_accepted = true;
      this.#accepted();
      for (const { text } of this.#unanswered.values()) this.#write(client_frame(opcode.text, text));
    } else if (said.type === "welcome") {
      this.last = said.seq; // a declared reset
    } else if (said.type === "ok" || said.type === "refused") {
      this.#unanswered.get(said.ref)?.resolve(said);
      this.#unanswered.delete(said.ref);
    }
  }

  #take_event(said) {
    if (said.seq <= this.last) this.mistakes.push(`event ${said.seq} after ${this.last}`);
    if (said.prev > this.last)
      this.mistakes.push(`event ${said.seq} follows ${said.prev}, but ${this.last} was the last`);
    this.last = said.seq;
    this.on_event(said);
  }

  /** Asks for something, again after each return until there is an answer; resolves with `ok` or `refused`. */
  ask(type, fields = {}) {
    const ref = this.#next_ref++;
    const key = `fault-${process.pid}-${this.cookie.slice(-8)}-${ref}`;
    const text = JSON.stringify({ type, ref, key, ...fields });
    const answered = new Promise((resolve) => this.#unanswered.set(ref, { text, resolve }));
    if (this.is_here) this.#write(client_frame(opcode.text, text));
    return answered;
  }

  /** Stops reading, and with that answering, but stays. */
  stall() {
    this.#socket.pause();
  }

  read_on() {
    this.#socket?.resume();
  }

  /** Goes: `close` says so, `fin` and `rst` only the kernel does, and after `silence` nobody does. */
  leave(how) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    this.is_accepted = false;
    if (how === "close") socket.end(client_frame(opcode.close, Buffer.from([0x03, 0xe8])));
    if (how === "fin") socket.destroy();
    if (how === "rst") socket.resetAndDestroy();
    if (how !== "silence") return;
    socket.pause();
    this.silent.push(socket);
  }

  /** The end: also of the sockets on which it is silent. */
  drop() {
    this.leave("rst");
    for (const socket of this.silent.splice(0)) socket.resetAndDestroy();
  }
}

/** Has somebody who may do it open and start the session. */
export async function start_lecture(lecturer) {
  for (const type of ["open_session", "start_session"]) {
    const said = await lecturer.ask(type);
    if (said.type !== "ok") throw new Error(`${type}: ${said.reason}`);
  }
  return lecturer;
}

export const lecture_by = async (at, cookie) => start_lecture(await new Visitor(at, cookie).come());
