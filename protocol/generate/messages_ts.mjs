// Writes messages.ts: the same words for the web client. Nothing here runs but two small tables.
import { camel, lowerCamel } from "./types.mjs";

const tsType = (field) =>
  field.isList ? `${field.ts}[]` : field.isNullable ? `${field.ts} | null` : field.ts;

const member = (field) =>
  `  /** ${field.description} */\n  ${field.name}${field.isRequired ? "" : "?"}: ${tsType(field)};\n`;

const record = (name, summary, fields, base = "", type = "") =>
  `/** ${summary} */\nexport interface ${camel(name)}${base && ` extends ${base}`} {\n` +
  (type && `  type: "${type}";\n`) +
  fields
    .filter((field) => field.constant === undefined)
    .map(member)
    .join("") +
  "}\n";

const union = (name, of, summary) =>
  `/** ${summary} */\nexport type ${name} =\n${of.map((each) => `  | ${camel(each.name)}`).join("\n")};\n`;

const enumeration = ({ name, description, values }) =>
  `/** ${description} */\nexport type ${camel(name)} =\n${values.map(({ value }) => `  | "${value}"`).join("\n")};\n`;

const constant = ({ name, value, description }) =>
  `  /** ${description} */\n  ${lowerCamel(name)}: ${JSON.stringify(value)},\n`;

const empty = ({ name, view }) =>
  `export const empty${camel(name)}: ${camel(view.name)} = ${JSON.stringify(
    Object.fromEntries(view.fields.map((field) => [field.name, field.initial])),
  )};\n`;

const eventsOf = ({ name }, events) =>
  `  ${name}: ${events
    .filter(({ part }) => part === name)
    .map((event) => camel(event.name))
    .join(" | ")};\n`;

export function messagesTypeScript(contract) {
  const { enums, views, roles, staff, hello, commands, replies, signals, limits, closeCodes } =
    contract;
  const parts = contract.parts.filter(({ view }) => view);
  const events = contract.events.filter(({ sees }) => sees !== "nobody");
  const message = (base) => (each) => record(each.name, each.summary, each.fields, base, each.name);
  return `// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.

export const websocketSubprotocol = ${JSON.stringify(contract.subprotocol)};

export const limits = {
${limits.map(constant).join("")}} as const;

/** Why the server ends a connection. */
export const closeCodes = {
${closeCodes.map(({ name, code, description }) => `  /** ${description} */\n  ${lowerCamel(name)}: ${code},\n`).join("")}} as const;

/** Whether to connect again after this close code; a broken network (1006) and anything foreign is a reason to. */
export const mayComeBack = (code: number): boolean => code < 4100 || code > 4199;

${enums.map(enumeration).join("\n")}
export const roles: readonly Role[] = ${JSON.stringify(roles)};

/** Everybody in a course who is not an attendee. */
export const isStaff = (role: Role): boolean => ${staff.map((role) => `role === "${role}"`).join(" || ")};

${views.map((each) => record(each.name, each.description, each.fields)).join("\n")}
// The parts of a session of which nothing has happened yet.
${parts.map(empty).join("")}
export const emptySession = (session: string): SessionView => ({
  session,
${parts.map(({ name }) => `  ${name}: empty${camel(name)},\n`).join("")}});

${record(hello.name, hello.summary, hello.fields, "", hello.name)}
${commands.map(message("")).join("\n")}
${union("Command", commands, "A wish to change the session.")}
export type CommandName = Command["type"];

/** A command as it is sent. */
export type RequestFrame = Command & {
  /** The client's own number for a command, repeated in the reply. */
  ref: number;
  /** Unique for each command and the same when it is sent again. */
  key: string;
};

/** What every event carries. */
export interface Envelope {
  /** The number of the event in the session's log. */
  seq: number;
  /** The seq before it among those this connection may see; 0 for none. */
  prev: number;
  /** When it happened, by the server's clock. */
  at: string;
}

${events.map(message("Envelope")).join("\n")}
${union("Event", events, "What happened, as far as it is shown to anybody.")}
export type EventName = Event["type"];

/** The events of each part that is shown. Those of other parts change nothing in a view. */
export interface PartEvents {
${parts.map((each) => eventsOf(each, events)).join("")}}

${replies.map(message("")).join("\n")}
${union("Reply", replies, "An answer for this connection alone.")}
${signals.map(message("")).join("\n")}
${union("Signal", signals, "The newest value of something that is not logged.")}
/** Everything a client may be sent. Skip a \`type\` that is not here. */
export type ServerMessage = Event | Reply | Signal;

const whoMay: Record<CommandName, readonly Role[]> = {
${commands.map(({ name, may }) => `  ${name}: ${JSON.stringify(may)},\n`).join("")}};

/** The role table; the server decides by the same one. */
export const may = (role: Role, command: CommandName): boolean => whoMay[command].includes(role);

const whoSees: Record<EventName, "everyone" | "staff"> = {
${events.map(({ name, sees }) => `  ${name}: "${sees}",\n`).join("")}};

/** Whether an event is shown to this role. */
export const sees = (role: Role, event: EventName): boolean => whoSees[event] === "everyone" || isStaff(role);

/** The fields of an event that only the staff is sent. */
export const forStaff: Partial<Record<EventName, readonly string[]>> = {
${events
  .filter((one) => one.forStaff.length > 0)
  .map((one) => `  ${one.name}: ${JSON.stringify(one.forStaff)},\n`)
  .join("")}};
`;
}
