// One voice to everybody, beside slides and chat: what it costs, and whether the others wait for it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { end } from "./children.mjs";
import { median, ms, ratio, short } from "./figures.mjs";

const deck_file = "docs/examples/cutting-edge-immunology/decks/mon-1.pdf";
const frames_per_s = 1000 / 60;

export async function media(bench, count) {
  await bench.aula.serve();
  const [room] = bench.aula.rooms({ count, listens: true });
  const deck = await bench.aula.upload(room.session, readFileSync(join(bench.root, deck_file)));
  const crowd = await bench.aula.crowd();
  await crowd.ask({ do: "join", course: bench.aula.course, rooms: [room] });
  const slides = { rate: 2, deck: deck.id, pages: deck.pages };
  const chat = { rate: 2, authors: 20 };
  const voice = { rate: frames_per_s, media: true };
  const order = { do: "paced", warm: bench.warm, seconds: bench.long_seconds };
  const runs = { without: [], with_it: [] };
  for (let round = 1; round <= bench.rounds; ++round) {
    runs.without.push(await bench.ask(crowd, { ...order, streams: [slides, chat] }));
    runs.with_it.push(await bench.ask(crowd, { ...order, streams: [slides, chat, voice] }));
  }
  await end(crowd.child);

  const of = (which, figure) => median(runs[which].map(figure));
  const p99 = (which, stream, what) => of(which, (each) => each.streams[stream][what].p99_ms);
  const cores = (which) => of(which, (each) => each.span.server.cpu_s / each.span.seconds);
  const beside = (what, stream, kind) => ({
    goal: "media",
    what: `${what} beside a voice to ${short(count)}`,
    reached: `p99 ${ms(p99("with_it", stream, kind))}`,
    beside: `${ms(p99("without", stream, kind))} without, ${ratio(p99("with_it", stream, kind) / p99("without", stream, kind))}`,
  });
  const lost = runs.with_it.map((each) => each.streams[2].missing);
  const voice_cores = cores("with_it") - cores("without");
  return [
    {
      goal: "media",
      what: `frames of 60 ms to ${short(count)} who listen`,
      reached: `p50 ${ms(of("with_it", (each) => each.streams[2].delivery.p50_ms))}, p99 ${ms(p99("with_it", 2, "delivery"))}`,
      beside: `${Math.max(...lost)} of ${short(runs.with_it[0].streams[2].sent * count)} deliveries skipped`,
      holds: lost.every((each) => each === 0),
      figures: { runs },
    },
    {
      goal: "media",
      what: "its share of a processor core",
      reached: short(voice_cores),
      beside: `${short(cores("without"))} without, ${short(cores("with_it"))} with it`,
      holds: voice_cores <= 0.35,
    },
    beside("slides", 0, "whole"),
    beside("chat", 1, "whole"),
    beside("the author's ok", 1, "ack"),
  ];
}
