// A network namespace of its own, in which what goes to and from one port is delayed and lost.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { end, start } from "../../load/bench/children.mjs";

const run = (...words) =>
  execFileSync(words[0], words.slice(1), { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });

/** Why there can be none on this machine; null when there can. */
export function why_no_network() {
  if (process.getuid() !== 0) return "it needs root, for a network namespace";
  const missing = ["/usr/sbin/ip", "/usr/sbin/iptables"].filter((file) => !existsSync(file));
  return missing.length > 0 ? `${missing.join(" and ")} is missing (Debian: iproute2, iptables)` : null;
}

export class BadNetwork {
  name = `aula-faults-${process.pid}`;
  #delay = null;

  constructor(folder) {
    this.folder = folder;
    run("ip", "netns", "add", this.name);
    run("ip", "-n", this.name, "link", "set", "lo", "up");
  }

  /** A program that runs this one inside. */
  inside(program) {
    const wrapper = join(this.folder, `inside-${program.split("/").at(-1)}`);
    writeFileSync(wrapper, `#!/bin/sh\nexec nsenter --net=/run/netns/${this.name} ${program} "$@"\n`);
    chmodSync(wrapper, 0o755);
    return wrapper;
  }

  /** From now on the network is bad for everything to and from this port. */
  async spoil(packet_delay, port, { delay_ms, jitter_ms, loss_percent }) {
    const words = ["1", delay_ms, jitter_ms, loss_percent].map(String);
    this.#delay = start(this.inside(packet_delay), words, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await Promise.race([
      createInterface({ input: this.#delay.stdout })
        [Symbol.asyncIterator]()
        .next()
        .then(({ value }) => [value]),
      new Promise((resolve) => this.#delay.once("exit", (code) => resolve([`ended with ${code}`]))),
    ]);
    if (line !== "ready") throw new Error(`packet_delay ${line}`);
    for (const which of ["--dport", "--sport"]) {
      const rule = ["-A", "INPUT", "-i", "lo", "-p", "tcp", which, port, "-j", "NFQUEUE", "--queue-num", "1"];
      run("ip", "netns", "exec", this.name, "iptables", ...rule.map(String));
    }
  }

  async remove() {
    if (this.#delay) await end(this.#delay);
    run("ip", "netns", "delete", this.name);
  }
}
