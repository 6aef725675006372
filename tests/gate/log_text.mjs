// What the log of a job says: how many tests passed and failed, which cases ran and how long they took, and why one failed.

const escape_character = String.fromCharCode(27);
const colour = new RegExp(`${escape_character}\\[[0-9;]*m`, "g");
const plain = (text) => text.replace(colour, "");

/** Test cases of doctest, tests of node, and plain closing lines, added up. */
export function counts_in(text) {
  const found = { passed: 0, failed: 0, skipped: 0 };
  const add = (passed, failed, skipped = 0) => {
    found.passed += Number(passed);
    found.failed += Number(failed);
    found.skipped += Number(skipped);
  };
  for (const line of plain(text).split("\n")) {
    const cases = /\[doctest\] test cases:.*\|\s*(\d+) passed\s*\|\s*(\d+) failed/.exec(line);
    const node = /^(?:#|ℹ) (pass|fail|skipped) (\d+)$/.exec(line);
    const closing = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
    if (cases) add(cases[1], cases[2]);
    if (node)
      add(node[1] === "pass" ? node[2] : 0, node[1] === "fail" ? node[2] : 0, node[1] === "skipped" ? node[2] : 0);
    if (closing) add(...closing.slice(1).map((each) => each ?? 0));
  }
  return found;
}

/** The cases that ran, with seconds: doctest's lines `0.002 s: name`, and node's `✔ name (12.3ms)` or `duration_ms` in TAP. */
export function cases_in(text) {
  const found = [];
  let tap = null;
  for (const line of plain(text).split("\n")) {
    const doctest = /^(?:\d+: )?([\d.]+) s: (.+)$/.exec(line);
    const spec = /^\s*[✔✖] (.+) \(([\d.]+)ms\)$/.exec(line);
    const point = /^\s*(?:not )?ok \d+ - (.+?)(?: # .*)?$/.exec(line);
    const took = /^\s*duration_ms: ([\d.]+)$/.exec(line);
    if (doctest) found.push({ name: doctest[2], seconds: Number(doctest[1]) });
    if (spec) found.push({ name: spec[1], seconds: Number(spec[2]) / 1000 });
    if (point) tap = point[1];
    if (took && tap) {
      found.push({ name: tap, seconds: Number(took[1]) / 1000 });
      tap = null;
    }
  }
  return found;
}

/** The lines that tell what went wrong, and the end. */
export function excerpt_of(text, lines_max = 200) {
  const lines = plain(text).split("\n");
  const wrong = /ERROR:|FAILED|^\s*not ok|✖|error:|Sanitizer/;
  const shown = new Set();
  lines.forEach((line, at) => {
    if (!wrong.test(line)) return;
    for (let near = Math.max(0, at - 3); near <= at + 12 && near < lines.length; ++near) shown.add(near);
  });
  const first = [...shown]
    .sort((a, b) => a - b)
    .slice(0, lines_max)
    .map((at) => `${at + 1}: ${lines[at]}`);
  return [...first, "── the end:", ...lines.slice(-40)].join("\n");
}

/** Why the test of this TAP line failed, as node says it some lines below; empty when it does not. */
function reason_of(lines, at) {
  const near = lines.slice(at + 1, at + 20);
  const end = near.findIndex((line) => /^\s*(\.\.\.|(not )?ok \d)/.test(line));
  const block = near.slice(0, end < 0 ? near.length : end);
  const error = block.findIndex((line) => /^\s*error: /.test(line));
  if (error < 0) return "";
  const said = block[error].replace(/^\s*error: /, "");
  return `: ${said === "|-" ? (block[error + 1] ?? "").trim() : said}`;
}

/** One line for each failed test, for a reader who sees only the end of the output. */
export function failures_in(text, limit = 20) {
  const lines = plain(text).split("\n");
  const found = [];
  let name = "";
  for (const [at, line] of lines.entries()) {
    const begun = /TEST CASE: *(.*)/.exec(line);
    if (begun) name = begun[1];
    if (/: (FATAL )?ERROR:/.test(line) || /Sanitizer: /.test(line))
      found.push(`${name}: ${line.replace(/^\d+: /, "")}`);
    if (/^\s*(not ok|✖) /.test(line) && !line.includes("failing tests")) found.push(line.trim() + reason_of(lines, at));
  }
  const last = lines.filter((line) => line.trim()).at(-1) ?? "nothing was printed";
  return found.length ? [...new Set(found)].slice(0, limit) : [last];
}
