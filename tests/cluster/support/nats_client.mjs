// As much of NATS's protocol as it takes to say something and to hear it.
import { connect } from "node:net";

export class NatsClient {
  heard = [];
  #socket;
  #text = "";
  #pongs = [];

  static async connect(port) {
    const made = new NatsClient();
    made.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    made.#socket.on("error", () => {});
    made.#socket.on("data", (bytes) => made.#take(bytes));
    await new Promise((resolve, reject) => made.#socket.once("connect", resolve).once("error", reject));
    made.#socket.write('CONNECT {"verbose":false}\r\n');
    return made;
  }

  get is_open() {
    return !this.#socket.destroyed;
  }

  subscribe(subject) {
    this.#socket.write(`SUB ${subject} 1\r\n`);
    return this.flush();
  }

  publish(subject, text) {
    this.#socket.write(`PUB ${subject} ${text.length}\r\n${text}\r\n`);
  }

  /** Resolves when the server has read everything. */
  flush() {
    this.#socket.write("PING\r\n");
    return new Promise((resolve) => this.#pongs.push(resolve));
  }

  end() {
    this.#socket.destroy();
  }

  #take(bytes) {
    this.#text += bytes;
    for (let end = this.#text.indexOf("\r\n"); end >= 0; end = this.#text.indexOf("\r\n")) {
      const line = this.#text.slice(0, end);
      const size = line.startsWith("MSG ") ? Number(line.split(" ").at(-1)) : -1;
      if (size >= 0 && this.#text.length < end + 4 + size) return;
      if (size >= 0) this.heard.push(this.#text.slice(end + 2, end + 2 + size));
      this.#text = this.#text.slice(size >= 0 ? end + 4 + size : end + 2);
      if (line === "PONG") this.#pongs.shift()?.();
      if (line === "PING") this.#socket.write("PONG\r\n");
    }
  }
}
