// Looks for words that a reader has to decode: node prose.mjs [--all] [FOLDER]. Only lines that are newer than this check
// count, or all with --all. Prints file:line, the word and what to write instead, and exits with 1 when it found a word.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { History } from "./history.mjs";
import { proseOf } from "./prose_of.mjs";
import { oddWords } from "./words.mjs";

const lineAt = (text, at) => text.slice(0, at).split("\n").length;

/** The odd words of one file: [{ word, instead, line, last }], lines from 1. */
export function findingsOf(path, text) {
  const prose = proseOf(path, text);
  if (prose === null) return [];
  return oddWords(prose).map(({ word, instead, from, to }) => ({
    word,
    instead,
    line: lineAt(prose, from),
    last: lineAt(prose, to),
  }));
}

const ofSubjects = (history) =>
  history
    .subjects()
    .flatMap(({ commit, subject }) =>
      oddWords(subject).map(({ word, instead }) => `commit ${commit}: "${word}"; instead: ${instead}`),
    );

/** Checks a tree's new lines, or all of them; `said` has one line for each finding. */
export function check(folder, { all = false } = {}) {
  const history = new History(folder);
  const said = all ? [] : ofSubjects(history);
  const files = (all ? history.files() : history.changed()).filter((path) => isText(join(folder, path)));
  for (const path of files.sort()) {
    const found = findingsOf(path, readFileSync(join(folder, path), "utf8"));
    const wrong = found.filter(({ line, last }) => all || history.isNew(path, line, last));
    said.push(...wrong.map(({ word, instead, line }) => `${path}:${line}: "${word}"; instead: ${instead}`));
  }
  return { said: [...new Set(said)], files: files.length, commits: history.commits.length };
}

const isText = (path) => existsSync(path) && statSync(path).isFile();

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const all = words.includes("--all");
  const folder = words.find((word) => !word.startsWith("--")) ?? fileURLToPath(new URL("../../", import.meta.url));
  const { said, files, commits } = check(folder, { all });
  for (const line of said) console.log(line);
  const where = all ? `${files} files` : `the new lines of ${files} files and ${commits} commits`;
  console.log(`prose: ${said.length} odd words in ${where}`);
  process.exit(said.length > 0 ? 1 : 0);
}
