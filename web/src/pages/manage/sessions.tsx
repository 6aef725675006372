import { t } from "../../i18n";
import { dayOf, spanOf } from "../../time";
import { coursePage } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { PhaseBadge } from "../timetable";
import type { ManageProps } from "./manage";

const Line = ({ course, session }: { course: Course; session: PlannedSession }) => (
  <li class="session-line">
    <div>
      <h2>
        <a href={`${coursePage(course.slug)}/manage/sessions/${session.id}`}>{session.title}</a>{" "}
        <PhaseBadge phase={session.phase} />
      </h2>
      <p class="soft small">
        {dayOf(session.starts_at)},{" "}
        <span class="numbers">{spanOf(session.starts_at, session.ends_at)}</span>
        {session.lecturer && ` · ${session.lecturer}`}
      </p>
    </div>
    <a class="button" href={`${coursePage(course.slug)}/${session.id}`}>
      {t("manage.to_room")}
      <span class="visually-hidden"> {session.title}</span>
    </a>
  </li>
);

/** All sessions of the course; each leads to its page with times and slides. */
export const Sessions = ({ course }: ManageProps) => (
  <div class="stack section">
    <div class="row title-row">
      <h1>{t("manage.sessions")}</h1>
      <a class="button primary" href={`${coursePage(course.slug)}/manage/sessions/new`}>
        {t("manage.add_session")}
      </a>
    </div>
    {course.sessions.length === 0 ? (
      <p class="soft">{t("manage.no_sessions")}</p>
    ) : (
      <ol class="lines">
        {course.sessions.map((session) => (
          <Line key={session.id} course={course} session={session} />
        ))}
      </ol>
    )}
  </div>
);
