import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { callAddress } from "../../call_url";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import type { Form, FormErrors, FormValues } from "../use_form";
import { Outcome } from "../waiting";
import type { SessionDraft } from "./resources";
import { laterBy } from "./wall_time";

export function checkSession(values: FormValues): FormErrors {
  const errors: FormErrors = {};
  if (!values.title) errors.title = t("manage.title_missing");
  if (!values.starts) errors.starts = t("manage.starts_missing");
  if (!values.ends) errors.ends = t("manage.ends_missing");
  else if (values.starts && values.ends <= values.starts) errors.ends = t("manage.ends_wrong");
  if (values.call_url && !callAddress(values.call_url))
    errors.call_url = t("manage.call_url_wrong");
  if ("key" in values && !values.key) errors.key = t("manage.key_missing");
  return errors;
}

/** What a form changed: whatever was left alone is not sent, so that nothing is rewritten by accident. */
export function changesOf(before: SessionDraft, after: SessionDraft): Partial<SessionDraft> {
  const changed = Object.entries(after).filter(
    ([name, text]) => text !== before[name as keyof SessionDraft],
  );
  return Object.fromEntries(changed);
}

export const draftOf = (values: FormValues): SessionDraft => ({
  title: values.title ?? "",
  summary: values.summary ?? "",
  lecturer: values.lecturer ?? "",
  starts: values.starts ?? "",
  ends: values.ends ?? "",
  call_url: values.call_url ?? "",
});

/** Start and end. A new start takes the end along, as long as the end would lie before it. */
const Times = ({
  draft,
  errors,
  zone,
}: {
  draft: SessionDraft;
  errors: FormErrors;
  zone: string;
}) => {
  const [ends, setEnds] = useState(draft.ends);
  function onStart(starts: string): void {
    if (starts && (!ends || ends <= starts)) setEnds(laterBy(45, starts));
  }
  return (
    <div class="pair">
      <Field
        label={t("manage.starts")}
        hint={t("manage.zone_hint", { zone })}
        error={errors.starts}
      >
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            name="starts"
            defaultValue={draft.starts}
            onChange={(event) => onStart(event.currentTarget.value)}
            required
          />
        )}
      </Field>
      <Field label={t("manage.ends")} hint={t("manage.zone_hint", { zone })} error={errors.ends}>
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            name="ends"
            value={ends}
            onInput={(event) => setEnds(event.currentTarget.value)}
            required
          />
        )}
      </Field>
    </div>
  );
};

interface SessionFormProps {
  draft: SessionDraft;
  zone: string;
  form: Form;
  /** What the page has to say after saving. */
  done?: string | null;
  submit: string;
  /** Fields before the others. */
  children?: ComponentChildren;
}

/** The fields of a session: for a new one and for changes. */
export const SessionForm = ({ draft, zone, form, done, submit, children }: SessionFormProps) => (
  <form class="stack" noValidate onSubmit={form.onSubmit}>
    {children}
    <Field label={t("manage.session_title")} error={form.errors.title}>
      {(control) => (
        <input {...control} name="title" defaultValue={draft.title} maxLength={200} required />
      )}
    </Field>
    <Times draft={draft} errors={form.errors} zone={zone} />
    <Field
      label={t("manage.lecturer")}
      hint={t("manage.lecturer_hint")}
      error={form.errors.lecturer}
    >
      {(control) => (
        <input {...control} name="lecturer" defaultValue={draft.lecturer} maxLength={120} />
      )}
    </Field>
    <Field label={t("manage.session_summary")} error={form.errors.summary}>
      {(control) => (
        <textarea
          {...control}
          name="summary"
          rows={4}
          defaultValue={draft.summary}
          maxLength={4000}
        />
      )}
    </Field>
    <Field
      label={t("manage.call_url")}
      hint={t("manage.call_url_hint")}
      error={form.errors.call_url}
    >
      {(control) => (
        <input
          {...control}
          name="call_url"
          type="url"
          dir="ltr"
          defaultValue={draft.call_url}
          maxLength={1000}
          autocomplete="off"
        />
      )}
    </Field>
    <Outcome failure={form.failure} done={done ?? null} />
    <p>
      <button class="button primary" type="submit" disabled={form.isSending}>
        {submit}
      </button>
    </p>
  </form>
);
