import { t } from "../i18n";
import { clockOf, dayOf, ownZone, shownZone, zoneNameAt } from "../time";
import { coursePage, isUnderWay } from "./resources";
import type { Course, PlannedSession } from "./resources";
import { dayKeyOf } from "./when";

interface LineProps {
  course: Course;
  session: PlannedSession;
}

/** The way into a session, for people of the course: first choice while it is under way, else quiet. */
const Entrance = ({ course, session }: LineProps) => {
  if (!course.you) return null;
  const isStaff = course.you.role !== "attendee";
  const href = `${coursePage(course.slug)}/${session.id}`;
  const label = isUnderWay(session)
    ? t(isStaff ? "course.present" : "course.join")
    : t(
        session.phase === "ended"
          ? "course.look_back"
          : isStaff
            ? "course.prepare"
            : "course.enter",
      );
  return (
    <a class={`button ${isUnderWay(session) ? "primary" : "quiet"}`} href={href}>
      {label}
      <span class="visually-hidden"> {session.title}</span>
    </a>
  );
};

export const PhaseBadge = ({ phase }: { phase: PlannedSession["phase"] }) =>
  phase === "scheduled" ? null : (
    <span class={`badge ${phase === "live" ? "live" : phase === "ended" ? "" : "warn"}`}>
      {t(`course.phase_${phase}`)}
    </span>
  );

const Line = ({ course, session }: LineProps) => (
  <li class={`timetable-line ${session.phase}`}>
    <p class="when numbers">
      <time dateTime={session.starts_at}>{clockOf(session.starts_at)}</time>
      {" – "}
      <time dateTime={session.ends_at}>{clockOf(session.ends_at)}</time>{" "}
      <span class="soft small">{zoneNameAt(session.starts_at)}</span>
    </p>
    <div class="what">
      <h4>
        {session.title} <PhaseBadge phase={session.phase} />
      </h4>
      {session.lecturer && <p class="soft small">{session.lecturer}</p>}
      {session.summary && <p class="small">{session.summary}</p>}
    </div>
    <Entrance course={course} session={session} />
  </li>
);

/** The sessions in the viewer's own days. */
function byDay(sessions: PlannedSession[]): PlannedSession[][] {
  const days = new Map<string, PlannedSession[]>();
  for (const session of sessions) {
    const key = dayKeyOf(session.starts_at);
    days.set(key, [...(days.get(key) ?? []), session]);
  }
  return [...days.values()];
}

function zoneLine({ zone }: Course): string {
  const own = ownZone();
  if (!own) return t("course.shown_zone", { zone: shownZone() });
  if (own === zone) return t("course.same_zone", { zone });
  return t("course.own_zone", { zone: own, course_zone: zone });
}

/** All sessions of a course, day by day, in the viewer's own zone. */
export const Timetable = ({ course }: { course: Course }) => (
  <section class="timetable stack" aria-labelledby="timetable">
    <div>
      <h2 id="timetable">{t("course.timetable")}</h2>
      <p class="soft small">{zoneLine(course)}</p>
    </div>
    {course.sessions.length === 0 && <p class="soft">{t("course.no_sessions")}</p>}
    {byDay(course.sessions).map((day) => (
      <div key={day[0]?.id}>
        <h3 class="day">{dayOf(day[0]?.starts_at ?? "")}</h3>
        <ol>
          {day.map((session) => (
            <Line key={session.id} course={course} session={session} />
          ))}
        </ol>
      </div>
    ))}
  </section>
);
