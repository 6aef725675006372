// Everything there is to measure.
import { asking } from "./asking.mjs";
import { fanout, storm } from "./fanout.mjs";
import { cost, start_up } from "./growth.mjs";
import { joins, reconnect } from "./joining.mjs";
import { media } from "./media.mjs";
import { memory, memory_tls, memory_traffic } from "./memory.mjs";
import { flood, small_rooms, stalled } from "./neighbours.mjs";
import { paced } from "./paced.mjs";
import { others } from "./peers.mjs";
import { releases } from "./releases.mjs";
import { two_shards } from "./shards.mjs";
import { slides } from "./slides.mjs";
import { tls } from "./tls.mjs";

export const goals = {
  P1: "a broadcast is as cheap as the system calls it takes, and cheaper when messages come together",
  P2: "two shards do 1.7 times what one does",
  P3: "10 messages/s: with the last of 10,000 in 100 ms, of 1,000 in 15 ms; the author has an ok in 10 ms",
  P4: "memory for each attendee: 4 KiB, 40 KiB over TLS; stalled readers 16 MiB in all",
  P5: "5,000 joins/s on one core; 10,000 people cut off are all back, p99 5 s",
  fair: "nobody waits longer because of somebody else",
  media: "one voice to 10,000 who listen takes 0.35 of a core, and nobody else waits for it",
  before: "no figure is worse than in another release; where the ranges overlap, 1.03 times its processor time decides",
  peers: "no goal: what other servers do with the same messages",
  P8: "the cost of a delivery stays within 15 % from 100 to 10,000 attendees; starts in 0.5 s with a year of courses",
  P9: "a room's first request takes 200 µs of CPU and a course's page 400 µs, 1.2 times what they take with 95 people",
};

/**
 * name, the goal it is for, how many people it needs (in the short form), how many `besides`, what it
 * does. One with `only_with` runs when that option is given.
 */
export const scenarios = [
  { name: "paced-1k", goal: "P3", people: [1000, 300], run: (bench, size) => paced(bench, size, 15) },
  { name: "paced-10k", goal: "P3", people: [10_000, 1000], run: (bench, size) => paced(bench, size, 100) },
  { name: "slides", goal: "P3", people: [10_000, 300], run: (bench, size) => slides(bench, size, 100) },
  { name: "fanout-1k", goal: "P1", people: [1000, 300], run: fanout },
  { name: "fanout-10k", goal: "P1", people: [10_000, 1000], run: fanout },
  { name: "fanout-tls", goal: "P1", people: [1000, 300], run: tls },
  { name: "storm", goal: "P1", people: [10_000, 1000], run: storm },
  { name: "joins", goal: "P5", people: [10_000, 1000], run: joins },
  { name: "reconnect", goal: "P5", people: [10_000, 1000], run: reconnect },
  { name: "memory", goal: "P4", people: [10_000, 1000], run: memory },
  { name: "memory-tls", goal: "P4", people: [2000, 300], run: memory_tls },
  { name: "memory-traffic", goal: "P4", people: [1000, 1000], run: memory_traffic },
  { name: "cost", goal: "P8", people: [18_000, 300], run: cost },
  { name: "start-up", goal: "P8", people: [0, 0], run: start_up },
  { name: "asking", goal: "P9", people: [0, 0], run: (bench) => asking(bench, bench.quick ? 1000 : 10_000) },
  { name: "shards", goal: "P2", people: [4000, 500], run: two_shards },
  { name: "stalled", goal: "fair", people: [1000, 200], run: stalled },
  { name: "flood", goal: "fair", people: [1000, 200], run: flood },
  { name: "small-rooms", goal: "fair", people: [10_000, 500], besides: [50 * 95, 10 * 95], run: small_rooms },
  { name: "media", goal: "media", people: [10_000, 500], run: media },
  { name: "peers", goal: "peers", people: [1000, 300], only_with: "peers", run: others },
  { name: "releases", goal: "before", people: [10_000, 1000], only_with: "against", run: releases },
];
