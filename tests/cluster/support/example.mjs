// The example course, so that there is something to walk into.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../faults/support/binaries.mjs";

const run = promisify(execFile);
const slug = "cutting-edge-immunology";

export const example = join(root, "docs/examples", slug, "course.toml");

const people = [
  ["organizer", "Olga Organizer", "olga@example.org"],
  ["lecturer", "Leo Lecturer", "leo@example.org"],
  ["attendee", "Sari Student", "sari@example.org"],
];

/** Imports it at the first node and says by which links to come. */
export async function put_up_the_example(cluster, print) {
  const [first] = cluster.nodes;
  const aula = (...words) => run(cluster.aula, ["--data", first.data, ...words]).then(({ stdout }) => stdout.trim());
  await aula("course", "import", "--if-absent", "--quiet", "--no-wait", example);
  print("The example course is up. Each link lets its person in; open them in different browsers or profiles:\n");
  for (const [role, name, email] of people) {
    print(`  ${role.padEnd(10)} ${await aula("invite", slug, "--role", role, "--name", name, "--email", email)}`);
  }
  print(`  ${"everybody".padEnd(10)} ${cluster.front.url}/c/${slug}`);
}
