// A tab whose network is bad: stays for a while, is cut off in one way or another, is away, and comes back.
import { pass } from "./waiting.mjs";
import { Visitor } from "./visitor.mjs";

const ways = ["fin", "rst", "silence"];
const between = ([least, most], random) => least + (most - least) * random();

export class Wanderer {
  stays = []; // {asked, from, proven, until}, on the test's clock; see truth.mjs
  cuts = { fin: 0, rst: 0, silence: 0, lost: 0 };
  refused = 0; // attempts to come back that failed

  /** `times`: `{stay, short, long}`, each `[least, most]` in ms; half of the absences are long. */
  constructor(at, cookie, times, random) {
    this.visitor = new Visitor(at, cookie);
    this.times = times;
    this.random = random;
    this.visitor.on_lost = () => this.#was_lost();
  }

  /** Until `is_over()`; the last cut is the end. */
  async wander(is_over) {
    while (!is_over()) {
      if (await this.#come()) {
        await this.#pass(between(this.times.stay, this.random), is_over);
        this.#go(ways[Math.floor(this.random() * ways.length)]);
      }
      const absence = this.random() < 0.5 ? this.times.short : this.times.long;
      await this.#pass(between(absence, this.random), is_over);
    }
  }

  async #pass(ms, is_over) {
    const end = Date.now() + ms;
    while (Date.now() < end && !is_over()) await pass(Math.min(100, end - Date.now()));
  }

  async #come() {
    this.asked = Date.now();
    this.from = undefined;
    try {
      await this.visitor.come();
      this.from = Date.now();
      return true;
    } catch {
      this.refused += 1;
      this.#note(this.asked, Date.now()); // it may have been let in and not know
      return false;
    }
  }

  #go(how) {
    if (!this.visitor.is_here) return;
    const now = Date.now();
    this.#note(how === "silence" ? this.visitor.proven_at : now, now);
    this.cuts[how] += 1;
    this.visitor.leave(how);
  }

  /** The server, or the machine, ended it: nobody had meant to. */
  #was_lost() {
    if (!this.visitor.is_accepted) return;
    this.visitor.is_accepted = false;
    this.cuts.lost += 1;
    this.#note(this.visitor.proven_at, Date.now());
  }

  #note(proven, until) {
    this.stays.push({ asked: this.asked, from: this.from, proven, until });
  }
}
