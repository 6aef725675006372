// Three nats-servers, each with a route to each other.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Program } from "./program.mjs";
import { lasting_ports } from "../../support/ports.mjs";

const count = 3;

/**
 * Clients are not told of the other servers' addresses: here they come by roads of their own, which can be cut. (Otherwise
 * leave `no_advertise` out, so that a client finds servers that its configuration does not name.)
 */
const configuration = ({ name, port, route, monitor, routes }) => `
server_name: ${name}
listen: "127.0.0.1:${port}"
http: "127.0.0.1:${monitor}"
ping_interval: "5s"
ping_max: 2
cluster {
  name: aula
  listen: "127.0.0.1:${route}"
  no_advertise: true
  routes: [${routes.map((each) => `"nats-route://127.0.0.1:${each}"`).join(", ")}]
}
`;

export class NatsTrio {
  servers = [];

  constructor(program, folder) {
    this.program = program;
    this.folder = folder;
  }

  async start() {
    const [clients, routes, monitors] = [
      await lasting_ports(count),
      await lasting_ports(count),
      await lasting_ports(count),
    ];
    for (let at = 0; at < count; ++at) {
      const name = `nats-${at + 1}`;
      const server = new Program(name, this.folder, { words: [this.program, "-c", join(this.folder, `${name}.conf`)] });
      Object.assign(server, { port: clients[at], monitor: monitors[at] });
      const about = { name, port: clients[at], route: routes[at], monitor: monitors[at] };
      writeFileSync(
        join(this.folder, `${name}.conf`),
        configuration({ ...about, routes: routes.filter((_, other) => other !== at) }),
      );
      server.start();
      this.servers.push(server);
    }
    await this.until_whole();
  }

  get ports() {
    return this.servers.map((each) => each.port);
  }

  /** Every server that runs has a route to every other one. */
  async until_whole(patience_ms = 30_000) {
    for (const each of this.servers) await each.until(() => sees_all(each), "in the mesh", patience_ms);
  }

  async stop() {
    await Promise.all(this.servers.map((each) => each.stop()));
  }
}

/** To how many others it has a route; none when it does not answer. */
async function neighbours_of({ monitor }) {
  const options = { signal: AbortSignal.timeout(2000) };
  const said = await fetch(`http://127.0.0.1:${monitor}/routez`, options)
    .then((answer) => answer.json())
    .catch(() => ({ routes: [] }));
  return new Set((said.routes ?? []).map((each) => each.remote_id)).size;
}

const sees_all = async (server) => (await neighbours_of(server)) === count - 1;
