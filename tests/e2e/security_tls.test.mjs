// A server that people reach by HTTPS: which TLS it speaks, and what its cookies are like.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import { Login } from "./support/login.mjs";
import { Aula } from "./support/server.mjs";

const folder = mkdtempSync(join(tmpdir(), "aula-tls-"));
const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
const made = ["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"];

let aula;

before(async () => {
  execFileSync("openssl", [...made, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  process.env.AULA_TLS_CERTIFICATE = certificate;
  process.env.AULA_TLS_KEY = key;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // it is our own certificate
  aula = await Aula.start({ decks: [] });
});
after(async () => {
  await aula?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Which version is agreed on when a client offers this one only; or why none is. */
const agreed = (version) =>
  new Promise((resolve) => {
    const socket = connect({
      port: aula.port,
      host: "127.0.0.1",
      minVersion: version,
      maxVersion: version,
      ciphers: "DEFAULT:@SECLEVEL=0", // or our own side would not even offer the old ones
    });
    socket.once("secureConnect", () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once("error", (error) => resolve(error.code));
  });

test("TLS 1.2 and 1.3 are spoken, older ones are refused", async () => {
  for (const version of ["TLSv1.2", "TLSv1.3"]) assert.equal(await agreed(version), version);
  for (const old of ["TLSv1", "TLSv1.1"]) assert.equal(await agreed(old), "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", old);
});

test("the cookie is bound to this host and to HTTPS, unseen by scripts, and new with every link", async () => {
  const login = new Login(aula);
  await login.open(await aula.invite("moderator", "Mo Moderator"));
  const [pair, ...attributes] = login.setCookie.split("; ");
  assert.match(pair, /^__Host-aula=[\w-]{43}$/);
  assert.deepEqual(attributes.filter((one) => !one.startsWith("Max-Age=")).sort(), [
    "HttpOnly",
    "Path=/",
    "SameSite=Lax",
    "Secure",
  ]);
  const before = login.cookie;
  await login.open(await aula.invite("lecturer", "Leo Lecturer"));
  assert.notEqual(login.cookie, before);
  const old = new Login(aula);
  old.cookie = before;
  assert.deepEqual(await (await old.ask("GET", "/me")).json(), { participants: [] }, "the old one opens nothing");
  const plain = new Login(aula);
  plain.cookie = login.cookie.replace("__Host-aula", "aula");
  assert.deepEqual(
    await (await plain.ask("GET", "/me")).json(),
    { participants: [] },
    "nor does one without the prefix",
  );
});

test("browsers are told to stay with HTTPS", async () => {
  const response = await new Login(aula).ask("GET", "/health");
  assert.match(response.headers.get("strict-transport-security"), /^max-age=\d{8,}/);
});
