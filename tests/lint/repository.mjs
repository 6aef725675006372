// A small git repository in a folder of its own, for the tests of the checks.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];

export class Repository {
  constructor(t) {
    this.folder = mkdtempSync(join(tmpdir(), "aula-lint-"));
    t.after(() => rmSync(this.folder, { recursive: true }));
    this.git("init", "-q", "-b", "main");
  }

  git(...words) {
    return execFileSync("git", ["-C", this.folder, ...author, ...words], { encoding: "utf8", stdio: "pipe" });
  }

  /** Writes files by their paths: { path: text }. */
  write(files) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  commit(subject, files) {
    this.write(files);
    this.git("add", "-A");
    this.git("commit", "-qm", subject);
  }

  /** The folder of a clone with only the newest commits. */
  clone(depth) {
    const folder = join(this.folder, `clone-${depth}`);
    this.git("clone", "-q", "--depth", String(depth), `file://${this.folder}`, folder);
    return folder;
  }
}
