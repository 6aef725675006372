// The network between one person's browser and the server, with the faults that no browser can play by itself.
import { connect, createServer } from "node:net";

const no_authentication = Buffer.from([5, 0]);
const connected = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);

/** One TCP connection through the wire: two sockets, and which way still leads anywhere. */
class Passage {
  isWebSocket = false;
  isUpDead = false;
  isDownDead = false;
  #client;
  #server = null;
  #opening;

  /** `opening(passage)` is told when a WebSocket begins here. */
  constructor(client, opening) {
    this.#client = client;
    this.#opening = opening;
    client.on("error", () => this.#gone());
    client.on("close", () => this.#gone());
  }

  /** Speaks SOCKS 5 (RFC 1928) with the browser, then connects to where it wants to go. */
  async open() {
    if (!(await this.#heard())) return; // methods offered
    this.#say(no_authentication);
    const wanted = await this.#heard();
    if (!wanted) return;
    this.#server = connect({ host: "127.0.0.1", port: wanted.readUInt16BE(wanted.length - 2) });
    this.#server.on("error", () => this.#gone());
    this.#server.on("close", () => this.#gone());
    this.#server.once("connect", () => this.#say(connected));
    this.#server.on("data", (bytes) => this.#say(bytes));
    this.#client.on("data", (bytes) => this.#pass(bytes));
  }

  #pass(bytes) {
    if (!this.isWebSocket && /^upgrade: websocket/im.test(bytes)) {
      this.isWebSocket = true;
      this.#opening(this);
    }
    if (!this.isUpDead) this.#server.write(bytes);
  }

  #heard() {
    return new Promise((resolve) => {
      this.#client.once("data", (bytes) => resolve(this.isUpDead ? null : bytes));
      this.#client.once("close", () => resolve(null));
    });
  }

  #say(bytes) {
    if (!this.isDownDead && this.#client.writable) this.#client.write(bytes);
  }

  /** The end of one side is the other's, unless there is nobody who could tell. */
  #gone() {
    if (!this.isDownDead) this.#client.destroy();
    if (!this.isUpDead) this.#server?.destroy();
  }

  destroy() {
    this.#client.destroy();
    this.#server?.destroy();
  }
}

export class Wire {
  #listener = createServer((client) => this.#take(client));
  #passages = new Set();
  #isSilent = false;
  #spoilNext = null;

  static async start() {
    const wire = new Wire();
    await new Promise((resolve) => wire.#listener.listen(0, "127.0.0.1", resolve));
    return wire;
  }

  /** For a browser context: everything that it asks for goes this way. */
  get proxy() {
    return { server: `socks5://127.0.0.1:${this.#listener.address().port}`, bypass: "<-loopback>" };
  }

  #take(client) {
    const passage = new Passage(client, (opening) => {
      this.#spoilNext?.(opening);
      this.#spoilNext = null;
    });
    if (this.#isSilent) passage.isUpDead = passage.isDownDead = true;
    this.#passages.add(passage);
    client.once("close", () => this.#passages.delete(passage));
    void passage.open();
  }

  /** Nothing comes through any more, either way, and nobody is told: as in a tunnel, or behind a router that forgot us. */
  goSilent() {
    this.#isSilent = true;
    for (const one of this.#passages) one.isUpDead = one.isDownDead = true;
  }

  /** New connections come through again; those that lost something stay as they are. */
  mend() {
    this.#isSilent = false;
  }

  /** The next WebSocket never opens, and nobody is told; those after it do. */
  swallowNextUpgrade() {
    this.#spoilNext = (passage) => (passage.isUpDead = passage.isDownDead = true);
  }

  /** The next WebSocket opens, but what the page says on it is lost; those after it are whole. */
  swallowNextHello() {
    this.#spoilNext = (passage) => setImmediate(() => (passage.isUpDead = true));
  }

  /** What the page says on its present WebSocket is lost; what the server says arrives. */
  loseUp() {
    for (const one of this.#webSockets()) one.isUpDead = true;
  }

  /** What the server says on the present WebSocket is lost; what the page says arrives. */
  loseDown() {
    for (const one of this.#webSockets()) one.isDownDead = true;
  }

  #webSockets() {
    return [...this.#passages].filter((one) => one.isWebSocket);
  }

  async stop() {
    for (const one of this.#passages) one.destroy();
    await new Promise((resolve) => this.#listener.close(resolve));
  }
}
