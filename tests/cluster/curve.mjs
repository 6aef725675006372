// How many people one lecture can have, over as many nodes as they need: how they come in, and how long one slide change takes to reach
// all of them. Everything is on this machine, generators included. scripts/cluster --curve SIZES starts it.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { binaries_in, root } from "../faults/support/binaries.mjs";
import { pass } from "../faults/support/waiting.mjs";
import { course_document } from "../load/bench/aula.mjs";
import { Conversation, end, start } from "../load/bench/children.mjs";
import { Cluster } from "./support/cluster.mjs";
import { example } from "./support/example.mjs";

const course = "curve";
const lecturers = 64; // so many of a generator's people may give lectures
const people_a_node = 19_000; // 20,000 files a process
const roster_max = 1000;
const turns = 5;

/** A lecture is quiet but for its slides: nobody is asked for a sign of life more often than in a real one. */
export const settings = {
  "limits.connections": 19_500, "limits.logins_per_minute": 1_000_000, "limits.commands_per_second": 10_000,
  "limits.commands_burst": 10_000, "server.shards": 1, "log.level": "warn",
};

export const nodes_for = (people) => Math.ceil(people / people_a_node);

/** The course with one person for each seat: everybody's link, those of the lecturers first. */
async function populate(node, people, say) {
  const saved = await node.operator("POST", "/courses", course_document(course, 1));
  const [session] = saved.sessions;
  const person = (role) => (_, number) => ({ name: `${role} ${number + 1}`, role, external_id: `${role}-${number + 1}` });
  const all = [...Array.from({ length: lecturers }, person("lecturer")), ...Array.from({ length: people }, person("attendee"))];
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

const rss_mib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const free_mib = () => Number(/MemAvailable:\s+(\d+)/.exec(readFileSync("/proc/meminfo", "utf8"))[1]) / 1024;

/** One page turned by the first crowd's lecturer: when everybody had it, in ms from the lecturer's send. */
async function turn_page(crowds, deck, page) {
  const order = (crowd, more) => crowd.talk.ask({ do: "slide", page, readers: crowd.count, seconds: 30, ...more });
  const others = crowds.slice(1).map((each) => order(each, {}));
  await pass(300); // their generators listen by then; if one did not, its people would be missing, and it would show
  const answers = await Promise.all([order(crowds[0], { deck: deck.id }), ...others]);
  const began = answers[0].began;
  const parts = answers.flatMap((each, at) => each.hundredths.map((ns) => ({ ms: (ns - began) / 1e6, people: crowds[at].count / 100 })));
  parts.sort((a, b) => a.ms - b.ms);
  const all = parts.reduce((sum, each) => sum + each.people, 0);
  const at_share = (share) => {
    let seen = 0;
    return parts.find((each) => (seen += each.people) >= share * all - 1e-6)?.ms;
  };
  const shown = answers.reduce((sum, each) => sum + each.shown, 0);
  return { shown, p50_ms: at_share(0.5), p99_ms: at_share(0.99), last_ms: parts.at(-1)?.ms, by_node_ms: answers.map((each) => (each.hundredths.at(-1) - began) / 1e6) };
}

/** `points` in lines. */
export function table_of(points) {
  const head = ["people", "nodes", "joined in", "joins/s", "a node MiB", "in all MiB", "slide p50", "p99", "last", "missing"];
  const rows = points.map((each) => [
    each.people, each.nodes, `${each.join_s} s`, each.joins_a_second, Math.max(...each.memory.nodes_mib), each.memory.all_mib,
    `${each.slide.p50_ms} ms`, `${each.slide.p99_ms} ms`, `${each.slide.last_ms} ms`, each.missing,
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => String(row[at]).length)));
  return [head, ...rows].map((row) => row.map((cell, at) => String(cell).padStart(widths[at])).join("  ") + "\n").join("");
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** One size of lecture on a cluster of its own. */
export async function point_of_curve(aula, folder, people, say) {
  const free = free_mib();
  const cluster = new Cluster(aula, folder, { count: nodes_for(people), settings, is_direct: true, say });
  const crowds = [];
  try {
    await cluster.start();
    const [first] = cluster.nodes;
    const { session, tokens } = await populate(first, people, say);
    const deck = await upload(first, session);
    const share = (number) => Math.floor((people * (number + 1)) / cluster.nodes.length) - Math.floor((people * number) / cluster.nodes.length);
    let next = lecturers;
    for (const [number, node] of cluster.nodes.entries()) {
      const crowd = new Crowd(node, folder, number);
      await crowd.log_in([...tokens.slice(0, lecturers), ...tokens.slice(next, next + share(number))]);
      next += share(number);
      crowds.push(crowd);
      say(`${node.name}: ${share(number)} links opened`);
    }
    const began = performance.now();
    for (const [number, crowd] of crowds.entries()) {
      await crowd.join(session, share(number)); // one after the other: two cores
      say(`${crowd.node.name}: ${share(number)} are in`);
    }
    const joined_s = (performance.now() - began) / 1000;
    await settled(cluster, people, say);
    const memory = { nodes_mib: cluster.nodes.map((each) => Math.round(rss_mib(each.program.pid))), all_mib: Math.round(free - free_mib()) };
    const turned = [];
    for (let page = 2; page < 2 + turns; ++page) turned.push(await turn_page(crowds, deck, page));
    const of = (name) => Math.round(median(turned.map((each) => each[name])));
    return {
      people, nodes: cluster.nodes.length, join_s: Math.round(joined_s), joins_a_second: Math.round(people / joined_s), memory,
      slide: { p50_ms: of("p50_ms"), p99_ms: of("p99_ms"), last_ms: of("last_ms"), worst_ms: Math.round(Math.max(...turned.map((each) => each.last_ms))) },
      missing: turns * people - turned.reduce((sum, each) => sum + each.shown, 0), turned,
    };
  } finally {
    for (const crowd of crowds) if (crowd.talk) await end(crowd.talk.child);
    await cluster.stop();
  }
}

/** Until the log has everybody's coming. */
async function settled(cluster, people, say) {
  for (let asked = 0; asked < 600; ++asked) {
    const [row] = await cluster.postgres.ask_database("SELECT COUNT(*) AS here FROM events WHERE type = 'participant_joined'");
    const here = Number(row?.here ?? 0);
    if (here >= people) return;
    if (asked % 25 === 24) say(`${here} of ${people} are in the log`);
    await pass(200);
  }
  throw new Error("not everybody is in the log");
}
