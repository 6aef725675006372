// Makes the complete AsyncAPI document out of asyncapi.yaml, which leaves out what follows from a message's kind: the
// envelope, and in which operation and channel it is.
import { check } from "./check.mjs";

const reference = (section, name) => ({ $ref: `#/${section}/${name}` });

/// A message with the whole of its payload. Throws for an unknown kind.
function whole(name, message, envelopes) {
  const kind = message["x-kind"];
  const carried = envelopes[kind];
  check(carried, `${name}: x-kind must be one of ${Object.keys(envelopes).join(", ")}`);
  const { required = [], properties = {} } = message.payload ?? {};
  for (const field of carried)
    check(!(field in properties), `${name}: ${field} belongs to the envelope of every ${kind}`);
  const envelope = carried.map((field) => [
    field,
    field === "type" ? { const: name } : reference("components/schemas", field),
  ]);
  return {
    ...message,
    payload: {
      type: "object",
      additionalProperties: false,
      required: [...carried, ...required],
      properties: { ...Object.fromEntries(envelope), ...properties },
    },
  };
}

/// Whether a client can be sent the message, or send it.
const travels = ({ "x-kind": kind, "x-sees": sees }) =>
  kind !== "system_command" && sees !== "nobody";

function operation({ kind, messages: named, answered_by: answers, ...rest }, messages) {
  const in_channel = (name) => reference("channels/session/messages", name);
  const of_kind = Object.keys(messages).filter(
    (name) => messages[name]["x-kind"] === kind && travels(messages[name]),
  );
  const channel = reference("channels", "session");
  return {
    ...rest,
    channel,
    messages: (named ?? of_kind).map(in_channel),
    ...(answers && { reply: { channel, messages: answers.map(in_channel) } }),
  };
}

/// `source` is the contract as it is written; the answer is a document that stands on its own.
export function expand(source) {
  const {
    "x-envelopes": envelopes,
    "x-operations": operations,
    components,
    channels,
    ...head
  } = source;
  const messages = Object.fromEntries(
    Object.entries(components.messages).map(([name, message]) => [
      name,
      whole(name, message, envelopes),
    ]),
  );
  const in_channel = Object.keys(messages).filter((name) => travels(messages[name]));
  return {
    ...head,
    channels: {
      session: {
        ...channels.session,
        messages: Object.fromEntries(
          in_channel.map((name) => [name, reference("components/messages", name)]),
        ),
      },
    },
    operations: Object.fromEntries(
      Object.entries(operations).map(([name, one]) => [name, operation(one, messages)]),
    ),
    components: { messages, schemas: components.schemas },
  };
}
