// The rehearsal of a course, through the front, as a child.
import { start } from "../../load/bench/children.mjs";

/** `{passed, report, complaint}`; `words` are further options of `aula rehearse`. */
export async function rehearse(cluster, words, { say = () => {} } = {}) {
  const [first] = cluster.nodes;
  const line = [
    "--data",
    first.data,
    "--set",
    `server.public_url=${cluster.front.url}`,
    "rehearse",
    "--survive",
    "--keep",
    "--json",
    ...words,
  ];
  const child = start("setpriv", ["--pdeathsig", "KILL", "--", cluster.aula, ...line], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, said] = ["", ""];
  child.stdout.on("data", (text) => (out += text));
  child.stderr.on("data", (text) => {
    said += text;
    say(String(text).trimEnd());
  });
  const code = await new Promise((resolve) => child.once("close", (status, by) => resolve(by ?? status)));
  try {
    const report = JSON.parse(out);
    return { passed: report.passed && code === 0, report };
  } catch {
    return { passed: false, complaint: `the rehearsal ended with ${code}: ${said.trim().split("\n").at(-1)}` };
  }
}

/** What a rehearsal complains of, in sentences. */
export function complaints_of({ report, complaint }) {
  if (!report) return [complaint];
  return report.lectures.flatMap((each) => [
    ...each.wrong.map(
      (one) => `${each.session}: ${one.name} has ${one.server_ms} ms, true is ${one.least_ms} to ${one.most_ms}`,
    ),
    ...each.first_mistakes.map((one) => `${each.session}: ${one}`),
  ]);
}
