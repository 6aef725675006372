import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readContract, root } from "./schema.mjs";

const compiler = `${root}web/node_modules/typescript/bin/tsc`;
const noCompiler = existsSync(compiler) ? false : "typescript is not installed in web/";

const inTemporaryFolder = (use) => {
  const folder = mkdtempSync(join(tmpdir(), "aula-protocol-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A copy of what the generator reads and writes. */
const copyProtocol = (folder) => {
  for (const name of ["asyncapi.yaml", "openapi.yaml", "generate.mjs", "generate", "generated", "package.json"]) {
    cpSync(`${root}protocol/${name}`, `${folder}/protocol/${name}`, { recursive: true });
  }
  symlinkSync(`${root}protocol/node_modules`, `${folder}/protocol/node_modules`);
  for (const page of ["protocol.md", "rest.md"]) cpSync(`${root}docs/${page}`, `${folder}/docs/${page}`);
};
const check = (folder) => spawnSync("node", ["protocol/generate.mjs", "--check"], { cwd: folder, encoding: "utf8" });

test("what is generated is fresh", () => {
  const { status, stderr } = check(root);
  assert.equal(status, 0, stderr);
});

test("a changed contract makes the check fail and name what is stale", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    writeFileSync(path, readFileSync(path, "utf8").replace("Say something in the chat.", "Say anything in the chat."));
    const { status, stderr } = check(folder);
    assert.equal(status, 1);
    assert.match(stderr, /^stale: protocol\/generated\/messages\.hpp$/m);
    assert.match(stderr, /^stale: docs\/protocol\.md$/m);
    assert.doesNotMatch(stderr, /codec\.cpp/);
  }));

test("a contract that cannot be expressed is refused with its place", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace("x-may: [attendee, moderator, lecturer, organizer]", "x-may: [guest]"),
    );
    const { status, stderr } = check(folder);
    assert.equal(status, 1);
    assert.match(stderr, /post_chat: unknown role guest/);
  }));

/** Where the one event begins that everyone sees and that has an optional field. */
const ofCall = "x-part: call\n      x-sees: everyone";

test("what a contract says of a message is checked against the message", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    const good = readFileSync(path, "utf8");
    for (const [was, is, complaint] of [
      ["x-part: call", "x-part: cal", /change_call: x-part must be one of life, slides/],
      ["x-phase: open", "x-phase: opened", /session_opened: x-phase is a session_phase, of an event/],
      ["x-personal: [reason]", "x-personal: [words]", /session_corrected: x-personal .* words is missing/],
      [ofCall, `${ofCall}\n      x-for-staff: [call]`, /call_changed: x-for-staff .* not call$/m],
      ["x-personal: [name, text]", "x-for-staff: [text]", /chat_posted: x-for-staff .* not text$/m],
      ["x-kind: signal", "x-kind: sign", /head_count: x-kind must be one of hello, command/],
      ["pause_ms: 1000", "pause: 1000", /head_count: a signal has an x-pace: pause_ms, people and heartbeat_ms/],
      ["heartbeat_ms: 10000", "heartbeat_ms: 999", /head_count: .* not shorter than the pause/],
      ["x-sees: everyone\n      x-pace", "x-sees: all\n      x-pace", /head_count: x-sees must be one of everyone/],
      ["voice: { code: 1,", "voice: { code: 0,", /x-media: the code of voice is one byte, not 0/],
      ["          text: {", "          key: {", /post_chat: key belongs to the envelope of every command/],
    ]) {
      assert.ok(good.includes(was), was);
      writeFileSync(path, good.replace(was, is));
      const { status, stderr } = check(folder);
      assert.equal(status, 1, was);
      assert.match(stderr, complaint);
    }
  }));

test("a second signal and a second kind of media frame need nothing but the contract", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    const signal = `    listeners:
      summary: How many listen.
      x-kind: signal
      x-sees: staff
      x-pace: { pause_ms: 2000, people: 1, heartbeat_ms: 2000 }
      payload:
        required: [listening]
        properties:
          listening: { $ref: "#/components/schemas/count" }

  schemas:
`;
    const source = readFileSync(path, "utf8")
      .replace("  schemas:\n", signal)
      .replace("    voice: {", '    picture: { code: 2, description: "A still." }\n    voice: {');
    writeFileSync(path, source);
    execFileSync("node", ["protocol/generate.mjs"], { cwd: folder });
    const messages = readFileSync(`${folder}/protocol/generated/messages.hpp`, "utf8");
    assert.match(messages, /signal_kinds = 2;/);
    assert.match(messages, /signal_slot<listeners> = 1;/);
    assert.match(messages, /\{milliseconds\{2000\}, 1, milliseconds\{2000\}\}, {2}\/\/ listeners/);
    assert.match(messages, /audience_class::staff, {2}\/\/ listeners/);
    assert.match(messages, /picture = 2,/);
    assert.match(readFileSync(`${folder}/docs/protocol.md`, "utf8"), /\| 2 \| `picture` \| A still\. \|/);
  }));

