import { locale, t } from "../../i18n";
import { roles } from "../../protocol";
import type { Role } from "../../protocol";
import { countries } from "../countries";
import type { RosterEntry } from "./resources";

/**
 * A line that was pasted: a person, or what is wrong with it. `number` counts from 1, empty lines included; `first` is
 * the number of the line that a line repeats.
 */
export type RosterLine =
  | { number: number; entry: RosterEntry }
  | { number: number; fault: RosterFault; first?: number };
export type RosterFault =
  | "name_missing"
  | "email_wrong"
  | "country_unknown"
  | "role_unknown"
  | "email_repeated"
  | "number_repeated";

type Column = keyof RosterEntry;
const usualOrder: Column[] = ["name", "email", "institution", "country", "role", "external_id"];
const headings: Record<string, Column> = {
  name: "name",
  naam: "name",
  email: "email",
  "e-mail": "email",
  mail: "email",
  institution: "institution",
  university: "institution",
  instelling: "institution",
  universiteit: "institution",
  country: "country",
  land: "country",
  role: "role",
  rol: "role",
  id: "external_id",
  external_id: "external_id",
};

/** The cells of a line; a cell in double quotes may hold the separator, and a doubled quote. */
export function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < line.length; ++at) {
    const letter = line.charAt(at);
    if (letter === '"' && isQuoted && line.charAt(at + 1) === '"') cell += line.charAt(++at);
    else if (letter === '"' && (isQuoted || cell.trim() === "")) isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

/** What separates the cells: a spreadsheet pastes tabs, a CSV file has semicolons or commas. */
const separatorOf = (text: string): string => ["\t", ";"].find((one) => text.includes(one)) ?? ",";

function columnsOf(cells: string[]): Column[] | null {
  const columns = cells.map((cell) => headings[cell.toLowerCase()]);
  return columns.includes("name") && columns.every(Boolean) ? (columns as Column[]) : null;
}

/** The code of a country that is named by its code, or in the language shown, or in English. */
function countryFinder(): (text: string) => string | undefined {
  const english = new Intl.DisplayNames(["en"], { type: "region" });
  const codes = new Map<string, string>();
  for (const { code, name } of countries()) {
    for (const known of [code, name, english.of(code) ?? code])
      codes.set(known.toLocaleLowerCase(locale()), code);
  }
  return (text) => codes.get(text.toLocaleLowerCase(locale()));
}

/** A role by its own word or by the one that the pages use for it. */
const roleOf = (text: string): Role | undefined =>
  roles.find((role) => [role, t(`course.role_${role}`).toLowerCase()].includes(text.toLowerCase()));

function lineOf(
  number: number,
  given: Partial<Record<Column, string>>,
  codeOf: (text: string) => string | undefined,
): RosterLine {
  const { name, email, institution, country, role, external_id } = given;
  const code = country && codeOf(country);
  const as = role && roleOf(role);
  if (!name) return { number, fault: "name_missing" };
  if (email && !/^[^@\s]+@[^@\s]+$/.test(email)) return { number, fault: "email_wrong" };
  if (country && !code) return { number, fault: "country_unknown" };
  if (role && !as) return { number, fault: "role_unknown" };
  const entry: RosterEntry = { name };
  if (email) entry.email = email;
  if (institution) entry.institution = institution;
  if (code) entry.country = code;
  if (as) entry.role = as;
  if (external_id) entry.external_id = external_id;
  return { number, entry };
}

/** Faults lines that have the address or the number of a line before. Addresses are compared as the server does. */
function withRepeats(lines: RosterLine[]): RosterLine[] {
  const seen = new Map<string, number>();
  const firstOf = (kind: string, key: string | undefined, number: number): number | undefined => {
    if (!key) return undefined;
    const first = seen.get(kind + key);
    if (first === undefined) seen.set(kind + key, number);
    return first;
  };
  return lines.map((line): RosterLine => {
    if (!("entry" in line)) return line;
    const { number, entry } = line;
    const sameAddress = firstOf("email ", entry.email?.toLowerCase(), number);
    const sameNumber = firstOf("number ", entry.external_id, number);
    if (sameAddress !== undefined) return { number, fault: "email_repeated", first: sameAddress };
    if (sameNumber !== undefined) return { number, fault: "number_repeated", first: sameNumber };
    return line;
  });
}

/** Reads what was pasted: a line for each person, with or without a line of headings. */
export function readRoster(text: string): RosterLine[] {
  const separator = separatorOf(text);
  const lines = text
    .split(/\r?\n/)
    .map((line, at) => ({ number: at + 1, cells: cellsOf(line, separator) }));
  const filled = lines.filter(({ cells }) => cells.some(Boolean));
  const named = columnsOf(filled[0]?.cells ?? []);
  const columns = named ?? usualOrder;
  const codeOf = countryFinder();
  const people = filled.slice(named ? 1 : 0).map(({ number, cells }) => {
    const given = Object.fromEntries(columns.map((column, at) => [column, cells[at]]));
    return lineOf(number, given, codeOf);
  });
  return withRepeats(people);
}
