import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import { get, put } from "../../rest";
import { coursePath } from "../resources";
import { useForm } from "../use_form";
import type { FormErrors, FormValues } from "../use_form";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { Deletion } from "./deletion";
import type { ManageProps } from "./manage";
import type { CourseDocument } from "./resources";

const zones = (): string[] =>
  "supportedValuesOf" in Intl
    ? (Intl as unknown as IntlWithZones).supportedValuesOf("timeZone")
    : [];
interface IntlWithZones {
  supportedValuesOf: (key: "timeZone") => string[];
}

function check(values: FormValues): FormErrors {
  const errors: FormErrors = {};
  if (!values.title) errors.title = t("manage.title_missing");
  if (!values.zone) errors.zone = t("manage.zone_missing");
  if (!/^\d+$/.test(values.capacity ?? "")) errors.capacity = t("manage.capacity_wrong");
  const percent = Number(values["attendance.minimum_percent"] || "x");
  if (!(percent >= 0 && percent <= 100))
    errors["attendance.minimum_percent"] = t("manage.percent_wrong");
  for (const name of ["credit.before", "credit.after"]) {
    const isWhole = /^\d{1,3}$/.test(values[name] ?? "");
    if (!isWhole || Number(values[name]) > 240) errors[name] = t("manage.credit_wrong");
  }
  if (!values.consent) errors.consent = t("manage.consent_missing");
  return errors;
}

/** The document with what the form says; everything that the form does not show stays. */
const changed = (document: CourseDocument, values: FormValues): CourseDocument => ({
  ...document,
  title: values.title ?? "",
  summary: values.summary ?? "",
  description: values.description ?? "",
  organizer: values.organizer ?? "",
  zone: values.zone ?? "",
  language: values.language ?? "",
  capacity: Number(values.capacity),
  consent: values.consent ?? "",
  attendance: {
    ...document.attendance,
    minimum_percent: Number(values["attendance.minimum_percent"]),
  },
  credit: {
    before: Number(values["credit.before"]),
    after: Number(values["credit.after"]),
  },
});

const About = ({ document, errors }: { document: CourseDocument; errors: FormErrors }) => (
  <>
    <Field label={t("manage.course_title")} error={errors.title}>
      {(control) => (
        <input {...control} name="title" defaultValue={document.title} maxLength={200} required />
      )}
    </Field>
    <Field label={t("manage.course_summary")} error={errors.summary}>
      {(control) => (
        <textarea
          {...control}
          name="summary"
          rows={3}
          defaultValue={document.summary}
          maxLength={1000}
        />
      )}
    </Field>
    <Field
      label={t("manage.course_description")}
      hint={t("manage.paragraphs_hint")}
      error={errors.description}
    >
      {(control) => (
        <textarea
          {...control}
          name="description"
          rows={8}
          defaultValue={document.description?.trim()}
          maxLength={20000}
        />
      )}
    </Field>
    <Field label={t("manage.course_organizer")} error={errors.organizer}>
      {(control) => (
        <input {...control} name="organizer" defaultValue={document.organizer} maxLength={200} />
      )}
    </Field>
  </>
);

const Rules = ({ document, errors }: { document: CourseDocument; errors: FormErrors }) => (
  <>
    <div class="pair">
      <Field label={t("manage.zone")} hint={t("manage.zone_change_hint")} error={errors.zone}>
        {(control) => (
          <>
            <input {...control} name="zone" list="zones" defaultValue={document.zone} required />
            <datalist id="zones">
              {zones().map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Field label={t("manage.language")} hint={t("manage.language_hint")} error={errors.language}>
        {(control) => (
          <input {...control} name="language" defaultValue={document.language} maxLength={35} />
        )}
      </Field>
    </div>
    <div class="pair">
      <Field label={t("manage.capacity")} hint={t("manage.capacity_hint")} error={errors.capacity}>
        {(control) => (
          <input
            {...control}
            name="capacity"
            inputMode="numeric"
            defaultValue={document.capacity ?? 0}
          />
        )}
      </Field>
      <Field
        label={t("manage.minimum_percent")}
        hint={t("manage.minimum_percent_hint")}
        error={errors["attendance.minimum_percent"]}
      >
        {(control) => (
          <input
            {...control}
            name="attendance.minimum_percent"
            inputMode="numeric"
            defaultValue={document.attendance?.minimum_percent ?? 0}
          />
        )}
      </Field>
    </div>
    <div class="pair">
      {(["before", "after"] as const).map((side) => (
        <Field
          key={side}
          label={t(`manage.credit_${side}`)}
          hint={t("manage.credit_hint")}
          error={errors[`credit.${side}`]}
        >
          {(control) => (
            <input
              {...control}
              name={`credit.${side}`}
              inputMode="numeric"
              defaultValue={document.credit?.[side] ?? 0}
            />
          )}
        </Field>
      ))}
    </div>
    <Field label={t("manage.consent")} hint={t("manage.consent_hint")} error={errors.consent}>
      {(control) => (
        <textarea
          {...control}
          name="consent"
          rows={8}
          defaultValue={document.consent.trim()}
          maxLength={20000}
          required
        />
      )}
    </Field>
  </>
);

const SettingsForm = ({ course, document, reload }: ManageProps & { document: CourseDocument }) => {
  const [done, setDone] = useState<string | null>(null);
  const form = useForm({
    check,
    send: async (values) => {
      setDone(null);
      const path = coursePath(course.slug);
      // Sessions may have been added elsewhere since this page was opened: change the document as it is now.
      await put(path, changed(await get<CourseDocument>(`${path}/document`), values));
      await reload();
      setDone(t("manage.saved"));
    },
  });
  return (
    <form class="card stack" noValidate onSubmit={form.onSubmit}>
      <About document={document} errors={form.errors} />
      <Rules document={document} errors={form.errors} />
      <Outcome failure={form.failure} done={done} />
      <p class="row">
        <button class="button primary" type="submit" disabled={form.isSending}>
          {t("manage.save")}
        </button>
        <a
          class="button"
          download={`${course.slug}.json`}
          href={`/api/v1${coursePath(course.slug)}/document`}
        >
          {t("manage.document")}
        </a>
      </p>
    </form>
  );
};

/** What the course's page says, the rules, and the end of it all. */
export const Settings = (props: ManageProps) => {
  const document = useResource<CourseDocument>(`${coursePath(props.course.slug)}/document`);
  return (
    <div class="stack section narrow">
      <h1>{t("manage.settings")}</h1>
      {document.value ? (
        <SettingsForm {...props} document={document.value} />
      ) : (
        <Waiting failure={document.failure} onRetry={() => void document.reload()} />
      )}
      <Deletion course={props.course} />
    </div>
  );
};
