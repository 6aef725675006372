import { Field } from "../../components/field";
import { t } from "../../i18n";
import { post } from "../../rest";
import { go } from "../../router";
import { coursePage, coursePath } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { useForm } from "../use_form";
import type { ManageProps } from "./manage";
import { SessionForm, checkSession, draftOf } from "./session_form";
import { laterBy, wallTimeOf } from "./wall_time";

/** Behind the last session, a day later; the next full hour in a course without any. */
function suggestion(course: Course) {
  const last = course.sessions[course.sessions.length - 1];
  const nextHour = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000).toISOString();
  const starts = last
    ? laterBy(24 * 60, wallTimeOf(last.starts_at, course.zone))
    : wallTimeOf(nextHour, course.zone);
  return { title: "", summary: "", lecturer: "", starts, ends: laterBy(45, starts), call_url: "" };
}

/** A key that the course does not have yet. */
function freeKey(course: Course): string {
  const taken = new Set(course.sessions.map(({ key }) => key));
  let number = course.sessions.length + 1;
  while (taken.has(`session-${number}`)) ++number;
  return `session-${number}`;
}

/** Adds a session to the course, then goes to its page, where slides are uploaded. */
export const NewSession = ({ course, reload }: ManageProps) => {
  const form = useForm({
    check: checkSession,
    send: async (values) => {
      const body = { key: values.key, ...draftOf(values) };
      const added = await post<PlannedSession>(`${coursePath(course.slug)}/sessions`, body);
      await reload();
      go(`${coursePage(course.slug)}/manage/sessions/${added.id}`);
    },
  });
  return (
    <div class="stack section narrow">
      <h1>{t("manage.add_session")}</h1>
      <SessionForm
        draft={suggestion(course)}
        zone={course.zone}
        form={form}
        submit={t("manage.add_session")}
      >
        <Field label={t("manage.key")} hint={t("manage.key_hint")} error={form.errors.key}>
          {(control) => (
            <input {...control} name="key" defaultValue={freeKey(course)} maxLength={64} required />
          )}
        </Field>
      </SessionForm>
    </div>
  );
};
