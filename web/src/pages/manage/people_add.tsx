import { useMemo, useState } from "preact/hooks";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import { roles } from "../../protocol";
import type { Role } from "../../protocol";
import { post } from "../../rest";
import { coursePage, coursePath } from "../resources";
import type { Course } from "../resources";
import { Outcome } from "../waiting";
import { useAction } from "./action";
import { AddedPeople } from "./people_added";
import type { ManageProps } from "./manage";
import type { RosterEntry, RosterPerson } from "./resources";
import { withLines } from "./roster_refusal";
import { readRoster } from "./roster_text";
import type { RosterLine } from "./roster_text";

/** The server takes this many people at once (protocol/openapi.yaml, x-limits). */
const rosterMax = 1000;
const faultsShown = 10;

const entriesOf = (lines: RosterLine[]): RosterEntry[] =>
  lines.flatMap((line) => ("entry" in line ? [line.entry] : []));

const Faults = ({ lines }: { lines: RosterLine[] }) => {
  const faulty = lines.flatMap((line) => ("fault" in line ? [line] : []));
  if (faulty.length === 0) return null;
  return (
    <div class="notice bad">
      <p>{t("manage.paste_faults", { count: faulty.length })}</p>
      <ul>
        {faulty.slice(0, faultsShown).map(({ number, fault, first = 0 }) => (
          <li key={number}>
            {t("manage.paste_line", { number, fault: t(`manage.paste_${fault}`, { first }) })}
          </li>
        ))}
      </ul>
    </div>
  );
};

/**
 * Sends everybody in portions that the server takes. Several portions are tried before any of them is kept, so that
 * nobody is added when a line is refused.
 */
async function addAll(
  course: Course,
  entries: RosterEntry[],
  lines: RosterLine[],
): Promise<RosterPerson[]> {
  const path = `${coursePath(course.slug)}/roster`;
  const send = async <T,>(to: string, use: (answer: T) => void): Promise<void> => {
    for (let from = 0; from < entries.length; from += rosterMax) {
      try {
        use(await post<T>(to, entries.slice(from, from + rosterMax)));
      } catch (thrown) {
        throw withLines(thrown, lines, from);
      }
    }
  };
  if (entries.length > rosterMax) await send<undefined>(`${path}?dry_run=true`, () => undefined);
  const added: RosterPerson[] = [];
  await send<{ people: RosterPerson[] }>(path, ({ people }) => added.push(...people));
  return added;
}

/** Adds one person or a thousand: lines out of a spreadsheet, checked while they are pasted. */
export const AddPeople = ({ course }: ManageProps) => {
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("attendee");
  const [added, setAdded] = useState<RosterPerson[] | null>(null);
  const action = useAction();
  const lines = useMemo(() => readRoster(text), [text]);
  const entries = entriesOf(lines).map((entry) => ({ role, ...entry }));
  const isReady = entries.length > 0 && entries.length === lines.length && !action.isBusy;
  function onAdd(): void {
    void action.run(async () => {
      const people = await addAll(course, entries, lines);
      setAdded(people);
      setText("");
      return t("manage.people_added", { count: people.length });
    });
  }
  return (
    <div class="stack section narrow">
      <p>
        <a href={`${coursePage(course.slug)}/manage/people`}>{t("manage.all_people")}</a>
      </p>
      <h1>{t("manage.add_people")}</h1>
      <Field label={t("manage.paste")} hint={t("manage.paste_hint")}>
        {(control) => (
          <textarea
            {...control}
            class="paste"
            rows={8}
            spellcheck={false}
            wrap="off"
            placeholder={t("manage.paste_example")}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t("manage.role_default")}>
        {(control) => (
          <select
            {...control}
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as Role)}
          >
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(`course.role_${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="outcome-line" aria-live="polite">
        <Faults lines={lines} />
      </div>
      <p>
        <button class="button primary" type="button" disabled={!isReady} onClick={onAdd}>
          {t("manage.add_count", { count: entries.length })}
        </button>
      </p>
      <Outcome {...action} />
      {added && <AddedPeople people={added} />}
    </div>
  );
};
