// File systems in files, for power cuts and full disks; all are taken away at the end, also after an error or Ctrl-C.
import { execFileSync } from "node:child_process";
import { accessSync, mkdirSync } from "node:fs";

const mounted = [];

const run = (program, ...words) => execFileSync(program, words, { stdio: ["ignore", "ignore", "pipe"] });

/** Null, or why nothing can be mounted here. */
export function why_no_mounts(...programs) {
  if (process.getuid() !== 0) return "mounting takes root";
  try {
    accessSync("/dev/loop-control");
    for (const each of programs) run("sh", "-c", `command -v ${each}`);
    return null;
  } catch {
    return `loop devices and ${programs.join(", ")} are needed`;
  }
}

/** What `mount` is told to do at a folder that is made for it. */
export function mount(folder, ...words) {
  mkdirSync(folder, { recursive: true });
  run("mount", ...words, folder);
  mounted.push(folder);
  return folder;
}

/** The server on it must have ended. */
export function unmount(folder) {
  run("umount", folder);
  mounted.splice(mounted.indexOf(folder), 1);
}

/** Detached even from what still uses them. */
export function unmount_all() {
  for (const folder of mounted.splice(0).reverse()) {
    try {
      run("umount", "--lazy", folder);
    } catch (error) {
      process.stderr.write(`  ${folder} stays mounted: ${error.message}\n`);
    }
  }
}

process.on("exit", unmount_all);

/** A file that holds a file system of its own. */
export function make_image(file, megabytes, ...make) {
  run("truncate", "--size", `${megabytes}M`, file);
  run(...make, file);
}
