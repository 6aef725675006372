import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { coursePage, coursePath } from "../resources";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { useAction } from "./action";
import type { ManageProps } from "./manage";
import { Person } from "./person";
import type { Invitation, RegistrationPage } from "./resources";
import { InvitationDialog } from "./invitation";

const pageSize = 50;

/** The text a little after the last key, so that not every letter is a search. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** The last value that there was: a list does not blink while the next one is on its way. */
function useLast<T>(value: T | null): T | null {
  const last = useRef(value);
  if (value !== null) last.current = value;
  return last.current;
}

interface PagerProps {
  before: string[];
  next: string | null;
  onTurn: (before: string[]) => void;
}

/** Forward by the server's cursor, back by the cursors that were used before. */
const Pager = ({ before, next, onTurn }: PagerProps) =>
  before.length === 0 && next === null ? null : (
    <nav class="row" aria-label={t("manage.pages")}>
      <button
        class="button"
        type="button"
        disabled={before.length === 0}
        onClick={() => onTurn(before.slice(0, -1))}
      >
        {t("manage.page_before")}
      </button>
      <button
        class="button"
        type="button"
        disabled={next === null}
        onClick={() => next !== null && onTurn([...before, next])}
      >
        {t("manage.page_next")}
      </button>
    </nav>
  );

function listPath(slug: string, search: string, cursors: string[]): string {
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (search) query.set("q", search);
  const after = cursors[cursors.length - 1];
  if (after) query.set("after", after);
  return `${coursePath(slug)}/registrations?${query}`;
}

/** Everybody in the course: find, change the role, give a new link, remove and take back. */
export const People = ({ course }: ManageProps) => {
  const [search, setSearch] = useState("");
  const [cursors, setCursors] = useState<string[]>([]);
  const [invited, setInvited] = useState<{ name: string; invitation: Invitation } | null>(null);
  const settled = useSettled(search);
  const list = useResource<RegistrationPage>(listPath(course.slug, settled, cursors));
  const action = useAction();
  const found = useLast(list.value);
  return (
    <div class="stack section">
      <div class="row title-row">
        <h1>{t("manage.people")}</h1>
        <a class="button primary" href={`${coursePage(course.slug)}/manage/people/add`}>
          {t("manage.add_people")}
        </a>
      </div>
      <div class="row search" role="search">
        <input
          type="search"
          aria-label={t("manage.search")}
          placeholder={t("manage.search")}
          value={search}
          onInput={(event) => {
            setCursors([]);
            setSearch(event.currentTarget.value);
          }}
        />
        <span class="soft" role="status">
          {found && t("manage.people_found", { count: found.total })}
        </span>
      </div>
      <Outcome {...action} />
      {(!found || list.failure) && (
        <Waiting failure={list.failure} onRetry={() => void list.reload()} />
      )}
      {found?.registrations.length === 0 && (
        <p class="soft">{t(settled ? "manage.nobody_found" : "manage.nobody")}</p>
      )}
      {found && (
        <ul class="lines">
          {found.registrations.map((person) => (
            <Person
              key={person.id}
              course={course}
              person={person}
              action={action}
              reload={list.reload}
              onInvited={(invitation) => setInvited({ name: person.name, invitation })}
            />
          ))}
        </ul>
      )}
      {found && <Pager before={cursors} next={found.next} onTurn={setCursors} />}
      {invited && <InvitationDialog {...invited} onClose={() => setInvited(null)} />}
    </div>
  );
};
