// Ports that a test has to know before its server starts, or that stay a server's own while it is down. They lie below those that
// the kernel gives to outgoing connections and for port 0. Every other server listens on port 0 and tells what it got.
import { createServer } from "node:net";

const [first, last] = [20_000, 29_999];
const tries_max = 500;

/** The same port of this address stands for the reservation: only one process of the machine can listen there. */
const reservations = "127.83.0.1";

/** Listens on the port; null when somebody else does. */
const listen = (port, host) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });

async function is_free(port) {
  const probe = await listen(port, "127.0.0.1");
  if (!probe) return false;
  await new Promise((resolve) => probe.close(resolve));
  return true;
}

/** A port that no other test process gets while this one runs. */
export async function lasting_port() {
  for (let tries = 0; tries < tries_max; ++tries) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    const reservation = await listen(port, reservations);
    if (!reservation) continue;
    reservation.unref(); // it ends with the process
    if (await is_free(port)) return port;
    reservation.close();
  }
  throw new Error(`no port between ${first} and ${last} is free`);
}

export const lasting_ports = (count) => Promise.all(Array.from({ length: count }, lasting_port));
