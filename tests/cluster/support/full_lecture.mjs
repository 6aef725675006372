// One lecture over several nodes, with a generator beside each: for figures. Everything is on this machine, generators included.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binaries_in, root } from "../../faults/support/binaries.mjs";
import { Visitor } from "../../faults/support/visitor.mjs";
import { pass } from "../../faults/support/waiting.mjs";
import { course_document } from "../../load/bench/aula.mjs";
import { Conversation, end, start } from "../../load/bench/children.mjs";
import { Cluster } from "./cluster.mjs";
import { example } from "./example.mjs";

const course = "lecture";
const lecturers = 64; // so many of a generator's people may give lectures
const roster_max = 1000;
const pages = 6;

/** A lecture is quiet but for its slides: nobody is asked for a sign of life more often than in a real one. */
const settings = {
  "limits.connections": 19_500,
  "limits.logins_per_minute": 1_000_000,
  "limits.commands_per_second": 10_000,
  "limits.commands_burst": 10_000,
  "server.shards": 1,
  "log.level": "warn",
};

/** The course with one person for each seat: everybody's link, those of the lecturers first. */
async function populate(node, people, say) {
  const saved = await node.operator("POST", "/courses", course_document(course, 1));
  const [session] = saved.sessions;
  const person = (role) => (_, number) => ({
    name: `${role} ${number + 1}`,
    role,
    external_id: `${role}-${number + 1}`,
  });
  const all = [
    ...Array.from({ length: lecturers }, person("lecturer")),
    ...Array.from({ length: people }, person("attendee")),
  ];
  const tokens = [];
  for (let from = 0; from < all.length; from += roster_max) {
    const added = await node.operator("POST", `/courses/${course}/roster`, all.slice(from, from + roster_max));
    tokens.push(...added.people.map((each) => each.join_link.split("#")[1]));
    if (tokens.length % 10_000 < roster_max) say(`${tokens.length} people registered`);
  }
  return { session: session.id, tokens };
}

async function upload(node, session) {
  const pdf = readFileSync(join(dirname(example), "decks/mon-1.pdf"));
  const deck = await node.operator("PUT", `/courses/${course}/sessions/${session}/decks/deck.pdf`, pdf);
  for (let asked = 0; asked < 600; ++asked) {
    const now = await node.operator("GET", `/courses/${course}/decks/${deck.id}`);
    if (now.state === "ready") return now;
    await pass(200);
  }
  throw new Error("the deck is not rendered");
}

/** The generator beside one node, and who it plays. */
class Crowd {
  constructor(node, folder, number) {
    Object.assign(this, { node, cookies: join(folder, `cookies-${number}`), tokens: join(folder, `tokens-${number}`) });
  }

  #talk() {
    const words = ["--to", `127.0.0.1:${this.node.port}`, "--server-pid", String(this.node.program.pid)];
    return new Conversation(start(binaries_in(root).load_attendees, words), "load_attendees");
  }

  async log_in(tokens) {
    writeFileSync(this.tokens, tokens.join("\n") + "\n");
    const once = this.#talk();
    await once.ask({ do: "log_in", tokens: this.tokens, cookies: this.cookies });
    await end(once.child);
  }

  async join(session, count) {
    this.count = count;
    this.talk = this.#talk();
    await this.talk.ask({ do: "know", cookies: this.cookies, lecturers });
    return this.talk.ask({ do: "join", course, rooms: [{ session, count }] });
  }
}

/** Parts of all people, and when they had it in ms after the lecturer sent it, in the order of time. */
const parts_of = ({ hundredths }, people, began) =>
  hundredths.map((ns) => ({ ms: (ns - began) / 1e6, people: people / 100 }));

/** When this share of the people had it. */
function at_share(parts, share) {
  const sorted = [...parts].sort((a, b) => a.ms - b.ms);
  const all = sorted.reduce((sum, each) => sum + each.people, 0);
  let seen = 0;
  return sorted.find((each) => {
    seen += each.people;
    return seen >= share * all - 1e-6;
  })?.ms;
}

const times_of = (parts) => ({
  p50_ms: at_share(parts, 0.5),
  p99_ms: at_share(parts, 0.99),
  last_ms: at_share(parts, 1),
});

