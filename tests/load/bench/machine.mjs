// What it was measured on, and what.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";

export const machine = () => ({
  cpu: cpus()[0].model,
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 1024 ** 3),
  kernel: release(),
  load: loadavg().map((each) => Number(each.toFixed(2))),
});

export function commit(root) {
  const git = (...words) => execFileSync("git", ["-C", root, ...words], { encoding: "utf8" }).trim();
  try {
    return git("rev-parse", "--short=12", "HEAD") + (git("status", "--porcelain") ? " dirty" : "");
  } catch {
    return "unknown";
  }
}
