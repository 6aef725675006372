import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const processes = 4;
const ports_each = 400;

/** Takes ports, and keeps them until all processes have: the last one to come ends the others' waiting. */
const taker = `
import { lasting_ports } from "${new URL("../support/ports.mjs", import.meta.url)}";
console.log(JSON.stringify(await lasting_ports(${ports_each})));
process.stdin.resume().on("end", () => process.exit(0));
`;

test("processes that take ports at the same time never get the same one", async () => {
  const takers = Array.from({ length: processes }, () => run(process.execPath, ["--input-type=module", "-e", taker]));
  const said = takers.map(({ child }) => new Promise((resolve) => child.stdout.once("data", resolve)));
  const lists = (await Promise.all(said)).map((line) => JSON.parse(line));
  for (const { child } of takers) child.stdin.end();
  await Promise.all(takers);
  const all = lists.flat();
  assert.equal(all.length, processes * ports_each);
  assert.equal(new Set(all).size, all.length);
});
