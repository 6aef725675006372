import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import { remove } from "../../rest";
import { go } from "../../router";
import { coursePath } from "../resources";
import type { Course } from "../resources";
import { useForm } from "../use_form";
import { forgetResources } from "../use_resource";
import { Outcome } from "../waiting";

/** Deletes the course for good; who means it types its name. */
export const Deletion = ({ course }: { course: Course }) => {
  const [typed, setTyped] = useState("");
  const form = useForm({
    send: async ({ confirm = "" }) => {
      await remove(coursePath(course.slug), { confirm });
      forgetResources();
      go("/", { replace: true });
    },
  });
  return (
    <form
      class="card stack danger-zone"
      noValidate
      onSubmit={form.onSubmit}
      aria-labelledby="deletion"
    >
      <h2 id="deletion">{t("manage.delete_course")}</h2>
      <p>{t("manage.delete_course_text")}</p>
      <Field
        label={t("manage.delete_course_type", { slug: course.slug })}
        error={form.errors.confirm}
      >
        {(control) => (
          <input
            {...control}
            name="confirm"
            autoComplete="off"
            spellcheck={false}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <Outcome failure={form.failure} />
      <p>
        <button
          class="button danger"
          type="submit"
          disabled={typed.trim() !== course.slug || form.isSending}
        >
          {t("manage.delete_course")}
        </button>
      </p>
    </form>
  );
};
