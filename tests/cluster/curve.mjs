// How many people one lecture can have, over as many nodes as they need: how they come in, and how long one slide change takes to reach
// all of them. scripts/cluster --curve SIZES starts it.
import { readFileSync } from "node:fs";
import { in_columns, median } from "../load/bench/figures.mjs";
import { FullLecture } from "./support/full_lecture.mjs";

const people_a_node = 19_000; // 20,000 files a process
const turns = 5;

const rss_mib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
const free_mib = () => Number(/MemAvailable:\s+(\d+)/.exec(readFileSync("/proc/meminfo", "utf8"))[1]) / 1024;

/** `points` in lines. */
export function curve_in_lines(points) {
  const head = [
    "people",
    "nodes",
    "joined in",
    "joins/s",
    "a node MiB",
    "in all MiB",
    "slide p50",
    "p99",
    "last",
    "missing",
  ];
  const rows = points.map((each) => [
    each.people,
    each.nodes,
    `${each.join_s} s`,
    each.joins_a_second,
    Math.max(...each.memory.nodes_mib),
    each.memory.all_mib,
    `${each.slide.p50_ms} ms`,
    `${each.slide.p99_ms} ms`,
    `${each.slide.last_ms} ms`,
    each.missing,
  ]);
  return `${in_columns([head, ...rows])}\n`;
}

/** What was held is said even when the next node's people are too many. */
async function on_the_way(lecture, people, say) {
  const { shown, p50_ms, p99_ms, last_ms } = await lecture.turn_page();
  say(
    `${people} people: a slide in ${Math.round(p50_ms)} ms p50, ${Math.round(p99_ms)} ms p99, ${Math.round(last_ms)} ms last, ${people - shown} missing`,
  );
}

/** One size of lecture on a cluster of its own, with `more` settings. */
export async function point_of_curve(aula, folder, { people, more, say }) {
  const free = free_mib();
  const count = Math.ceil(people / people_a_node);
  const lecture = new FullLecture(aula, folder, { count, people, more, say });
  try {
    await lecture.start();
    const joined_s = await lecture.join((here) => here < people && on_the_way(lecture, here, say));
    const memory = {
      nodes_mib: lecture.cluster.nodes.map((each) => Math.round(rss_mib(each.program.pid))),
      all_mib: Math.round(free - free_mib()),
    };
    const turned = [];
    for (let turn = 0; turn < turns; ++turn) turned.push(await lecture.turn_page());
    const of = (name) => Math.round(median(turned.map((each) => each[name])));
    return {
      people,
      nodes: count,
      join_s: Math.round(joined_s),
      joins_a_second: Math.round(people / joined_s),
      memory,
      slide: {
        p50_ms: of("p50_ms"),
        p99_ms: of("p99_ms"),
        last_ms: of("last_ms"),
        worst_ms: Math.round(Math.max(...turned.map((each) => each.last_ms))),
      },
      missing: turns * people - turned.reduce((sum, each) => sum + each.shown, 0),
      turned,
    };
  } finally {
    await lecture.stop();
  }
}
