// Takes something down every few seconds, puts it back, and waits until all is well before the next one.
import { pass } from "../../faults/support/waiting.mjs";
import { seeded } from "../../faults/support/random.mjs";

export class Killer {
  /** By round: `{kind, hit, at, away_ms, well_ms}`; `well_ms` is until everything was as before, from the beginning. */
  rounds = [];
  complaints = [];
  #is_over = false;

  /** `quick` is the share of the usual time that things stay away: 1, or less for a short test. */
  constructor(cluster, kinds, { every_ms = 10_000, rounds = Infinity, seed = 1, quick = 1, say = () => {} } = {}) {
    Object.assign(this, { cluster, kinds, every_ms, most: rounds, quick, say });
    this.random = seeded(seed);
  }

  #pick = (list) => list[Math.floor(this.random() * list.length)];
  #pause = (least_ms, most_ms) => pass(this.quick * (least_ms + this.random() * (most_ms - least_ms)));

  /** Until all rounds are done, or `rest` is called; the round that has begun is brought to its end. */
  async run() {
    while (!this.#is_over && this.rounds.length < this.most) {
      const began = performance.now();
      await this.#one_round(this.kinds[this.rounds.length % this.kinds.length]);
      while (!this.#is_over && performance.now() - began < this.every_ms) await pass(50);
    }
  }

  rest() {
    this.#is_over = true;
  }

  async #one_round(kind) {
    const began = performance.now();
    const since = () => Math.round(performance.now() - began);
    const round = { kind: kind.name, at: new Date().toISOString() };
    this.rounds.push(round);
    this.say(`${kind.name}: ${kind.what}`);
    try {
      round.hit = await kind.run({ cluster: this.cluster, pick: this.#pick, pause: this.#pause });
      round.away_ms = since();
      await this.cluster.until_well();
      round.well_ms = since();
      this.say(
        `${kind.name}: ${round.hit} was away for ${seconds(round.away_ms)}, all is well after ${seconds(round.well_ms)}`,
      );
    } catch (error) {
      this.complaints.push(`round ${this.rounds.length}, ${kind.name}: ${error.message}`);
      this.say(`${kind.name}: ${error.message}`);
      this.rest(); // what comes next would only hit what lies there already
    }
  }
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
