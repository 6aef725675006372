// A person without a browser: the REST API with a cookie, and the live protocol over a real WebSocket.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { course } from "./server.mjs";

const { WebSocket } = createRequire(new URL("../../../web/package.json", import.meta.url))("ws");

/** What has not come by then never will; the machine is shared, so this is long. */
const patience = 20_000;

/** Resolves with what `make` settles on, or fails with `what` when that takes too long. */
function inTime(what, make) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: not within ${patience} ms`)), patience);
    const ending = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    make(ending(resolve), ending(reject));
  });
}

/** The example of a message in the contract. */
export const example = (name) =>
  JSON.parse(readFileSync(new URL(`../../../protocol/examples/${name}.json`, import.meta.url), "utf8"));

/** One browser's login. */
export class Login {
  cookie = "";

  constructor(aula) {
    this.aula = aula;
  }

  /** Opens a personal link, as somebody nobody knows yet or on top of what the login holds; answers who that is. */
  async open(link) {
    const response = await this.ask("POST", "/logins", { token: link.split("#")[1] });
    if (response.status !== 200) throw new Error(`the link was answered ${response.status}`);
    this.setCookie = response.headers.get("set-cookie");
    this.cookie = this.setCookie.split(";")[0];
    return response.json();
  }

  ask(method, path, body, headers = {}) {
    const { url } = this.aula;
    return fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(this.cookie && { cookie: this.cookie }),
        ...(method !== "GET" && { origin: url }),
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async ticket(session) {
    const response = await this.ask("POST", `/courses/${course}/sessions/${session}/tickets`, {});
    if (response.status !== 201) throw new Error(`no ticket: ${response.status} ${await response.text()}`);
    return (await response.json()).ticket;
  }

  /** Takes a seat in a session; resolves when the welcome is there. */
  async enter(session) {
    const seat = new Seat(this.aula);
    await seat.opened;
    seat.send({ type: "hello", ticket: await this.ticket(session), session });
    await seat.next((said) => said.type === "welcome");
    return seat;
  }
}

/** One WebSocket to the server. */
export class Seat {
  #said = [];
  #waiting = [];
  #ref = 0;

  /** `options` are those of the WebSocket; an `origin` of null sends none. */
  constructor(aula, { origin = aula.url, path = "/ws", ...options } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${aula.port}${path}`, "aula.v1", {
      ...options,
      ...(origin !== null && { origin }),
    });
    this.socket.on("message", (text) => this.#hear(JSON.parse(text)));
    this.opened = inTime("the upgrade", (resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("error", reject);
    });
    this.opened.catch(() => {}); // a test that expects it awaits it
    this.closed = new Promise((resolve) => this.socket.once("close", (code) => resolve(code)));
  }

  #hear(said) {
    this.#said.push(said);
    for (const { fits, resolve } of this.#waiting) if (fits(said)) resolve(said);
  }

  get said() {
    return [...this.#said];
  }

  /** The first message that fits, of those that have come or are to come. */
  next(fits) {
    const there = this.#said.find(fits);
    if (there) return Promise.resolve(there);
    return inTime("a message", (resolve, reject) => {
      this.#waiting.push({ fits, resolve });
      this.closed.then((code) => reject(new Error(`closed with ${code}`)));
    });
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Gives a command; resolves with `ok` or `refused`. */
  command(type, fields = {}) {
    const ref = ++this.#ref;
    this.send({ type, ref, key: `key-${ref}-${Math.random().toString(36).slice(2)}-pad`, ...fields });
    return this.next((said) => said.ref === ref);
  }

  /** The close code, once the server closes. */
  end() {
    return inTime("a close", (resolve) => this.closed.then(resolve));
  }

  close() {
    this.socket.terminate();
  }
}
