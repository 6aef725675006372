// Ports that stay a server's own while it is down: below those that the kernel gives to outgoing connections.
import { createServer } from "node:net";

const [first, last] = [20_000, 29_999];
const tries_max = 500;
const given = new Set();

const is_free = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/** One that is free now, and that this process gives to nobody else. */
export async function lasting_port() {
  for (let tries = 0; tries < tries_max; ++tries) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (given.has(port)) continue;
    given.add(port);
    if (await is_free(port)) return port;
  }
  throw new Error(`no port between ${first} and ${last} is free`);
}

export const lasting_ports = (count) => Promise.all(Array.from({ length: count }, lasting_port));
