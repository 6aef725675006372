import { useState } from "preact/hooks";
import { Field } from "../components/field";
import { t } from "../i18n";
import { post } from "../rest";
import { coursePath, looksLikeEmail } from "./resources";
import type { Course } from "./resources";
import { useForm } from "./use_form";
import type { FormErrors, FormValues } from "./use_form";
import { Outcome } from "./waiting";

/** What the server answers for every address, known or not. */
interface LinkRequested {
  /** Whether letters leave the server at all. */
  sends_mail: boolean;
}

function check(values: FormValues): FormErrors {
  return looksLikeEmail(values.email ?? "") ? {} : { email: t("course.email_wrong") };
}

/** The way back for somebody without their link, whether or not the course takes registrations. */
export const SendLink = ({ course }: { course: Course }) => {
  const [answer, setAnswer] = useState<LinkRequested | null>(null);
  const { errors, failure, isSending, onSubmit } = useForm({
    check,
    send: async ({ email }) => {
      setAnswer(null);
      setAnswer(await post<LinkRequested>(`${coursePath(course.slug)}/links`, { email }));
    },
  });
  return (
    <form
      class="card stack"
      id="send-link"
      aria-labelledby="send-link-title"
      noValidate
      onSubmit={onSubmit}
    >
      <h2 id="send-link-title">{t("course.lost_title")}</h2>
      <p class="soft small">{t("course.lost_text")}</p>
      <Field label={t("course.lost_address")} error={errors.email}>
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
      <Outcome
        failure={failure ?? (answer?.sends_mail === false ? t("course.lost_no_mail") : null)}
        done={answer?.sends_mail ? t("course.lost_sent") : null}
      />
      <button class="button" type="submit" disabled={isSending}>
        {t(isSending ? "course.lost_sending" : "course.lost_send")}
      </button>
    </form>
  );
};
