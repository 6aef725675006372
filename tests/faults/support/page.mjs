// A page of ours as far as the network sees it: the client's own connection, on Node's sockets. Bundled by page_bundle.mjs,
// because Node 18 does not read TypeScript.
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { websocketSubprotocol } from "../../../protocol/generated/messages.ts";
import { Connection } from "../../../web/src/live/connection.ts";
import { post } from "./visitor.mjs";

const kept_nowhere = () => {
  throw new Error("this page keeps nothing");
};
const files = 6; // of a page; the first opens the connection
let keys = 0;

/** Looks at all that one socket says: after its hello, in order, without a gap. */
class Order {
  #last = 0;

  constructor(complain) {
    this.complain = complain;
  }

  sent(text) {
    const { type, since } = JSON.parse(text);
    if (type === "hello") this.#last = since ?? 0;
  }

  heard(text) {
    const { type, seq, prev } = JSON.parse(text);
    if (type === "welcome") this.#last = seq;
    if (prev === undefined) return;
    if (seq <= this.#last) this.complain(`event ${seq} after ${this.#last}`);
    if (prev > this.#last) this.complain(`event ${seq} follows ${prev}, but ${this.#last} was the last`);
    this.#last = seq;
  }
}

export class Page {
  /** What went wrong in the order of events; must stay empty. */
  mistakes = [];
  last = 0; // seq of the last event or welcome that was shown
  lines = 0; // sockets so far
  losses = 0;
  is_live = false;
  #sockets = new Set();
  #agent = new Agent({ keepAlive: true });
  #connection;
  #round_trip;
  #arrived = () => {};

  constructor({ port, course, session }, cookie) {
    this.port = port;
    this.cookie = cookie;
    this.tickets = `/api/v1/courses/${course}/sessions/${session}/tickets`;
    this.#connection = new Connection(session, this.#surroundings(), {
      state: ({ kind }) => this.#change(kind),
      accepted: () => {},
      welcome: ({ seq }) => (this.last = seq),
      event: ({ seq }) => (this.last = seq),
      signal: () => {},
      restored: () => {},
      traffic: () => {},
    });
  }

  /** Resolves once it is let in. */
  come() {
    const arrived = this.#arriving();
    this.#connection.start();
    return arrived;
  }

  /** Has the server do something; resolves with its answer, however many connections that takes. */
  ask(command) {
    return this.#connection.send(command);
  }

  /** All that it has to the server breaks; resolves once it is in again. */
  cut() {
    const arrived = this.#arriving();
    this.is_live = false;
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true });
    for (const socket of this.#sockets) socket.resetAndDestroy();
    return arrived;
  }

  /** Loads a page's files, so that there is a connection to ask for the ticket on, and it is known how far the server is. */
  async load(patience_ms) {
    for (let file = 0; file < files; ++file) {
      const began = performance.now();
      if (
        await this.#fetch(patience_ms).then(
          () => true,
          () => false,
        )
      ) {
        this.#round_trip = Math.min(this.#round_trip ?? Infinity, performance.now() - began);
      }
    }
  }

  #fetch(patience_ms) {
    return new Promise((resolve, reject) => {
      const options = {
        host: "127.0.0.1",
        port: this.port,
        path: "/api/v1/health",
        agent: this.#agent,
        timeout: patience_ms,
      };
      const asked = request(options, (reply) => reply.resume().on("end", resolve));
      asked.on("timeout", () => asked.destroy(new Error("no page in time")));
      asked.on("error", reject);
      asked.end();
    });
  }

  #arriving() {
    return new Promise((resolve) => (this.#arrived = resolve));
  }

  #change(kind) {
    if (this.is_live && kind === "waiting") this.losses += 1;
    this.is_live = kind === "live";
    if (this.is_live) this.#arrived();
    if (kind === "closed") throw new Error("a page was sent away for good");
  }

  #surroundings() {
    return {
      open: () => this.#open(),
      ticket: (signal) =>
        post(this.port, this.tickets, this.cookie, {}, { patience_ms: 30_000, agent: this.#agent, signal }).then(
          ({ ticket }) => ({ kind: "ticket", ticket }),
        ),
      roundTrip: () => this.#round_trip,
      isOnline: () => true,
      cupboard: kept_nowhere,
      makeKey: () => `page-${process.pid}-${++keys}`,
      now: Date.now,
      random: Math.random,
      after(ms, what) {
        const timer = setTimeout(what, ms);
        return () => clearTimeout(timer);
      },
    };
  }

  #open() {
    this.lines += 1;
    const socket = connect({ host: "127.0.0.1", port: this.port, noDelay: true });
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    const origin = `http://127.0.0.1:${this.port}`;
    const line = new WebSocket(`${origin.replace("http", "ws")}/ws`, websocketSubprotocol, {
      origin,
      perMessageDeflate: false,
      createConnection: () => socket,
    });
    const order = new Order((mistake) => this.mistakes.push(mistake));
    const send = line.send.bind(line);
    line.send = (text) => {
      order.sent(text);
      send(text);
    };
    line.on("message", (data) => order.heard(String(data)));
    line.on("error", () => {}); // a close follows
    return line;
  }
}
