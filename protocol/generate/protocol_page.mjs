// Writes docs/protocol.md: the reference of the live protocol.
const table = (head, rows) =>
  [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ].join("\n");

const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll("|", "\\|");

const typeName = (field) => {
  const plain =
    field.isObject || field.isEnum
      ? `[${field.schema}](#${field.schema})`
      : code(field.schema ?? field.ts);
  return plain + (field.isList ? " list" : "") + (field.isNullable ? " or null" : "");
};

const fieldTable = (fields) => {
  const shown = fields.filter((field) => field.constant === undefined);
  if (shown.length === 0) return "No fields of its own.\n";
  return table(
    ["field", "type", "meaning"],
    shown.map((field) => [
      code(field.name) + (field.isRequired ? "" : " (optional)"),
      typeName(field),
      cell(field.description),
    ]),
  );
};

const section = (message, note = "") =>
  `### ${message.name}\n\n${message.summary}${note}\n\n${fieldTable(message.fields)}`;
const sections = (messages, note = () => "") =>
  messages.map((message) => section(message, note(message))).join("\n");

const example = (
  contract,
) => `    → {"type":"hello","ticket":"q0YpXh3kM2b7vT9wLr5cZA","session":"s12","since":41}
    ← {"type":"accepted","you":{"id":"p7","name":"Amina","role":"attendee"},"session":"s12","resumed":true,"seq":42,…}
    ← {"type":"chat_posted","seq":42,"prev":41,"at":"2026-03-02T10:15:00.120Z","who":"p3",…}
    → {"type":"post_chat","ref":1,"key":"k3J9xQ2m7A","text":"Good morning from Kampala"}
    ← {"type":"chat_posted","seq":44,"prev":42,…}
    ← {"type":"ok","ref":1,"seq":44}
    ← {"type":"${contract.signals[0].name}","present":95}
`;

export function protocolPage(contract) {
  const { enums, views, roles, hello, commands, events, replies, signals, limits, closeCodes } =
    contract;
  const values = ({ name, description, values: all }) =>
    `### ${name}\n\n${description}\n\n${table(
      ["value", "meaning"],
      all.map(({ value, description: said }) => [code(value), cell(said)]),
    )}`;
  return `<!-- Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit. -->
# The live protocol

Endpoint \`/ws\`, subprotocol \`${contract.subprotocol}\`.

${contract.description.trim()}

${example(contract)}
## Joining and resuming

Get a ticket from \`POST /api/v1/courses/{course}/sessions/{session}/tickets\` ([REST](rest.md)) and send it in \`hello\` within
\`hello_deadline_ms\`. The server answers \`accepted\`, then either every event after \`since\` (\`resumed\` is true) or a \`welcome\`
that replaces everything folded so far. The server sends WebSocket pings; a pong is the client's proof of life.

On a network that loses packets a client may connect a second time, with a ticket of its own, when it has not been accepted after some
seconds, and keep the connection that is accepted first. It closes the other without a code: 1000 says that the person has left.

An event whose \`prev\` is greater than the last seq folded means that something was missed: connect again with \`since\`.
Leave \`since\` out while a promised \`welcome\` has not come, and when the role has become staff's or an attendee's since then: what was
seen as the one lacks what the other sees.
(\`prev\` may be smaller: a \`welcome\` also counts events that are shown to nobody.) Drop an event whose \`seq\` is not greater
than the last.

Keep a command until its \`ok\` or \`refused\` has come, and send it again with the same \`key\` after a reconnect: the server answers a
repeated key with the first \`seq\` and does nothing. The event may come before or after its \`ok\`.

## The first message

${section(hello)}
## Commands

Every command carries \`type\`, \`ref\` and \`key\`.

${table(
  ["command", ...roles],
  commands.map(({ name, may }) => [
    `[${name}](#${name})`,
    ...roles.map((role) => (may.includes(role) ? "yes" : "–")),
  ]),
)}
${sections(commands)}
## Events

Every event carries \`type\`, \`seq\`, \`prev\` and \`at\`.

${sections(
  events.filter(({ sees }) => sees !== "nobody"),
  ({ sees, forStaff }) =>
    ` Seen by ${sees}.` +
    (forStaff.length > 0 ? ` Only staff is sent ${forStaff.map(code).join(" and ")}.` : ""),
)}
## Events that are only kept

They are in the log, for attendance, and are shown to nobody.

${sections(events.filter(({ sees }) => sees === "nobody"))}
## Replies

${sections(replies)}
## Signals

${sections(signals, ({ sees }) => ` Seen by ${sees}.`)}
## Media frames

${contract.media.header}
${table(
  ["code", "kind", "meaning"],
  contract.media.kinds.map(({ name, code: byte, description }) => [
    byte,
    code(name),
    cell(description),
  ]),
)}
A client asks for media frames in its \`hello\`. A frame that the sender may not send, that is too long, of an unknown kind or beyond
\`media_frames_per_second\` is dropped without an answer.

## Values

${enums.map(values).join("\n")}
${views.map((view) => `### ${view.name}\n\n${view.description}\n\n${fieldTable(view.fields)}`).join("\n")}
## Close codes

4000–4099: connect again after a random pause. 4100–4199: do not. Any other code, and a broken network, is a reason to connect
again.

${table(
  ["code", "name", "meaning"],
  closeCodes.map(({ code: number, name, description }) => [number, code(name), cell(description)]),
)}
## Limits

${table(
  ["name", "value", "meaning"],
  limits.map(({ name, value, description }) => [
    code(name),
    Array.isArray(value) ? value.join(", ") : value,
    cell(description),
  ]),
)}`;
}
