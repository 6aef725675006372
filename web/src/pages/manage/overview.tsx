import { t } from "../../i18n";
import { momentOf } from "../../time";
import { CopyField } from "../copy_field";
import { coursePage, coursePath, isUnderWay } from "../resources";
import type { Course, PlannedSession } from "../resources";
import { useResource } from "../use_resource";
import { distanceTo } from "../when";
import type { ManageProps } from "./manage";
import type { CountsTable } from "./resources";

const Figure = ({ label, value, of }: { label: string; value: string; of?: string | false }) => (
  <div class="card figure">
    <dt class="soft small">{label}</dt>
    <dd class="numbers">
      {value}
      {of && <span class="soft small"> {of}</span>}
    </dd>
  </div>
);

const Figures = ({ course }: { course: Course }) => {
  const path = `${coursePath(course.slug)}/attendance?table=counts`;
  const counts = useResource<CountsTable>(path, () => 5_000);
  const present = counts.value?.rows.filter(({ group }) => group === "all");
  const over = course.sessions.filter(({ phase }) => phase === "ended").length;
  return (
    <dl class="figures">
      <Figure
        label={t("manage.registered")}
        value={String(course.registered)}
        of={course.capacity > 0 && t("manage.of", { total: course.capacity })}
      />
      <Figure
        label={t("manage.present_now")}
        value={present ? String(present.reduce((sum, row) => sum + row.present, 0)) : "–"}
      />
      <Figure
        label={t("manage.sessions_over")}
        value={String(over)}
        of={t("manage.of", { total: course.sessions.length })}
      />
    </dl>
  );
};

const NextSession = ({ course, session }: { course: Course; session: PlannedSession }) => (
  <section class="card stack" aria-labelledby="next">
    <h2 id="next">{t(isUnderWay(session) ? "manage.running" : "manage.next")}</h2>
    <p>
      <b>{session.title}</b>
      <br />
      <span class="soft">
        {momentOf(session.starts_at)} ({distanceTo(session.starts_at)})
      </span>
    </p>
    <p class="row">
      <a class="button primary" href={`${coursePage(course.slug)}/${session.id}`}>
        {t("manage.to_room")}
      </a>
      <a class="button" href={`${coursePage(course.slug)}/manage/sessions/${session.id}`}>
        {t("manage.slides_and_times")}
      </a>
    </p>
  </section>
);

/** What is going on, what comes next, and the address to give to students. */
export const Overview = ({ course }: ManageProps) => {
  const session =
    course.sessions.find(isUnderWay) ?? course.sessions.find(({ phase }) => phase === "scheduled");
  return (
    <div class="stack section">
      <h1>{t("manage.overview")}</h1>
      <Figures course={course} />
      {session && <NextSession course={course} session={session} />}
      {course.sessions.length === 0 && (
        <p class="notice">
          {t("manage.no_sessions")}{" "}
          <a href={`${coursePage(course.slug)}/manage/sessions/new`}>{t("manage.add_session")}</a>
        </p>
      )}
      <section class="card stack" aria-labelledby="share">
        <h2 id="share">{t("manage.share")}</h2>
        <p>{t("manage.share_text")}</p>
        <CopyField
          label={t("manage.share_link")}
          value={location.origin + coursePage(course.slug)}
        />
      </section>
    </div>
  );
};
