// An attack on a server, carried out by a process of the lowest priority: real attackers have machines of their own, and would not
// take the processor from whom they attack.
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { start } from "../../load/bench/children.mjs";

const program = fileURLToPath(new URL("attackers.mjs", import.meta.url));

/** Runs `work()` under attack; answers `{answer, attackers}`. The attack goes on for its whole time. */
export async function under_attack(plan, work) {
  const child = start("nice", ["-n", "19", process.execPath, program, JSON.stringify(plan)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next(); // they are ready
  const answer = await work();
  const { value, done } = await lines.next();
  if (done) throw new Error("the attackers ended without a word");
  return { answer, attackers: JSON.parse(value) };
}
