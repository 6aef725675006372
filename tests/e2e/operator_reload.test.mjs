// Configuration and certificate change under a running server: all of it or nothing, and nobody is cut off.
import assert from "node:assert/strict";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import { lasting_port } from "../support/ports.mjs";
import { certificate, Operated } from "./support/operated.mjs";
import { Seat } from "./support/seat.mjs";

let server, origin, place, files, first;

/** Puts these in the place of the certificate and key that the configuration names. */
function install({ certificate: chain, key }) {
  copyFileSync(chain, files.certificate);
  copyFileSync(key, files.key);
}

const settings = (more = {}) => ({
  server: { public_url: origin },
  tls: files,
  limits: { commands_per_second: 100, commands_burst: 100 },
  log: { level: "info", format: "json" },
  ...more,
});

/** Who a new connection meets: the certificate's name. */
function met() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: server.port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

before(async () => {
  server = await Operated.make({}, await lasting_port()); // the origin is a setting
  origin = `https://127.0.0.1:${server.port}`;
  files = { certificate: `${server.folder}/served.pem`, key: `${server.folder}/served.key` };
  first = await certificate(server.folder, "first");
  install(first);
  server.configure(settings());
  await server.serve();
  place = await server.open();
});
after(() => server?.remove());

test("a new certificate is met by new connections, and whoever is in a room stays there", async () => {
  const [token] = place.tokens;
  const inside = await Seat.take(origin, { ...place, token });
  assert.equal((await inside.command("start_session")).type, "ok");
  assert.equal(await met(), "first");
  install(await certificate(server.folder, "second"));
  await server.says("reloaded", () => server.signal("SIGHUP"));
  assert.equal(await met(), "second");
  assert.equal((await inside.post("still here")).type, "ok");
  await inside.leave();
});

test("aula reload answers with what has changed, and with what waits for a restart", async () => {
  server.configure(settings({ log: { level: "warn", format: "json" }, presence: { grace: "20s" } }));
  const { code, out } = await server.cli("reload");
  assert.equal(code, 0);
  assert.match(out, /In effect now: log\.level/);
  assert.match(out, /Needs a restart: presence\.grace/);
  const [line] = server.said("changed settings need a restart").slice(-1);
  assert.equal(line.settings, "presence.grace");
  server.configure(settings());
  assert.match((await server.cli("reload")).out, /In effect now: log\.level\n$/);
});

test("limits count for a person at once, and for a connection from the next one on", async () => {
  const [token, another] = place.tokens;
  const before = await Seat.take(origin, { ...place, token });
  server.configure(settings({ limits: { commands_per_second: 1, commands_burst: 2, connections: 2000 } }));
  const { out } = await server.cli("reload");
  assert.match(out, /limits\.connections limits\.commands_per_second limits\.commands_burst/);
  const flood = async (seat) =>
    (await Promise.all([1, 2, 3, 4, 5].map((n) => seat.post(`${n}`)))).map((one) => one.type);
  // A person may give twice as many as one connection; what the connection may, it was told when it opened.
  assert.deepEqual((await flood(before)).sort(), ["ok", "ok", "ok", "ok", "refused"]);
  const later = await Seat.take(origin, { ...place, token: another });
  assert.deepEqual((await flood(later)).sort(), ["ok", "ok", "refused", "refused", "refused"]);
  await Promise.all([before.leave(), later.leave()]);
  server.configure(settings());
  await server.cli("reload");
});

/** Every way of being wrong, and what is said about it. The server's file begins with `[server]`, so that lines are known. */
const wrong = [
  ["a syntax error", () => server.write("[server]\nlisten = \n"), /aula\.toml:2: /],
  [
    "an unknown key",
    () => server.write('[log]\nlevle = "info"\n'),
    /aula\.toml:2: there is no setting log\.levle \(did you mean log\.level\?\)|aula\.toml:2: there is no setting log\.levle/,
  ],
  ["a wrong value", () => server.write('[log]\nlevel = "loud"\n'), /aula\.toml:2: log\.level = "loud"/],
  [
    "a rule between settings",
    () => server.write('[presence]\nping = "20s"\nsilence = "20s"\n'),
    /aula\.toml:3: presence\.silence must be longer/,
  ],
  ["a sender that is none", () => server.write('[mail]\nfrom = "nobody"\n'), /aula\.toml:2: mail\.from = "nobody"/],
  [
    "a mail server that is none",
    () => server.write('[mail]\nsmtp_url = "mail.example.org"\n'),
    /aula\.toml:2: mail\.smtp_url/,
  ],
  ["no file at all", () => rmSync(server.file), /aula\.toml: there is no such file/],
  ["no certificate", () => rmSync(files.certificate), /aula\.toml:\d+: .*served\.pem: the certificate cannot be read/],
  ["no key", () => rmSync(files.key), /aula\.toml:\d+: .*served\.key: the key cannot be read/],
  [
    "nonsense for a certificate",
    () => writeFileSync(files.certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n"),
    /served\.pem: the certificate cannot be read/,
  ],
  [
    "another's key",
    async () => copyFileSync((await certificate(server.folder, "other")).key, files.key),
    /aula\.toml:\d+: .*served\.key: the key does not belong to the certificate/,
  ],
  [
    "an expired certificate",
    async () => install(await certificate(server.folder, "old", { days: -1 })),
    /aula\.toml:\d+: .*served\.pem: the certificate expired on \d{4}-\d\d-\d\d/,
  ],
];
for (const [what, spoil, said] of wrong) {
  test(`${what} is refused with its place, and everything stays as it was`, async () => {
    install(first);
    server.configure(settings());
    await server.says("reloaded", () => server.signal("SIGHUP"));
    // Something that would take effect beside what is wrong: it must not.
    await spoil();
    const line = await server.says("not reloaded, everything stays as it was", () => server.signal("SIGHUP"));
    assert.match(line.why, said);
    assert.equal(await met(), "first");
    const asked = await server.cli("reload");
    assert.equal(asked.code, 1);
    assert.match(asked.err, said);
  });
}

test("of a file with one bad line nothing is taken over, neither certificate nor level", async () => {
  install(first);
  server.configure(settings());
  await server.says("reloaded", () => server.signal("SIGHUP"));
  install(await certificate(server.folder, "third"));
  server.configure(settings({ log: { level: "error", format: "json" }, mail: { from: "nobody" } }));
  await server.says("not reloaded, everything stays as it was", () => server.signal("SIGHUP"));
  assert.equal(await met(), "first");
  server.configure(settings());
  await server.says("reloaded", () => server.signal("SIGHUP")); // an info line: the level has stayed
  assert.equal(await met(), "third");
});

test("only the operator can ask for it", async () => {
  const { ask, logIn } = await import("./support/seat.mjs");
  const cookie = await logIn(origin, place.tokens[0]);
  assert.equal((await ask(origin, "POST", "/api/v1/reload")).status, 401);
  assert.equal((await ask(origin, "POST", "/api/v1/reload", { cookie })).status, 403);
});
