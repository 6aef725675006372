// refuse.cpp from outside: a system that refuses memory, mappings, files, processes or threads when told to.
import { closeSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";

/** The numbers are those of refuse.cpp. */
export const kinds = { mapping: 1, file: 2, memory: 3, process: 4, thread: 5 };

/** For `count`: until it is lifted. */
export const for_good = 2 ** 31;

const words = ["what", "nth", "count", "seen", "refused"];

export class Refusals {
  #control;

  constructor(library, file) {
    writeFileSync(file, Buffer.alloc(4096));
    this.#control = openSync(file, "r+");
    this.env = { LD_PRELOAD: library, AULA_REFUSALS: file };
  }

  #set(word, value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    writeSync(this.#control, bytes, 0, 4, 4 * words.indexOf(word));
  }

  #get(word) {
    const bytes = Buffer.alloc(4);
    readSync(this.#control, bytes, 0, 4, 4 * words.indexOf(word));
    return bytes.readUInt32LE();
  }

  /** From now on the n-th call of this kind fails, and those behind it, `count` in all. */
  arm(kind, nth, count = 1) {
    this.#set("what", 0);
    for (const [word, value] of Object.entries({ nth, count, seen: 0, refused: 0 })) this.#set(word, value);
    this.#set("what", kinds[kind]);
  }

  /** Nothing fails any more; answers how many calls did. */
  lift() {
    this.#set("what", 0);
    return this.#get("refused");
  }

  /** Calls of this kind since it was armed. */
  get seen() {
    return this.#get("seen");
  }

  close() {
    closeSync(this.#control);
  }
}
