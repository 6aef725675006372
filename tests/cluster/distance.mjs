// What it costs not to be at the node that owns the room: slides turned before people at three nodes, in one run.
// scripts/cluster --distance starts it.
import { in_columns, median } from "../load/bench/figures.mjs";
import { FullLecture } from "./support/full_lecture.mjs";

/** `{turns, missing, by_node: [{p50_ms, p99_ms, last_ms}]}`, the owner first; of each the median of all turns. */
export async function measure_distance(aula, folder, { people, turns, more, say }) {
  const lecture = new FullLecture(aula, folder, { count: 3, people, more, say });
  try {
    await lecture.start();
    await lecture.join();
    const turned = [];
    for (let turn = 0; turn < turns; ++turn) turned.push(await lecture.turn_page());
    const of = (at, name) => Math.round(100 * median(turned.map((each) => each.by_node[at][name]))) / 100;
    const by_node = lecture.crowds.map((_, at) =>
      Object.fromEntries(["p50_ms", "p99_ms", "last_ms"].map((name) => [name, of(at, name)])),
    );
    return { people, turns, missing: turns * people - turned.reduce((sum, each) => sum + each.shown, 0), by_node };
  } finally {
    await lecture.stop();
  }
}

export function distance_in_lines({ people, turns, missing, by_node }) {
  const rows = by_node.map((each, at) => [
    at === 0 ? "the owner" : `node ${at + 1}`,
    `${each.p50_ms} ms`,
    `${each.p99_ms} ms`,
    `${each.last_ms} ms`,
  ]);
  return `${people} people, ${turns} slides, ${missing} missing; medians of all slides\n${in_columns([["people at", "p50", "p99", "last"], ...rows])}\n`;
}
