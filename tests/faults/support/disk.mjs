// strict_disk.cpp from outside: a disk that fails when told to, and that keeps only what was synced.
import { closeSync, cpSync, mkdirSync, openSync, readSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";

export const EIO = 5;
const words = ["write_error", "sync_error", "is_power_off", "writes_failed", "syncs_failed", "syncs"];

export class StrictDisk {
  #control;

  constructor(library, folder) {
    mkdirSync(join(folder, "kept"), { recursive: true });
    this.folder = folder;
    writeFileSync(join(folder, "control"), Buffer.alloc(4096));
    this.#control = openSync(join(folder, "control"), "r+");
    this.env = {
      LD_PRELOAD: library,
      AULA_DISK_CONTROL: join(folder, "control"),
      AULA_DISK_KEEPS: join(folder, "kept"),
    };
  }

  set(word, value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    writeSync(this.#control, bytes, 0, 4, 4 * words.indexOf(word));
  }

  get(word) {
    const bytes = Buffer.alloc(4);
    readSync(this.#control, bytes, 0, 4, 4 * words.indexOf(word));
    return bytes.readUInt32LE();
  }

  /** What would be left if the power went now, as a data folder; the server goes on and knows nothing of it. */
  cut(to) {
    rmSync(to, { recursive: true, force: true });
    this.set("is_power_off", 1);
    cpSync(join(this.folder, "kept"), to, { recursive: true });
    this.set("is_power_off", 0);
    return to;
  }

  close() {
    closeSync(this.#control);
  }
}
