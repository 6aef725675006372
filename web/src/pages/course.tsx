import { useState } from "preact/hooks";
import { Failure } from "../components/failure";
import { Frame } from "../components/frame";
import { t } from "../i18n";
import { remove } from "../rest";
import type { Params } from "../router";
import { fallBackTo, momentOf } from "../time";
import { Registration } from "./registration";
import type { Registering } from "./registration";
import { coursePage, coursePath, isUnderWay, paragraphs } from "./resources";
import type { Course, PlannedSession } from "./resources";
import { SendLink } from "./send_link";
import { Timetable } from "./timetable";
import { forgetResources, useResource } from "./use_resource";
import { Waiting } from "./waiting";
import { datesOf, distanceTo } from "./when";

/** Asks often only around a lecture: whoever pays by the megabyte should not pay for an open tab. */
function pauseBetweenLooks(course: Course | null): number {
  const soon = Date.now() + 20 * 60_000;
  const isNear = course?.sessions.some(
    (session) =>
      isUnderWay(session) ||
      (session.phase === "scheduled" && Date.parse(session.starts_at) < soon),
  );
  return course?.you && isNear ? 15_000 : 300_000;
}

const Facts = ({ course }: { course: Course }) => {
  const [first, last] = [course.sessions[0], course.sessions[course.sessions.length - 1]];
  return (
    <p class="facts soft">
      {first && last && <span>{datesOf(first.starts_at, last.ends_at)}</span>}
      <span>{t("course.lectures", { count: course.sessions.length })}</span>
      {course.organizer && <span>{course.organizer}</span>}
      <span>
        {course.capacity > 0
          ? t("course.places", { registered: course.registered, capacity: course.capacity })
          : t("course.registered", { count: course.registered })}
      </span>
    </p>
  );
};

/** The lecture that matters now: the one under way, or the next one. */
const Now = ({ course }: { course: Course }) => {
  const session =
    course.sessions.find(isUnderWay) ?? course.sessions.find(({ phase }) => phase === "scheduled");
  if (!session) return null;
  return isUnderWay(session) ? (
    <p class="now">
      <span class="badge live">{t(`course.phase_${session.phase}`)}</span> <b>{session.title}</b>{" "}
      <a class="button primary" href={`${coursePage(course.slug)}/${session.id}`}>
        {t(course.you?.role === "attendee" ? "course.go_in" : "course.present")}
      </a>
    </p>
  ) : (
    <NextUp session={session} />
  );
};

const NextUp = ({ session }: { session: PlannedSession }) => (
  <p class="now">
    <span class="badge">{t("course.next", { when: distanceTo(session.starts_at) })}</span>{" "}
    <b>{session.title}</b> <span class="soft">{momentOf(session.starts_at)}</span>
  </p>
);

/** Who the viewer is in this course, and what there is for them. */
const MyCourse = ({ course, onLeft }: { course: Course; onLeft: () => void }) => {
  const { you } = course;
  if (!you) return null;
  async function logOut(): Promise<void> {
    await remove("/logins/current");
    forgetResources();
    onLeft();
  }
  return (
    <section class="card my-state" aria-label={t("course.my_state")}>
      <p class="row">
        <span>
          {t("course.you_are", { name: you.name })}{" "}
          <span class="badge">{t(`course.role_${you.role}`)}</span>
        </span>
        {you.role === "organizer" && (
          <a class="button" href={`${coursePage(course.slug)}/manage`}>
            {t("course.manage")}
          </a>
        )}
        <button class="button quiet" type="button" onClick={() => void logOut().catch(onLeft)}>
          {t("course.log_out")}
        </button>
      </p>
      <Now course={course} />
    </section>
  );
};

const CoursePage = ({ course: slug = "" }: Params) => {
  const {
    value: course,
    failure,
    reload,
  } = useResource<Course>(coursePath(slug), pauseBetweenLooks);
  const [result, setResult] = useState<Registering | null>(null);
  if (course) fallBackTo(course.zone);
  const hasForm = !course?.you || result !== null;
  if (failure?.code === "not_found") return <Failure kind="not_found" />;
  return (
    <Frame title={course?.title ?? ""}>
      {course ? (
        <div class={`course ${hasForm ? "with-form" : ""}`}>
          <header class="stack">
            <h1>{course.title}</h1>
            <Facts course={course} />
            <p class="lead">{course.summary}</p>
            <MyCourse course={course} onLeft={() => void reload()} />
            {!course.you && course.is_open && (
              <p class="to-form">
                <a class="button primary" href="#register">
                  {t("course.register")}
                </a>
              </p>
            )}
          </header>
          <Timetable course={course} />
          {hasForm && (
            <aside id="register" class="stack" aria-label={t("course.register_title")}>
              <Registration
                course={course}
                result={result}
                onResult={setResult}
                onLoggedIn={reload}
              />
              {!course.you && <SendLink course={course} />}
            </aside>
          )}
          <About course={course} />
        </div>
      ) : (
        <Waiting failure={failure} onRetry={() => void reload()} />
      )}
    </Frame>
  );
};

const About = ({ course }: { course: Course }) =>
  course.description ? (
    <section class="about stack" aria-labelledby="about">
      <h2 id="about">{t("course.about")}</h2>
      {paragraphs(course.description).map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </section>
  ) : null;

export default CoursePage;
