// What leads from one node to PostgreSQL and NATS, and can be cut.
import { fileURLToPath } from "node:url";
import { Conversation, end, start } from "../../load/bench/children.mjs";

const program = fileURLToPath(new URL("forwarder.mjs", import.meta.url));
const answer_max_ms = 10_000;

export class Road {
  /** `to` is `{postgres: [port, …], nats: [port, …]}`; the road's own ports are `ports`, in the same order. */
  static async open(name, to) {
    const made = new Road();
    made.talk = new Conversation(start(process.execPath, [program]), `the road of ${name}`);
    made.ports = await made.talk.ask({ do: "open", ...to }, answer_max_ms);
    return made;
  }

  /** Of `postgres` and `nats`, whichever are named. */
  cut(...what) {
    return this.talk.ask({ do: "cut", what }, answer_max_ms);
  }

  mend(...what) {
    return this.talk.ask({ do: "mend", what }, answer_max_ms);
  }

  close() {
    return end(this.talk.child);
  }
}
