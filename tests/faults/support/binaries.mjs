// The programs that a fault test runs.
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

const tools = join(root, "build/release/tests");

/** The server of that build folder; the tools are always those of this source tree, without any planted bug. */
export const binaries_in = (build) => ({
  aula: join(build, "aula"),
  load_attendees: join(tools, "load/load_attendees"),
  read_log: join(tools, "faults/read_log"),
  packet_delay: join(tools, "faults/packet_delay"),
  strict_disk: join(tools, "faults/strict_disk.so"),
  refuse: join(tools, "faults/refuse.so"),
});
