// A folder on a disk for one test, and everything that was started ends with it.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { disk } from "../../load/bench/aula.mjs";
import { end_all } from "../../load/bench/children.mjs";

/** Runs `work(folder)`; what it leaves behind is taken away. */
export async function in_folder(work) {
  const folder = mkdtempSync(join(disk, "aula-cluster-"));
  chmodSync(folder, 0o711);
  try {
    return await work(folder);
  } finally {
    await end_all();
    rmSync(folder, { recursive: true, force: true });
  }
}
