// Three nats-servers, and the wires that can be cut.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import test from "node:test";
import { pass, until } from "../faults/support/waiting.mjs";
import { NatsClient } from "./support/nats_client.mjs";
import { NatsTrio } from "./support/nats_trio.mjs";
import { in_folder } from "./support/place.mjs";
import { find_programs } from "./support/programs.mjs";
import { Road } from "./support/road.mjs";

const patience_ms = 30_000;

const with_trio = (work) =>
  in_folder(async (folder) => {
    const trio = new NatsTrio(find_programs().nats, join(folder, "nats"));
    try {
      await trio.start();
      await work(trio);
    } finally {
      await trio.stop();
    }
  });

/** What is said at one server is heard at the other; said again and again, as NATS promises nothing. */
async function reaches(from, to, text) {
  const [speaker, listener] = [await NatsClient.connect(from), await NatsClient.connect(to)];
  await listener.subscribe("room.1");
  const heard = () => {
    speaker.publish("room.1", text);
    return listener.heard.includes(text);
  };
  const is_heard = await until(heard, patience_ms, 50);
  speaker.end();
  listener.end();
  return is_heard;
}

test("what is said at one nats-server is heard at the others, also after one was killed or stood still", () =>
  with_trio(async (trio) => {
    const [first, second, third] = trio.servers;
    assert.ok(await reaches(first.port, third.port, "one"));
    await second.kill();
    assert.ok(await reaches(first.port, third.port, "two"));
    second.start();
    await trio.until_whole();
    assert.ok(await reaches(second.port, first.port, "three"));
    await third.freeze();
    assert.ok(await reaches(first.port, second.port, "four"));
    third.thaw();
    await trio.until_whole();
    assert.ok(await reaches(third.port, first.port, "five"));
  }));

test("clients are not told of servers that they would reach around their road", () =>
  with_trio(async (trio) => {
    const client = connect(trio.ports[0], "127.0.0.1");
    const info = await new Promise((resolve) =>
      client.once("data", (text) => resolve(JSON.parse(String(text).split("\r\n")[0].slice(5)))),
    );
    client.destroy();
    assert.deepEqual(info.connect_urls ?? [], []);
  }));

/** A server that says back what it is told. */
async function echo() {
  const server = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function heard_over(port) {
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  let said = "";
  socket.on("data", (text) => (said += text));
  return { socket, said: () => said };
}

test("a road that is cut closes nothing and lets nothing through; mended, it brings what was under way", async () => {
  const server = await echo();
  const { port } = server.address();
  const road = await Road.open("n1", { postgres: [port], nats: [port] });
  const [open, beside] = [heard_over(road.ports.nats[0]), heard_over(road.ports.postgres[0])];
  open.socket.write("before");
  assert.ok(await until(() => open.said() === "before", patience_ms));
  await road.cut("nats");
  open.socket.write(" during");
  const later = heard_over(road.ports.nats[0]);
  later.socket.write("new");
  beside.socket.write("beside");
  assert.ok(await until(() => beside.said() === "beside", patience_ms), "only what was named is cut");
  await pass(300); // long after what was written first would have arrived
  assert.deepEqual([open.said(), later.said()], ["before", ""]);
  assert.ok(!open.socket.destroyed && !later.socket.destroyed);
  await road.mend("nats");
  assert.ok(await until(() => open.said() === "before during" && later.said() === "new", patience_ms));
  for (const each of [open, later, beside]) each.socket.destroy();
  await road.close();
  server.close();
});
