import { signal } from "@preact/signals";
import { languages } from "messages:index";
import type catalog from "../messages/en.json";
import { remember, remembered } from "./remembered";

type Catalog = typeof catalog;
export type Area = Exclude<keyof Catalog, "language">;
/** "area.name" of every message there is; English is the catalog that defines them. */
export type MessageKey = { [A in Area]: `${A}.${keyof Catalog[A] & string}` }[Area];
export type Values = Record<string, string | number>;

interface Formats {
  plural(count: number, forms: Record<string, () => string>): string;
  number(value: number): string;
}
type Message = string | ((values: Values, formats: Formats) => string);

const messages: Record<string, Message> = {};
const areas = new Set<Area>();

/** The language that is shown; components that call `t` in their render follow it. */
export const language = signal("en");

export const languageNames = Object.entries(languages).map(([code, { name }]) => ({ code, name }));

/**
 * The locale for Intl: the browser's own variant of our language ("en-GB") when it has one; digits
 * as in the slides.
 */
export function locale(): string {
  const shown = language.value;
  const variants = (navigator.languages ?? []).filter((wish) => wish.split("-")[0] === shown);
  for (const variant of variants) {
    // A browser's tag may be none for Intl ("en-US@posix"), and may have extensions of its own.
    try {
      return new Intl.Locale(variant, { numberingSystem: "latn" }).toString();
    } catch {
      // The next one may be known.
    }
  }
  return `${shown}-u-nu-latn`;
}

function preferredLanguage(): string {
  const wishes = [remembered("language"), ...(navigator.languages ?? [])];
  return wishes.map((wish) => wish?.split("-")[0] ?? "").find((wish) => wish in languages) ?? "en";
}

const formats: Formats = {
  plural(count, forms) {
    const rule = new Intl.PluralRules(language.value).select(count);
    return (forms[`=${count}`] ?? forms[rule] ?? forms.other)?.() ?? "";
  },
  number: (value) => new Intl.NumberFormat(locale()).format(value),
};

async function load(code: string, wanted: Iterable<Area>): Promise<void> {
  const about = languages[code];
  if (!about) throw new Error(`there is no catalog for ${code}`);
  const loaded = await Promise.all([...wanted].map((area) => about.load[area]?.()));
  for (const module of loaded) Object.assign(messages, module?.default);
}

/**
 * Fetches the messages of these areas in the shown language; a page waits for it before it is
 * drawn.
 */
export async function need(...wanted: Area[]): Promise<void> {
  const missing = wanted.filter((area) => !areas.has(area));
  await load(language.value, missing);
  for (const area of missing) areas.add(area);
}

function show(code: string): void {
  language.value = code;
  document.documentElement.lang = code;
  document.documentElement.dir = languages[code]?.dir ?? "ltr";
}

export function startLanguage(): void {
  show(preferredLanguage());
}

export async function chooseLanguage(code: string): Promise<void> {
  await load(code, areas);
  remember("language", code);
  show(code);
}

/** The message in the language shown. Its area must have been asked for by `need`. */
export function t(key: MessageKey, values: Values = {}): string {
  void language.value;
  const message = messages[key];
  if (message === undefined) return key;
  return typeof message === "string" ? message : message(values, formats);
}

/** The message that goes with a code from outside, if we have one for it. */
export function translated(key: string, values: Values = {}): string | undefined {
  return key in messages ? t(key as MessageKey, values) : undefined;
}
