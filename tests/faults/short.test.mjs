// The faults whose short form judges by right and wrong alone, never by time: those can be asked of any machine.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { faults_in_every_run } from "../gate/suites.mjs";
import { find_faults } from "./support/find.mjs";

const program = fileURLToPath(new URL("faults.mjs", import.meta.url));

const what_came_of = (id) =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [program, id, "--json"], { maxBuffer: 1 << 26 }, (failed, out, said) => {
      if (out) resolve(JSON.parse(out)[id]);
      else reject(new Error(`${failed?.message}\n${said}`));
    });
  });

const faults = await find_faults();

const wanted = process.env.AULA_FAULT ? [process.env.AULA_FAULT] : faults_in_every_run;
for (const id of wanted) {
  const fault = faults.find((each) => each.id === id);
  test(`${id} ${fault.title}`, async (t) => {
    const why_not = fault.needs?.() ?? null;
    if (why_not) return t.skip(why_not);
    const { holds, reached } = await what_came_of(id);
    t.diagnostic(reached);
    assert.equal(holds, true, reached);
  });
}