test("a field that is for the staff is named in both languages and in the documentation", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    const good = readFileSync(path, "utf8");
    writeFileSync(path, good.replace(ofCall, `${ofCall}\n      x-for-staff: [call_url]`));
    execFileSync("node", ["protocol/generate.mjs"], { cwd: folder });
    const written = (file) => readFileSync(`${folder}/${file}`, "utf8");
    assert.match(
      written("protocol/generated/messages.cpp"),
      /get_if<call_changed>\(&what\)\) \{\n {8}auto less = \*found;\n {8}less\.call_url\.reset\(\);/,
    );
    assert.match(written("protocol/generated/messages.ts"), /^ {2}call_changed: \["call_url"\],$/m);
    assert.match(written("docs/protocol.md"), /Only staff is sent `call_url`\./);
  }));

test("what is shown of a session is one view for each part, and each has an empty value", () =>
  inTemporaryFolder((folder) => {
    copyProtocol(folder);
    const path = `${folder}/protocol/asyncapi.yaml`;
    const good = readFileSync(path, "utf8");
    const member = 'call: { $ref: "#/components/schemas/call_view" }';
    for (const [was, is, complaint] of [
      [member, member.replace("call:", "link:"), /session_view: link is no part's <part>_view/],
      [member, member.replace("call_view", "life_view"), /session_view: call is no part's <part>_view/],
      [member, "", /session_view: call_view is missing/],
      ["session, life, slides,", "session, slides,", /session_view: life is no part's <part>_view/],
      [", default: scheduled", "", /life_view: phase needs a default/],
      ["default: scheduled", "default: begun", /life_view: phase needs a default/],
      ["default: null", "default: []", /life_view: phase_since needs a default/],
      ["default: []", "default: [1]", /slides_view: decks needs a default/],
      ["default: 0", "default: none", /life_view: live_ms needs a default/],
    ]) {
      assert.ok(good.includes(was), was);
      writeFileSync(path, good.replace(was, is));
      const { status, stderr } = check(folder);
      assert.equal(status, 1, was);
      assert.match(stderr, complaint);
    }
  }));

const compile = (folder, source) => {
  writeFileSync(`${folder}/examples.ts`, source);
  const options = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--module",
    "preserve",
  ];
  return spawnSync("node", [compiler, ...options, `${folder}/examples.ts`], { encoding: "utf8" });
};

const typeOf = {
  command: "RequestFrame",
  event: "Event",
  reply: "Reply",
  signal: "Signal",
  hello: "Hello",
};

test("every example is of the TypeScript type of its kind", { skip: noCompiler }, () =>
  inTemporaryFolder((folder) => {
    const { messages } = readContract("generated/asyncapi.yaml").components;
    const lines = readdirSync(`${root}protocol/examples`).map((file) => {
      const name = file.replace(".json", "");
      const text = readFileSync(`${root}protocol/examples/${file}`, "utf8").trim();
      const { "x-kind": kind, "x-sees": audience } = messages[name];
      return audience === "nobody" ? "" : `export const ${name}: m.${typeOf[kind]} = ${text};`;
    });
    cpSync(`${root}protocol/generated/messages.ts`, `${folder}/messages.ts`);
    const { status, stdout } = compile(folder, `import type * as m from "./messages";\n${lines.join("\n")}\n`);
    assert.equal(status, 0, stdout);
    const wrong = compile(
      folder,
      `import type * as m from "./messages";\nexport const x: m.Reply = { type: "ok", ref: 1 };\n`,
    );
    assert.match(wrong.stdout, /TS2322/);
  }),
);

test("the TypeScript role table answers as the contract says", { skip: noCompiler }, () =>
  inTemporaryFolder((folder) => {
    execFileSync("node", [
      compiler,
      "--outDir",
      folder,
      "--target",
      "es2022",
      "--module",
      "commonjs",
      `${root}protocol/generated/messages.ts`,
    ]);
    writeFileSync(
      `${folder}/ask.cjs`,
      `const { may, sees, mayComeBack, roles } = require("./messages.js");
       console.log(JSON.stringify({
         chat: roles.map((role) => may(role, "post_chat")), slide: roles.map((role) => may(role, "show_slide")),
         muted: roles.map((role) => sees(role, "participant_muted")), back: [1006, 4000, 4100, 4199, 4200].map(mayComeBack) }));`,
    );
    assert.deepEqual(JSON.parse(execFileSync("node", [`${folder}/ask.cjs`], { encoding: "utf8" })), {
      chat: [true, true, true, true],
      slide: [false, true, true, true],
      muted: [false, true, true, true],
      back: [true, true, false, false, true],
    });
  }),
);
