import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { patch, remove } from "../../rest";
import { go } from "../../router";
import { dayOf, spanOf } from "../../time";
import { coursePage, coursePath } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { PhaseBadge } from "../timetable";
import { useForm } from "../use_form";
import { useResource } from "../use_resource";
import { Outcome, Waiting } from "../waiting";
import { AskFirst, useAction } from "./action";
import { Decks } from "./decks";
import type { ManageProps } from "./manage";
import { RealTimes, StartOver } from "./real_times";
import { SessionForm, changesOf, checkSession, draftOf } from "./session_form";
import { wallTimeOf } from "./wall_time";

interface PartProps {
  course: Course;
  session: PlannedSession;
  reload: () => Promise<void>;
}

const sessionPath = (course: Course, session: PlannedSession): string =>
  `${coursePath(course.slug)}/sessions/${session.id}`;

interface ChangeProps extends PartProps {
  /** The link to the call, which the course's page does not have: everybody may read that. */
  callUrl: string;
}

const Change = ({ course, session, callUrl, reload }: ChangeProps) => {
  const [done, setDone] = useState<string | null>(null);
  const draft = {
    title: session.title,
    summary: session.summary,
    lecturer: session.lecturer,
    starts: wallTimeOf(session.starts_at, course.zone),
    ends: wallTimeOf(session.ends_at, course.zone),
    call_url: callUrl,
  };
  const form = useForm({
    check: checkSession,
    send: async (values) => {
      setDone(null);
      await patch(sessionPath(course, session), changesOf(draft, draftOf(values)));
      await reload();
      setDone(t("manage.saved"));
    },
  });
  return (
    <SessionForm
      draft={draft}
      zone={course.zone}
      form={form}
      done={done}
      submit={t("manage.save")}
    />
  );
};

const TextsAndTimes = ({ course, session, reload }: PartProps) => {
  const room = useResource<{ call_url: string }>(sessionPath(course, session));
  async function reloadBoth(): Promise<void> {
    await Promise.all([room.reload(), reload()]);
  }
  return (
    <section class="card stack" aria-labelledby="change">
      <h2 id="change">{t("manage.texts_and_times")}</h2>
      {room.value ? (
        <Change
          course={course}
          session={session}
          callUrl={room.value.call_url}
          reload={reloadBoth}
        />
      ) : (
        <Waiting failure={room.failure} onRetry={() => void room.reload()} />
      )}
    </section>
  );
};

const Removal = ({ course, session, reload }: PartProps) => {
  const action = useAction();
  async function removeIt(): Promise<string> {
    await remove(sessionPath(course, session));
    await reload();
    go(`${coursePage(course.slug)}/manage/sessions`, { replace: true });
    return t("manage.session_deleted");
  }
  return (
    <section class="stack" aria-labelledby="removal">
      <h2 id="removal">{t("manage.delete_session")}</h2>
      {session.phase === "scheduled" ? (
        <>
          <p>{t("manage.delete_session_text")}</p>
          <p>
            <AskFirst
              label={t("manage.delete_session")}
              title={t("manage.delete_session_ask", { title: session.title })}
              confirm={t("manage.delete")}
              isDisabled={action.isBusy}
              onConfirm={() => void action.run(removeIt)}
            >
              {t("manage.no_way_back")}
            </AskFirst>
          </p>
        </>
      ) : (
        <p class="soft">{t("manage.delete_session_not")}</p>
      )}
      <Outcome {...action} />
    </section>
  );
};

/** One session: its slides, its texts and times, what it really was, and how to delete it. */
export const SessionPage = ({ course, detail, reload }: ManageProps) => {
  const session = course.sessions.find(({ id }) => id === detail);
  if (!session) return <p class="notice bad">{t("manage.session_unknown")}</p>;
  return (
    <div class="stack section narrow">
      <p>
        <a href={`${coursePage(course.slug)}/manage/sessions`}>{t("manage.all_sessions")}</a>
      </p>
      <div>
        <h1>
          {session.title} <PhaseBadge phase={session.phase} />
        </h1>
        <p class="soft">
          {dayOf(session.starts_at)}, {spanOf(session.starts_at, session.ends_at)}
        </p>
      </div>
      <Decks course={course} session={session} />
      <TextsAndTimes course={course} session={session} reload={reload} />
      {session.phase !== "scheduled" && (
        <RealTimes key={session.phase} course={course} session={session} reload={reload} />
      )}
      <StartOver course={course} session={session} reload={reload} />
      <Removal course={course} session={session} reload={reload} />
    </div>
  );
};
