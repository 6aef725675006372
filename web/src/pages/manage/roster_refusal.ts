import { t, translated } from "../../i18n";
import { RestError } from "../../rest";
import type { RosterLine } from "./roster_text";

/** The place in a list that a field is in: 16 of `[16].email`. */
const placeOf = (field: string | undefined): number | undefined => {
  const found = /^\[(\d+)\]/.exec(field ?? "");
  return found ? Number(found[1]) : undefined;
};

/**
 * What the server says against a roster, with the numbers of the lines that were pasted. The list that was sent began
 * with the line at `from`.
 */
export function withLines(thrown: unknown, lines: RosterLine[], from: number): unknown {
  if (!(thrown instanceof RestError)) return thrown;
  const numberAt = (field: string | undefined): number | undefined => {
    const place = placeOf(field);
    return place === undefined ? undefined : lines[from + place]?.number;
  };
  const number = numberAt(thrown.field);
  if (number === undefined) return thrown;
  const [name = "", second = ""] = thrown.names;
  const about = { first: numberAt(thrown.other) ?? 0, name, second };
  const fault = translated(`manage.refused_${thrown.code}`, about) ?? thrown.message;
  return new RestError(thrown.status, thrown.code, t("manage.paste_line", { number, fault }));
}
