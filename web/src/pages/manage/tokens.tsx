import { useState } from "preact/hooks";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import { post, remove } from "../../rest";
import { momentOf } from "../../time";
import { CopyField } from "../copy_field";
import { coursePath } from "../resources";
import type { Course } from "../resources";
import { useForm } from "../use_form";
import type { FormErrors, FormValues } from "../use_form";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { AskFirst, useAction } from "./action";
import type { ManageProps } from "./manage";
import type { Scope, Token, TokenMade } from "./resources";

const scopes: readonly Scope[] = ["attendance:read", "course:write"];
const scopeWords = {
  "attendance:read": "manage.scope_attendance",
  "course:write": "manage.scope_course",
} as const;

const chosenScopes = (values: FormValues): Scope[] => scopes.filter((scope) => values[scope]);

function check(values: FormValues): FormErrors {
  const errors: FormErrors = {};
  if (!values.label) errors.label = t("manage.token_label_missing");
  if (chosenScopes(values).length === 0) errors[scopes[0] ?? ""] = t("manage.token_scope_missing");
  return errors;
}

interface NewTokenProps {
  course: Course;
  onMade: (made: TokenMade) => Promise<void>;
}

const NewToken = ({ course, onMade }: NewTokenProps) => {
  const form = useForm({
    check,
    send: async (values, element) => {
      const body = { label: values.label, scopes: chosenScopes(values) };
      await onMade(await post<TokenMade>(`${coursePath(course.slug)}/tokens`, body));
      element.reset();
    },
  });
  return (
    <form class="card stack" noValidate onSubmit={form.onSubmit} aria-labelledby="make">
      <h2 id="make">{t("manage.token_make")}</h2>
      <Field
        label={t("manage.token_label")}
        hint={t("manage.token_label_hint")}
        error={form.errors.label}
      >
        {(control) => <input {...control} name="label" maxLength={120} required />}
      </Field>
      <fieldset class="stack" aria-describedby="scope-error">
        <legend>{t("manage.token_scopes")}</legend>
        {scopes.map((scope) => (
          <label key={scope} class="choice">
            <input type="checkbox" name={scope} defaultChecked={scope === scopes[0]} />
            <span>
              {t(scopeWords[scope])} <code>{scope}</code>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <span class="error" id="scope-error" aria-live="polite">
          {form.errors[scopes[0] ?? ""]}
        </span>
      </div>
      <Outcome failure={form.failure} />
      <p>
        <button class="button primary" type="submit" disabled={form.isSending}>
          {t("manage.token_make")}
        </button>
      </p>
    </form>
  );
};

const Secret = ({ course, made }: { course: Course; made: TokenMade }) => (
  <div class="notice good stack" role="status">
    <p>
      <b>{t("manage.token_made", { label: made.label })}</b> {t("manage.token_once")}
    </p>
    <CopyField label={t("manage.token_secret")} value={made.secret} />
    {made.scopes.includes("attendance:read") && (
      <>
        <p class="small">{t("manage.token_try")}</p>
        <CopyField
          label={t("manage.token_command")}
          value={`curl -H "Authorization: Bearer ${made.secret}" "${location.origin}/api/v1${coursePath(course.slug)}/attendance?table=matrix&format=csv"`}
        />
      </>
    )}
  </div>
);

interface TokenLineProps {
  token: Token;
  isDisabled: boolean;
  onRevoke: () => void;
}

const TokenLine = ({ token, isDisabled, onRevoke }: TokenLineProps) => (
  <li class="session-line">
    <div>
      <h2>{token.label}</h2>
      <p class="soft small">
        {token.scopes.map((scope) => t(scopeWords[scope])).join(" · ")}
        <br />
        {t("manage.token_since", { when: momentOf(token.created_at) })}{" "}
        {token.last_used_at
          ? t("manage.token_used", { when: momentOf(token.last_used_at) })
          : t("manage.token_unused")}
      </p>
    </div>
    <AskFirst
      label={t("manage.token_revoke")}
      about={token.label}
      title={t("manage.token_revoke_ask", { label: token.label })}
      confirm={t("manage.token_revoke")}
      isDisabled={isDisabled}
      onConfirm={onRevoke}
    >
      {t("manage.token_revoke_text")}
    </AskFirst>
  </li>
);

/** Keys to this course for programs: a learning system that fetches attendance, a script that writes the programme. */
export const Tokens = ({ course }: ManageProps) => {
  const path = `${coursePath(course.slug)}/tokens`;
  const list = useResource<{ tokens: Token[] }>(path);
  const [made, setMade] = useState<TokenMade | null>(null);
  const action = useAction();
  async function revoke(token: Token): Promise<string> {
    await remove(`${path}/${token.id}`).finally(list.reload);
    if (made?.id === token.id) setMade(null);
    return t("manage.token_revoked", { label: token.label });
  }
  const tokens = list.value?.tokens;
  return (
    <div class="stack section narrow">
      <h1>{t("manage.tokens")}</h1>
      <p class="soft">{t("manage.tokens_text")}</p>
      {made && <Secret course={course} made={made} />}
      {!tokens && <Waiting failure={list.failure} onRetry={() => void list.reload()} />}
      {tokens?.length === 0 && <p class="soft">{t("manage.no_tokens")}</p>}
      {tokens && tokens.length > 0 && (
        <ul class="lines">
          {tokens.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              isDisabled={action.isBusy}
              onRevoke={() => void action.run(() => revoke(token))}
            />
          ))}
        </ul>
      )}
      <Outcome {...action} />
      <NewToken
        course={course}
        onMade={async (secret) => {
          setMade(secret);
          await list.reload();
        }}
      />
    </div>
  );
};
