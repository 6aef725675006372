import { useMemo } from "preact/hooks";
import { Field } from "../components/field";
import { language, t } from "../i18n";
import { RestError, errorFrom, post } from "../rest";
import { ownZone } from "../time";
import { countries } from "./countries";
import { coursePath, looksLikeEmail, paragraphs } from "./resources";
import type { Course, Participation } from "./resources";
import { useForm } from "./use_form";
import type { FormErrors, FormValues } from "./use_form";
import { Outcome } from "./waiting";

/** The same for every address. The link opens the course only when the address was new to it. */
export interface Registered {
  participant: Participation;
  join_link: string;
  /** Whether letters leave the server at all. */
  sends_mail: boolean;
}

interface RegistrationFormProps {
  course: Course;
  onRegistered: (outcome: Registered, email: string) => Promise<void>;
}

function check(values: FormValues): FormErrors {
  const errors: FormErrors = {};
  if (!values.name) errors.name = t("course.name_missing");
  if (!looksLikeEmail(values.email ?? "")) errors.email = t("course.email_wrong");
  if (!values.institution) errors.institution = t("course.institution_missing");
  if (!values.country) errors.country = t("course.country_missing");
  if (!values.consent) errors.consent = t("course.consent_missing");
  return errors;
}

async function register(slug: string, values: FormValues): Promise<Registered> {
  const { name, email, institution, country } = values;
  const body = { name, email, institution, country, zone: ownZone() ?? "", consent: true };
  try {
    return await post<Registered>(`${coursePath(slug)}/registrations`, body);
  } catch (thrown) {
    if (thrown instanceof RestError && thrown.code === "conflict") {
      throw errorFrom(thrown.status, {
        error: { code: thrown.code, detail: t("course.full_now") },
      });
    }
    throw thrown;
  }
}

const Consent = ({ text }: { text: string }) => (
  <details class="consent">
    <summary>{t("course.consent_read")}</summary>
    {paragraphs(text).map((paragraph) => (
      <p key={paragraph} class="small">
        {paragraph}
      </p>
    ))}
  </details>
);

/** Name, address, institution, country, consent: all that it takes to take part. */
export const RegistrationForm = ({ course, onRegistered }: RegistrationFormProps) => {
  const list = useMemo(countries, [language.value]);
  const { errors, failure, isSending, onSubmit } = useForm({
    check,
    send: async (values) => onRegistered(await register(course.slug, values), values.email ?? ""),
  });
  return (
    <form class="stack" noValidate onSubmit={onSubmit}>
      <Field label={t("course.name")} hint={t("course.name_hint")} error={errors.name}>
        {(control) => (
          <input {...control} name="name" autoComplete="name" maxLength={120} required />
        )}
      </Field>
      <Field label={t("course.email")} hint={t("course.email_hint")} error={errors.email}>
        {(control) => (
          <input
            {...control}
            name="email"
            type="email"
            autoComplete="email"
            maxLength={254}
            required
          />
        )}
      </Field>
      <Field label={t("course.institution")} error={errors.institution}>
        {(control) => (
          <input
            {...control}
            name="institution"
            autoComplete="organization"
            maxLength={200}
            required
          />
        )}
      </Field>
      <Field label={t("course.country")} error={errors.country}>
        {(control) => (
          <select {...control} name="country" autoComplete="country" required>
            <option value="">{t("course.country_choose")}</option>
            {list.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      {course.consent && <Consent text={course.consent} />}
      <div class="field">
        <label class="choice">
          <input
            type="checkbox"
            name="consent"
            aria-invalid={errors.consent !== undefined}
            aria-describedby="consent-error"
          />
          <span>{t("course.consent")}</span>
        </label>
        <span class="error" id="consent-error" aria-live="polite">
          {errors.consent}
        </span>
      </div>
      <Outcome failure={failure} />
      <button class="button primary" type="submit" disabled={isSending}>
        {t(isSending ? "course.registering" : "course.register")}
      </button>
    </form>
  );
};
