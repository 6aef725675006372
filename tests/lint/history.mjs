// Which lines count as new. Git alone answers it, also in a shallow clone.
import { execFileSync } from "node:child_process";

/** Only commits after the first commit with this file are looked at. */
const first_file = "tests/lint/prose.mjs";
const newest = 20; // commits

const options = { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] };

export class History {
  #folder;
  /** The commits whose lines are new: the newest descendants of the commit that added the check. */
  commits;

  constructor(folder) {
    this.#folder = folder;
    this.commits = this.#newCommits();
  }

  #git(...words) {
    return execFileSync("git", ["-C", this.#folder, ...words], options);
  }

  #lines(...words) {
    return this.#git(...words)
      .split("\n")
      .filter(Boolean);
  }

  #newCommits() {
    if (this.#lines("rev-list", "-n", "1", "--all").length === 0) return [];
    const since = this.#lines("log", "--diff-filter=A", "--format=%H", "--", first_file).at(-1);
    if (since) return this.#lines("rev-list", "--ancestry-path", "-n", String(newest), `${since}..HEAD`);
    return this.#lines("rev-list", "-n", "1", "--min-parents=1", "HEAD"); // not in this clone: the last commit
  }

  /** The subjects of the new commits: [{ commit, subject }]. */
  subjects() {
    if (this.commits.length === 0) return [];
    const lines = this.#lines("log", "--no-walk", "--format=%h %s", ...this.commits);
    return lines.map((line) => ({ commit: line.split(" ")[0], subject: line.slice(line.indexOf(" ") + 1) }));
  }

  /** Every file that git knows or would add. */
  files() {
    return [...new Set(this.#lines("ls-files", "--cached", "--others", "--exclude-standard"))];
  }

  /** The files that a new commit or the working tree changed. */
  changed() {
    const others = this.#lines("ls-files", "--others", "--exclude-standard");
    if (this.#lines("rev-list", "-n", "1", "--all").length === 0) return this.files();
    const touched = this.#lines("diff", "--name-only", "HEAD");
    const of_commits =
      this.commits.length > 0 ? this.#lines("log", "--no-walk", "-c", "--name-only", "--format=", ...this.commits) : [];
    return [...new Set([...of_commits, ...touched, ...others])];
  }

  /**
   * Whether one of these lines of a file (1..) is new. A line that was only moved or indented is as old as it was.
   * A file that git does not know is new as a whole.
   */
  isNew(path, from, to) {
    let blamed;
    try {
      blamed = this.#lines("blame", "-w", "-M", "-C", "--porcelain", "-L", `${from},${to}`, "--", path);
    } catch {
      return true;
    }
    const ids = blamed.map((line) => /^([0-9a-f]{40}) \d+ \d+/.exec(line)?.[1]).filter(Boolean);
    return ids.some((id) => /^0+$/.test(id) || this.commits.includes(id));
  }
}
