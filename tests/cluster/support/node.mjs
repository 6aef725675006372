// One `aula serve` of a cluster, with a data folder of its own and a road of its own to PostgreSQL and NATS.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ask_operator } from "../../support/operator.mjs";
import { Program } from "./program.mjs";

const run = promisify(execFile);

/** The names of all settings that this program has. */
export async function settings_known_to(aula) {
  const { stdout } = await run(aula, ["doctor", "--settings"]);
  return new Set([...stdout.matchAll(/^\| `([a-z_.]+)`/gm)].map(([, name]) => name));
}

/** What makes a server one of several; without `bus.url` a program knows nothing of others, and only one may run. */
const several = ({ name, nats_ports, decks }) => ({
  "bus.url": nats_ports.map((port) => `nats://127.0.0.1:${port}`).join(","),
  "cluster.node": name,
  "decks.folder": decks,
});

/** Those of the settings of several that the program knows. */
export function cluster_settings(of, known) {
  return Object.fromEntries(Object.entries(several(of)).filter(([setting]) => known.has(setting)));
}

export const can_be_several = (known) => known.has("bus.url") && known.has("cluster.node");

export class AulaNode {
  constructor(aula, name, folder, { port, road, settings }) {
    Object.assign(this, { aula, name, port, road, settings, data: join(folder, name, "data") });
    const words = Object.entries(settings).flatMap(([setting, value]) => ["--set", `${setting}=${value}`]);
    this.program = new Program(name, join(folder, name), {
      words: [aula, "--data", this.data, ...words, "serve", "--listen", `127.0.0.1:${port}`],
    });
  }

  start() {
    this.program.start();
  }

  /** People who come now are served here. */
  async is_ready() {
    const url = `http://127.0.0.1:${this.port}/api/v1/health/ready`;
    return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => answer.ok,
      () => false,
    );
  }

  until_ready(patience_ms = 60_000) {
    return this.program.until(() => this.is_ready(), "ready", patience_ms);
  }

  /** Starts it again however often it refuses: it needs its database for that, which may be away. */
  async start_again(patience_ms = 60_000) {
    const give_up = performance.now() + patience_ms;
    for (;;) {
      this.start();
      const left = Math.max(1000, give_up - performance.now());
      const failed = await this.until_ready(left).then(
        () => null,
        (error) => error,
      );
      if (!failed) return;
      if (performance.now() > give_up) throw failed;
    }
  }

  operator(method, path, body) {
    return ask_operator(this.data, method, path, body);
  }
}
