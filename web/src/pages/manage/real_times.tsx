import { useState } from "preact/hooks";
import { Dialog } from "../../components/dialog";
import { Field } from "../../components/field";
import { t } from "../../i18n";
import { post } from "../../rest";
import { momentOf } from "../../time";
import { coursePath } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { useForm } from "../use_form";
import type { FormErrors, FormValues } from "../use_form";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { AskFirst, useAction } from "./action";
import type { SessionTimes, TimeCorrection } from "./resources";
import { wallTimeOf } from "./wall_time";

interface TimesProps {
  course: Course;
  session: PlannedSession;
  reload: () => Promise<void>;
}

const momentOrNone = (instant: string | null): string =>
  instant ? momentOf(instant) : t("manage.none");

/** The same as the server's `wall_time`, with the seconds that the form does not show. */
const wallTimeOrNone = (instant: string | null, zone: string): string =>
  instant ? wallTimeOf(instant, zone) : "";

const Correction = ({ of }: { of: TimeCorrection }) => (
  <li>
    {of.started_at && (
      <div>
        {t("manage.correction_start", {
          before: momentOrNone(of.was_started_at),
          after: momentOf(of.started_at),
        })}
      </div>
    )}
    {of.ended_at && (
      <div>
        {t("manage.correction_end", {
          before: momentOrNone(of.was_ended_at),
          after: momentOf(of.ended_at),
        })}
      </div>
    )}
    <div>{of.reason}</div>
    <div class="soft small">
      {t("manage.correction_by", {
        name: of.name ?? t("manage.operator"),
        when: momentOf(of.at),
      })}
    </div>
  </li>
);

interface CorrectProps {
  times: SessionTimes;
  session: PlannedSession;
  zone: string;
  path: string;
  onDone: () => Promise<void>;
}

/** The form that corrects start and end; it asks before anything is sent. */
const Correct = ({ times, session, zone, path, onDone }: CorrectProps) => {
  const before = {
    started: wallTimeOrNone(times.started_at, zone),
    ended: wallTimeOrNone(times.ended_at, zone),
  };
  const [asked, setAsked] = useState<FormValues | null>(null);
  const action = useAction();
  const changes = (values: FormValues): FormValues =>
    Object.fromEntries(
      (["started", "ended"] as const)
        .filter((name) => values[name] && values[name] !== before[name])
        .map((name) => [name, values[name] as string]),
    );
  const form = useForm({
    check(values): FormErrors {
      if (Object.keys(changes(values)).length === 0)
        return { ended: t("manage.nothing_to_correct") };
      return values.reason ? {} : { reason: t("manage.reason_missing") };
    },
    send: async (values) => setAsked({ ...changes(values), reason: values.reason ?? "" }),
  });
  async function send(values: FormValues): Promise<string> {
    await post(`${path}/times`, values);
    await onDone();
    return t("manage.corrected");
  }
  return (
    <form class="stack" noValidate onSubmit={form.onSubmit}>
      <div class="pair">
        {(["started", "ended"] as const).map((name) => (
          <Field
            key={name}
            label={t(`manage.real_${name}`)}
            hint={t("manage.zone_hint", { zone })}
            error={form.errors[name]}
          >
            {(control) => (
              <input {...control} type="datetime-local" name={name} defaultValue={before[name]} />
            )}
          </Field>
        ))}
      </div>
      <Field label={t("manage.reason")} hint={t("manage.reason_hint")} error={form.errors.reason}>
        {(control) => <input {...control} name="reason" maxLength={500} autocomplete="off" />}
      </Field>
      <Outcome {...action} />
      <p>
        <button class="button" type="submit" disabled={action.isBusy}>
          {t("manage.correct")}
        </button>
      </p>
      {asked && (
        <Dialog
          title={t("manage.correct_ask", { title: session.title })}
          confirm={t("manage.correct")}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            void action.run(() => send(asked));
          }}
        >
          {t("manage.correct_text")}
        </Dialog>
      )}
    </form>
  );
};

const Ran = ({ times }: { times: SessionTimes }) => {
  if (!times.ended_at) return <p class="soft">{t("manage.real_times_before")}</p>;
  return (
    <p>
      {times.started_at
        ? t("manage.real_times_text", {
            start: momentOf(times.started_at),
            end: momentOf(times.ended_at),
          })
        : t("manage.real_times_never")}{" "}
      {times.ended_by_itself && t("manage.ended_by_itself")}
    </p>
  );
};

/** When the session really began and ended, and how an organizer corrects that. */
export const RealTimes = ({ course, session, reload }: TimesProps) => {
  const path = `${coursePath(course.slug)}/sessions/${session.id}`;
  const times = useResource<SessionTimes>(`${path}/times`);
  async function reloadBoth(): Promise<void> {
    await Promise.all([times.reload(), reload()]);
  }
  return (
    <section class="card stack" aria-labelledby="real-times">
      <h2 id="real-times">{t("manage.real_times")}</h2>
      {times.value ? (
        <>
          <Ran times={times.value} />
          {times.value.ended_at && (
            <Correct
              key={times.value.corrections.length}
              times={times.value}
              session={session}
              zone={course.zone}
              path={path}
              onDone={reloadBoth}
            />
          )}
          {times.value.corrections.length > 0 && (
            <>
              <h3>{t("manage.corrections")}</h3>
              <ul class="stack">
                {times.value.corrections.map((one) => (
                  <Correction key={one.at} of={one} />
                ))}
              </ul>
            </>
          )}
        </>
      ) : (
        <Waiting failure={times.failure} onRetry={() => void times.reload()} />
      )}
    </section>
  );
};

/** Takes a session that was only tried out back to before its opening. */
export const StartOver = ({ course, session, reload }: TimesProps) => {
  const action = useAction();
  async function startOver(): Promise<string> {
    await post(`${coursePath(course.slug)}/sessions/${session.id}/start_over`);
    await reload();
    return t("manage.started_over");
  }
  if (session.phase === "scheduled" && !action.done) return null;
  return (
    <section class="stack" aria-labelledby="start-over">
      <h2 id="start-over">{t("manage.start_over")}</h2>
      <p>{t("manage.start_over_text")}</p>
      <p>
        <AskFirst
          label={t("manage.start_over")}
          title={t("manage.start_over_ask", { title: session.title })}
          confirm={t("manage.start_over")}
          isDisabled={action.isBusy || session.phase === "scheduled"}
          onConfirm={() => void action.run(startOver)}
        >
          {t("manage.start_over_warning")}
        </AskFirst>
      </p>
      <Outcome {...action} />
    </section>
  );
};
