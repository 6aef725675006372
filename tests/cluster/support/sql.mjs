// As much of PostgreSQL's protocol as it takes to ask a question with a deadline, without a password.
import { connect } from "node:net";

const version_3 = 196_608;

const text = (value) => Buffer.from(`${value}\0`);

function message(kind, ...parts) {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(kind ? 5 : 4);
  if (kind) head.write(kind, 0, "latin1");
  head.writeUInt32BE(body.length + 4, kind ? 1 : 0);
  return Buffer.concat([head, body]);
}

function opening(fields) {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(version_3);
  return message("", version, ...Object.entries(fields).flat().map(text), Buffer.alloc(1));
}

/** Column names out of a row description. */
function names_in(body) {
  const names = [];
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; --left) {
    const end = body.indexOf(0, at);
    names.push(body.toString("utf8", at, end));
    at = end + 19; // what kind of value it is stands behind the name
  }
  return names;
}

function values_in(body) {
  const values = [];
  let at = 2;
  for (let left = body.readUInt16BE(0); left > 0; --left) {
    const size = body.readInt32BE(at);
    at += 4;
    values.push(size < 0 ? null : body.toString("utf8", at, at + size));
    at += Math.max(size, 0);
  }
  return values;
}

/** The sentence of an error: its field M. */
function sentence_in(body) {
  const fields = body.toString("utf8").split("\0");
  return fields.find((field) => field.startsWith("M"))?.slice(1) ?? "it failed";
}

/**
 * One connection, which is asked one question after the other. A question without an answer is rejected at its deadline, counted
 * from its turn, and then the connection is closed.
 */
export class SqlClient {
  #socket;
  #unread = Buffer.alloc(0);
  #waiting = null; // for `ready`: {resolve, reject}
  #names = [];
  #rows = [];
  #failed = null;
  #last_question = Promise.resolve();

  static async connect(port, { database = "postgres", user = "aula", patience_ms = 2000 } = {}) {
    const made = new SqlClient();
    made.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    made.#socket.on("connect", () => made.#socket.write(opening({ user, database, application_name: "cluster" })));
    made.#socket.on("data", (bytes) => made.#take(bytes));
    made.#socket.on("error", (error) => made.#lose(error));
    made.#socket.on("close", () => made.#lose(new Error("the connection was closed")));
    await made.#ready(patience_ms);
    return made;
  }

  get is_open() {
    return !this.#socket.destroyed;
  }

  /** Rows by the names of their columns; every value is a text or null. */
  query(words, patience_ms = 2000) {
    const answer = this.#last_question.then(() => this.#ask(words, patience_ms));
    this.#last_question = answer.catch(() => {});
    return answer;
  }

  async #ask(words, patience_ms) {
    if (!this.is_open) throw new Error("the connection was closed");
    this.#socket.write(message("Q", text(words)));
    return this.#ready(patience_ms);
  }

  end() {
    this.#socket.destroy();
  }

  #ready(patience_ms) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#socket.destroy(new Error("no answer in time")), patience_ms);
      const done = (settle) => (value) => {
        clearTimeout(timer);
        this.#waiting = null;
        settle(value);
      };
      this.#waiting = { resolve: done(resolve), reject: done(reject) };
    });
  }

  #lose(error) {
    this.#waiting?.reject(error);
  }

  #take(bytes) {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    while (this.#unread.length >= 5) {
      const size = this.#unread.readUInt32BE(1) + 1;
      if (this.#unread.length < size) return;
      const [kind, body] = [this.#unread.toString("latin1", 0, 1), this.#unread.subarray(5, size)];
      this.#unread = this.#unread.subarray(size);
      this.#take_one(kind, body);
    }
  }

  #take_one(kind, body) {
    if (kind === "T") this.#names = names_in(body);
    if (kind === "D") this.#rows.push(Object.fromEntries(values_in(body).map((value, at) => [this.#names[at], value])));
    if (kind === "E") this.#failed = new Error(sentence_in(body));
    if (kind !== "Z") return;
    const [rows, failed] = [this.#rows, this.#failed];
    [this.#rows, this.#failed] = [[], null];
    if (failed) this.#waiting?.reject(failed);
    else this.#waiting?.resolve(rows);
  }
}
