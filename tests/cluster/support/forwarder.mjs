// The wires of one machine, as a process of its own: TCP to PostgreSQL and NATS, passed on until it is told to stop. Cut, nothing is
// closed and nothing arrives, and new connections get no answer, as when a cable is pulled; mended, what was under way arrives late.
// (HAProxy's TCP mode can only close. A frozen proxy would do the same, but is one process for each wire.)
//
//     {"do":"open","postgres":[5432,5433],"nats":[4222]}  → {"postgres":[…],"nats":[…]}: the ports to come to
//     {"do":"cut","what":["nats"]}, {"do":"mend","what":["nats"]} → {}
//
// It ends when nobody speaks to it any more.
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

class Wires {
  #is_cut = false;
  #pairs = new Set();

  /** The port of this end; what comes in is passed on to the other. */
  open(to) {
    const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => this.#join(near, to));
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
  }

  cut() {
    this.#is_cut = true;
    for (const pair of this.#pairs) for (const each of [pair.near, pair.far]) each?.pause();
  }

  mend() {
    this.#is_cut = false;
    for (const pair of this.#pairs) this.#flow(pair);
  }

  #join(near, to) {
    const pair = { near, far: null, to };
    this.#pairs.add(pair);
    this.#end_with(pair, near);
    if (!this.#is_cut) this.#flow(pair);
  }

  /** Calls the other side, when that has not happened yet, and lets both speak. */
  #flow(pair) {
    if (!pair.far) {
      pair.far = connect({ host: "127.0.0.1", port: pair.to, noDelay: true });
      this.#end_with(pair, pair.far);
      this.#pass(pair.near, pair.far);
      this.#pass(pair.far, pair.near);
    }
    for (const each of [pair.near, pair.far]) each.resume();
  }

  #pass(from, to) {
    from.on("data", (bytes) => {
      if (!to.write(bytes)) from.pause();
    });
    to.on("drain", () => this.#is_cut || from.resume());
  }

  #end_with(pair, socket) {
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#pairs.delete(pair);
      pair.near.destroy();
      pair.far?.destroy();
    });
  }
}

const wires = { postgres: new Wires(), nats: new Wires() };

async function obey({ do: what, ...order }) {
  if (what === "open") {
    const ports = {};
    for (const [name, targets] of Object.entries(order))
      ports[name] = await Promise.all(targets.map((to) => wires[name].open(to)));
    return ports;
  }
  for (const name of order.what) wires[name][what]();
  return {};
}

process.on("SIGINT", () => {}); // Ctrl-C is for the script
createInterface({ input: process.stdin })
  .on("line", async (line) => process.stdout.write(JSON.stringify(await obey(JSON.parse(line))) + "\n"))
  .on("close", () => process.exit(0));
