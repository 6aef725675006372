// What is not in the log: how often a signal may be sent, and which binary frames there are.
import { check, oneLine } from "./check.mjs";

const isWhole = (value, least) => Number.isInteger(value) && value >= least;

/// The pace of a signal: { pause, people, heartbeat }, in milliseconds and in people.
export function readPace(name, pace) {
  const { pause_ms: pause, people, heartbeat_ms: heartbeat, ...rest } = pace ?? {};
  check(
    isWhole(pause, 1) &&
      isWhole(people, 1) &&
      isWhole(heartbeat, pause) &&
      !Object.keys(rest).length,
    `${name}: a signal has an x-pace: pause_ms, people and heartbeat_ms, which is not shorter than the pause`,
  );
  return { pause, people, heartbeat };
}

/// The kinds of media frames: { header, kinds: [{ name, code, description }] }.
export function readMedia({ header, kinds }) {
  const all = Object.entries(kinds).map(([name, kind]) => ({
    name,
    code: kind.code,
    description: oneLine(kind.description),
  }));
  for (const { name, code } of all)
    check(isWhole(code, 1) && code <= 255, `x-media: the code of ${name} is one byte, not 0`);
  check(
    new Set(all.map(({ code }) => code)).size === all.length,
    "x-media: two kinds share a code",
  );
  return { header, kinds: all };
}
