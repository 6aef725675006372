import { Frame } from "../components/frame";
import { t } from "../i18n";
import { coursePage } from "./resources";
import type { CourseCard, Participation } from "./resources";
import { useResource } from "./use_resource";
import { Waiting } from "./waiting";
import { datesOf } from "./when";

const Card = ({ course }: { course: CourseCard }) => (
  <li class="card course-card">
    <h3>
      <a href={coursePage(course.slug)}>{course.title}</a>
    </h3>
    {course.starts_at && course.ends_at && (
      <p class="soft small">{datesOf(course.starts_at, course.ends_at)}</p>
    )}
    <p>{course.summary}</p>
    <p class="soft small row">
      {course.organizer && <span>{course.organizer}</span>}
      <span class="badge">{course.is_open ? t("home.open") : t("home.closed")}</span>
    </p>
  </li>
);

const MyCourse = ({ me }: { me: Participation }) => (
  <li class="card my-course">
    <a href={coursePage(me.course)}>{me.course_title}</a>
    <span class="soft small">
      {me.name} <span class="badge">{t(`course.role_${me.role}`)}</span>
    </span>
  </li>
);

const MyCourses = () => {
  const me = useResource<{ participants: Participation[] }>("/me");
  const mine = me.value?.participants ?? [];
  if (mine.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="mine">
      <h2 id="mine">{t("home.my_courses")}</h2>
      <ul class="course-cards">
        {mine.map((participation) => (
          <MyCourse key={participation.id} me={participation} />
        ))}
      </ul>
    </section>
  );
};

const AllCourses = () => {
  const list = useResource<{ courses: CourseCard[] }>("/courses");
  if (!list.value) return <Waiting failure={list.failure} onRetry={() => void list.reload()} />;
  if (list.value.courses.length === 0) return <p class="soft">{t("home.no_courses")}</p>;
  return (
    <ul class="course-cards">
      {list.value.courses.map((course) => (
        <Card key={course.slug} course={course} />
      ))}
    </ul>
  );
};

const Home = () => (
  <Frame title="">
    <div class="home">
      <header class="stack">
        <h1>{t("home.title")}</h1>
        <p class="lead">{t("home.lead")}</p>
      </header>
      <MyCourses />
      <section class="stack" aria-labelledby="all">
        <h2 id="all">{t("home.courses")}</h2>
        <AllCourses />
      </section>
    </div>
  </Frame>
);
export default Home;
