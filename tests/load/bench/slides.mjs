// P3 for slides: a lecturer turns the pages of a real deck.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { end } from "./children.mjs";
import { ms, short } from "./figures.mjs";
import { median_p99s } from "./paced.mjs";

const deck_file = "docs/examples/cutting-edge-immunology/decks/mon-1.pdf";

export async function slides(bench, count, last_max_ms) {
  await bench.aula.serve();
  const [room] = bench.aula.rooms({ count });
  const deck = await bench.aula.upload(room.session, readFileSync(join(bench.root, deck_file)));
  const crowd = await bench.aula.crowd();
  await crowd.ask({ do: "join", course: bench.aula.course, rooms: [room] });
  const streams = [{ rate: 10, deck: deck.id, pages: deck.pages }];
  const order = { do: "paced", warm: 1, seconds: bench.long_seconds, streams };
  const { p99, p50, disk, bare_ms, figures } = await median_p99s(bench, count, () => bench.ask(crowd, order));
  await end(crowd.child);
  return [
    {
      goal: "P3",
      what: `10 slide changes/s to ${short(count)}, the last attendee`,
      reached: `p99 ${ms(p99("whole"))}`,
      beside: `median ${ms(p50("whole"))}; bare send ${ms(bare_ms)}; the lecturer's ok p99 ${ms(p99("ack"))}; ${disk}`,
      holds: p99("whole") <= last_max_ms,
      figures,
    },
  ];
}
