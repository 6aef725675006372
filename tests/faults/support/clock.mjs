// A server whose wall clock can be stepped while it runs. Its monotonic clock stays the machine's: that is what a stepped clock is.
import { chmodSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const clock_library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

/** Moves the clock of a running server to so many seconds off the machine's. */
export function set_clock(file, seconds) {
  writeFileSync(`${file}.new`, `${seconds < 0 ? "-" : "+"}${Math.abs(seconds)}\n`);
  renameSync(`${file}.new`, file); // never a half-written one
}

/** A program that is this one with a clock of its own. */
export function clocked(program, folder) {
  const clock_file = join(folder, "clock");
  set_clock(clock_file, 0);
  const wrapper = join(folder, "clocked");
  writeFileSync(
    wrapper,
    `#!/bin/sh
export LD_PRELOAD=${clock_library} FAKETIME_TIMESTAMP_FILE=${clock_file} FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
exec ${program} "$@"
`,
  );
  chmodSync(wrapper, 0o755);
  return { programs: { aula: wrapper }, clock_file };
}
