// What the kernel knows of a process.
import { readFileSync, readdirSync } from "node:fs";

export function rss_bytes(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(kib) * 1024;
}

export const open_files = (pid) => readdirSync(`/proc/${pid}/fd`).length;
