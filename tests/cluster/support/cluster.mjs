// A whole cluster on this machine: PostgreSQL's pair, three nats-servers, the nodes with their roads, HAProxy in front. Everything
// is in one folder, on loopback, and ends with the script.
import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Front } from "./front.mjs";
import { NatsTrio } from "./nats_trio.mjs";
import { AulaNode, can_be_several, cluster_settings, settings_known_to } from "./node.mjs";
import { lasting_port, lasting_ports } from "../../support/ports.mjs";
import { PostgresPair } from "./postgres_pair.mjs";
import { find_programs } from "./programs.mjs";
import { Road } from "./road.mjs";

/** Behind a proxy everybody comes from one network. */
const one_network = { "limits.logins_per_minute": 100_000, "limits.registrations_per_minute": 100_000 };

export class Cluster {
  nodes = [];

  /** `count` nodes, as far as the program can be several; `settings` are theirs besides. `is_direct`: people come to them, past the front. */
  constructor(aula, folder, { count = 3, settings = {}, is_direct = false, say = () => {} } = {}) {
    Object.assign(this, { aula, folder, count, settings, is_direct, say });
    chmodSync(folder, 0o711); // PostgreSQL's own folder is in it, and is not root's
    const programs = find_programs();
    this.postgres = new PostgresPair(programs, join(folder, "postgres"), [0, 0], say);
    this.programs = programs;
    this.nats = new NatsTrio(programs.nats, join(folder, "nats"));
  }

  async start() {
    const ports = await lasting_ports(2);
    for (const [at, each] of this.postgres.servers.entries()) each.port = ports[at];
    await Promise.all([this.postgres.start(), this.nats.start()]);
    this.front = new Front(this.programs.haproxy, this.folder, await lasting_port());
    const known = await settings_known_to(this.aula);
    if (this.count > 1 && !can_be_several(known)) {
      this.say(`this aula knows no bus.url and cluster.node: one node instead of ${this.count}`);
      this.count = 1;
    }
    for (let number = 1; number <= this.count; ++number) this.nodes.push(await this.#make_node(`n${number}`, known));
    await this.front.start(this.nodes);
    // The first one makes the tables.
    for (const each of this.nodes) {
      each.start();
      await each.until_ready();
    }
    await this.front.until_all_up();
  }

  async #make_node(name, known) {
    const road = await Road.open(name, {
      postgres: this.postgres.servers.map((each) => each.port),
      nats: this.nats.ports,
    });
    const decks = join(this.folder, "decks");
    mkdirSync(decks, { recursive: true });
    const settings = {
      ...(this.is_direct ? {} : { "server.public_url": this.front.url }),
      "store.url": this.postgres.url(road.ports.postgres),
      "log.format": "json",
      ...one_network,
      ...cluster_settings({ name, nats_ports: road.ports.nats, decks }, known),
      ...this.settings,
    };
    return new AulaNode(this.aula, name, this.folder, { port: await lasting_port(), road, settings });
  }

  /** Where what runs, in lines. */
  about() {
    const { primary, standby } = this.postgres;
    return [
      `front        ${this.front.url} (HAProxy)`,
      ...this.nodes.map((each) => `${each.name.padEnd(12)} http://127.0.0.1:${each.port}, aula --data ${each.data} …`),
      `nats         ${this.nats.ports.map((port) => `127.0.0.1:${port}`).join(", ")}`,
      `postgresql   primary 127.0.0.1:${primary.port}, synchronous standby 127.0.0.1:${standby.port}: psql '${this.postgres.url()}'`,
      `everything   ${this.folder}`,
    ];
  }

  /** Everything is as it was before anything was done to it; throws what is not. */
  async until_well(patience_ms = 90_000) {
    await this.nats.until_whole(patience_ms);
    await this.postgres.until_synchronous(patience_ms);
    for (const each of this.nodes) await each.until_ready(patience_ms);
    await this.front.until_all_up(patience_ms);
  }

  /** In the order in which nobody misses anybody. What does not end is ended. */
  async stop() {
    await this.front?.stop();
    await Promise.all(this.nodes.map((each) => each.program.stop()));
    await Promise.all(this.nodes.map((each) => each.road.close()));
    await this.nats.stop();
    await this.postgres.stop();
  }

  /** Everything that a program has written for people to read. */
  logs() {
    const within = (folder) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
        if (each.isDirectory() && ["data", "decks"].includes(each.name)) return [];
        const path = join(folder, each.name);
        return each.isDirectory() ? within(path) : each.name.endsWith(".log") ? [path] : [];
      });
    return existsSync(this.folder) ? within(this.folder) : [];
  }
}
