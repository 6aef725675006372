import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { get } from "../../rest";
import { momentOf } from "../../time";
import { coursePath } from "../resources";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { useAction } from "./action";
import type { ManageProps } from "./manage";
import type { Mail, MailPage } from "./resources";

const Letter = ({ mail }: { mail: Mail }) => (
  <li>
    <details class="letter">
      <summary>
        <span class="letter-subject">{mail.subject}</span>
        <span class={`badge ${mail.status === "failed" ? "warn" : ""}`}>
          {t(`manage.mail_${mail.status}`)}
        </span>
        <span class="soft small letter-to">
          {mail.to} · <time dateTime={mail.at}>{momentOf(mail.at)}</time>
        </span>
      </summary>
      <pre>{mail.body}</pre>
    </details>
  </li>
);

/** The letters of the first page and of those that were asked for after it. */
function useLetters(path: string) {
  const first = useResource<MailPage>(path, () => 10_000);
  const [older, setOlder] = useState<MailPage | null>(null);
  const next = older ? older.next : (first.value?.next ?? null);
  async function more(): Promise<string> {
    const page = await get<MailPage>(`${path}?after=${encodeURIComponent(next ?? "")}`);
    setOlder({ mail: [...(older?.mail ?? []), ...page.mail], next: page.next });
    return "";
  }
  const known = new Set(first.value?.mail.map(({ id }) => id));
  const letters = [
    ...(first.value?.mail ?? []),
    ...(older?.mail ?? []).filter(({ id }) => !known.has(id)),
  ];
  return { first, letters, next, more };
}

/** What was mailed for this course, newest first, and whether it left. */
export const MailBox = ({ course }: ManageProps) => {
  const { first, letters, next, more } = useLetters(`${coursePath(course.slug)}/mail`);
  const action = useAction();
  return (
    <div class="stack section">
      <h1>{t("manage.mail")}</h1>
      <p class="soft">{t("manage.mail_text")}</p>
      {!first.value && <Waiting failure={first.failure} onRetry={() => void first.reload()} />}
      {first.value && letters.length === 0 && <p class="soft">{t("manage.no_mail")}</p>}
      {letters.length > 0 && (
        <ul class="lines">
          {letters.map((mail) => (
            <Letter key={mail.id} mail={mail} />
          ))}
        </ul>
      )}
      <Outcome failure={action.failure} />
      {next && (
        <p>
          <button
            class="button"
            type="button"
            disabled={action.isBusy}
            onClick={() => void action.run(more)}
          >
            {t("manage.mail_older")}
          </button>
        </p>
      )}
    </div>
  );
};