/** `people` in one room of a cluster with `count` nodes; the lecturer is at the first, which owns the room. */
export class FullLecture {
  crowds = [];
  #turns = 0;

  /** `more` are settings of all nodes, over those of every such lecture. */
  constructor(aula, folder, { count, people, more = {}, say }) {
    Object.assign(this, { folder, people, say });
    this.cluster = new Cluster(aula, folder, { count, settings: { ...settings, ...more }, is_direct: true, say });
  }

  #share(number) {
    const until = (at) => Math.floor((this.people * at) / this.cluster.nodes.length);
    return until(number + 1) - until(number);
  }

  /** The cluster, the course, its slides; and everybody has opened their link. */
  async start() {
    await this.cluster.start();
    const [first] = this.cluster.nodes;
    const { session, tokens } = await populate(first, this.people, this.say);
    this.session = session;
    this.deck = await upload(first, session);
    this.crowds = this.cluster.nodes.map((node, number) => new Crowd(node, this.folder, number));
    let next = lecturers;
    for (const [number, crowd] of this.crowds.entries()) {
      const own = tokens.slice(next, next + this.#share(number));
      next += own.length;
      await crowd.log_in([...tokens.slice(0, lecturers), ...own]); // tried at nine nodes at once, some waited for more than 10 s
      this.say(`${crowd.node.name}: ${own.length} links opened`);
    }
  }

  /** How many seconds coming in took; one node after the other, because of two cores. `after_node(people)` is called after each. */
  async join(after_node = () => {}) {
    let [seconds, people] = [0, 0];
    for (const [number, crowd] of this.crowds.entries()) {
      const began = performance.now();
      await crowd.join(this.session, this.#share(number));
      const took = (performance.now() - began) / 1000;
      [seconds, people] = [seconds + took, people + this.#share(number)];
      this.say(`${crowd.node.name}: ${this.#share(number)} are in, ${Math.round(this.#share(number) / took)} a second`);
      await everybody_is_in_the_log(this.cluster, people, this.say);
      await after_node(people);
    }
    return seconds;
  }

  /** Another page than before, for those who are in: `{shown, p50_ms, p99_ms, last_ms, by_node}`, times from the lecturer's send. */
  async turn_page() {
    const page = 2 + (this.#turns++ % (pages - 1));
    const crowds = this.crowds.filter((each) => each.talk);
    const order = (crowd, more) => crowd.talk.ask({ do: "slide", page, readers: crowd.count, seconds: 30, ...more });
    const others = crowds.slice(1).map((each) => order(each, {}));
    await pass(300); // their generators listen by then; if one did not, its people would be missing, and it would show
    const answers = await Promise.all([order(crowds[0], { deck: this.deck.id }), ...others]);
    const by_node = answers.map((each, at) => parts_of(each, crowds[at].count, answers[0].began));
    return {
      shown: answers.reduce((sum, each) => sum + each.shown, 0),
      ...times_of(by_node.flat()),
      by_node: by_node.map(times_of),
    };
  }

  /** Somebody with a login who will come to that node: a lecturer, or the first of those who listen there. */
  visitor(number, { is_lecturer = false } = {}) {
    const cookies = readFileSync(this.crowds[number].cookies, "utf8").split("\n");
    const place = { port: this.cluster.nodes[number].port, course, session: this.session };
    return new Visitor(place, cookies[is_lecturer ? number : lecturers]);
  }

  /** The name of the node that the only room belongs to. */
  async owner() {
    const [lease] = await this.cluster.postgres.ask_database("SELECT owner FROM leases");
    return lease?.owner;
  }

  async stop() {
    for (const crowd of this.crowds) if (crowd.talk) await end(crowd.talk.child);
    await this.cluster.stop();
  }
}

/** Until the log has everybody's coming. */
async function everybody_is_in_the_log(cluster, people, say) {
  for (let asked = 0; asked < 600; ++asked) {
    const [row] = await cluster.postgres.ask_database(
      "SELECT COUNT(*) AS here FROM events WHERE type = 'participant_joined'",
    );
    const here = Number(row?.here ?? 0);
    if (here >= people) return;
    if (asked % 25 === 24) say(`${here} of ${people} are in the log`);
    await pass(200);
  }
  throw new Error("not everybody is in the log");
}
