// P3 for slides: a lecturer turns the pages of a real deck.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { end } from "./children.mjs";
import { ms, short } from "./figures.mjs";

const deck_file = "docs/examples/cutting-edge-immunology/decks/mon-1.pdf";

export async function slides(bench, count, last_max_ms) {
  await bench.aula.serve();
  const [room] = bench.aula.rooms({ count });
  const deck = await bench.aula.upload(room.session, readFileSync(join(bench.root, deck_file)));
  const crowd = await bench.aula.crowd();
  await crowd.ask({ do: "join", course: bench.aula.course, rooms: [room] });
  const streams = [{ rate: 10, deck: deck.id, pages: deck.pages }];
  const answer = await bench.ask(crowd, { do: "paced", warm: 1, seconds: bench.long_seconds, streams });
  await end(crowd.child);
  const [{ delivery, whole, ack }] = answer.streams;
  return [{
    goal: "P3",
    what: `10 slide changes/s to ${short(count)}, the last attendee`,
    reached: `p99 ${ms(whole.p99_ms)}`,
    beside: `median ${ms(whole.p50_ms)}; the lecturer's ok p99 ${ms(ack.p99_ms)}`,
    holds: whole.p99_ms <= last_max_ms,
    figures: { last: whole, any: delivery, ack },
  }];
}
