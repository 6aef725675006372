// What a service manager sees of a real server: the datagrams of sd_notify(3), and the unit that it is started by.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { binary, Operated, until } from "./support/operated.mjs";

const unit = new URL("../../docs/examples/aula.service", import.meta.url);

/** Python has datagram sockets in the file system, Node has not: prints each datagram as a line of JSON. */
const listener = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print(json.dumps("bound"), flush=True)
while True: print(json.dumps(s.recv(4096).decode()), flush=True)
`;

let server, manager;
const heard = [];
const begins = (word) => heard.filter((one) => one.startsWith(word));

before(async () => {
  server = await Operated.make({ log: { level: "info", format: "json" } });
  const socket = join(server.folder, "notify");
  manager = spawn("python3", ["-c", listener, socket], { stdio: ["ignore", "pipe", "inherit"] });
  createInterface({ input: manager.stdout }).on("line", (line) => heard.push(JSON.parse(line)));
  await until("the manager listens", () => heard.length > 0);
  await server.serve({ env: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "30000000" } });
});
after(async () => {
  manager?.kill();
  await server?.remove();
});

test("ready, alive again and again, reloading and ready again, stopping: in this order", async () => {
  await until("READY", () => begins("READY=1").length === 1);
  assert.match(begins("READY=1")[0], /STATUS=Serves 127\.0\.0\.1:/);
  await until("two proofs of life", () => begins("WATCHDOG=1").length >= 2);
  server.signal("SIGHUP");
  await until("READY after the reload", () => begins("READY=1").length === 2);
  server.write("[server]\nlisten = \n");
  server.signal("SIGHUP");
  await until("READY after a refused one", () => begins("READY=1").length === 3);
  assert.match(begins("READY=1")[2], /STATUS=Not reloaded/);
  assert.equal((await server.stop()).code, 0);
  await until("STOPPING", () => begins("STOPPING=1").length === 1);
  const order = heard.map((one) => one.split("\n")[0]).filter((one) => one !== "WATCHDOG=1");
  const reload = ["RELOADING=1", "READY=1"];
  assert.deepEqual(order, ["bound", "READY=1", ...reload, ...reload, "STOPPING=1"]);
});

test("systemd finds nothing to object to in the unit", () => {
  const here = join(server.folder, "aula.service");
  writeFileSync(here, readFileSync(unit, "utf8").replaceAll("/usr/local/bin/aula", binary));
  execFileSync("systemd-analyze", ["verify", here], { stdio: ["ignore", "pipe", "pipe"] });
  const rated = execFileSync("systemd-analyze", ["security", "--offline=true", "--threshold=35", here]);
  assert.match(rated.toString(), /Overall exposure level for aula\.service: [1-3]\.\d OK/);
});

test("the unit leaves bubblewrap what it needs", () => {
  const lines = readFileSync(unit, "utf8")
    .split("\n")
    .filter((line) => !line.startsWith("#"));
  // Namespaces of its own, mounts inside them, and a write to /proc/sys/user/max_user_namespaces (--disable-userns).
  for (const line of lines) assert.doesNotMatch(line, /^(RestrictNamespaces|ProtectKernelTunables|PrivateUsers)=/);
  assert.ok(lines.some((line) => line === "SystemCallFilter=@system-service @mount"));
});
