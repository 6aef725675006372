import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Failure } from "../../components/failure";
import { Frame } from "../../components/frame";
import type { MessageKey } from "../../i18n";
import { t } from "../../i18n";
import type { Params } from "../../router";
import { coursePage, coursePath } from "../resources";
import type { Course } from "../resources";
import { useResource } from "../use_resource";
import { Waiting } from "../waiting";
import { Attendance } from "./attendance";
import { Live } from "./live";
import { MailBox } from "./mail";
import { Overview } from "./overview";
import { People } from "./people";
import { AddPeople } from "./people_add";
import { SessionPage } from "./session";
import { NewSession } from "./session_new";
import { Sessions } from "./sessions";
import { Settings } from "./settings";
import { Tokens } from "./tokens";

/** What every organizer's page gets. */
export interface ManageProps {
  course: Course;
  /** What follows the section's name in the address, such as the id of a session. */
  detail: string;
  reload: () => Promise<void>;
}

interface Section {
  name: string;
  label: MessageKey;
  page: ComponentType<ManageProps>;
  /** Pages below it, by the first piece of the address; `*` for any other. */
  below?: Record<string, ComponentType<ManageProps>>;
}

const sections: Section[] = [
  { name: "", label: "manage.overview", page: Overview },
  {
    name: "sessions",
    label: "manage.sessions",
    page: Sessions,
    below: { new: NewSession, "*": SessionPage },
  },
  { name: "people", label: "manage.people", page: People, below: { add: AddPeople } },
  { name: "live", label: "manage.live", page: Live },
  { name: "attendance", label: "manage.attendance", page: Attendance },
  { name: "mail", label: "manage.mail", page: MailBox },
  { name: "tokens", label: "manage.tokens", page: Tokens },
  { name: "settings", label: "manage.settings", page: Settings },
];

/** The section of an address and the page in it; null when there is none. */
function find(rest: string) {
  const [name = "", detail = "", ...more] = rest.split("/");
  const section = sections.find((one) => one.name === name);
  if (!section || more.length > 0) return null;
  const page = detail ? (section.below?.[detail] ?? section.below?.["*"]) : section.page;
  return page ? { section, page, detail } : null;
}

const Tabs = ({ slug, current }: { slug: string; current: Section }) => {
  const strip = useRef<HTMLElement>(null);
  // On a phone the strip is wider than the screen: begin where the current section is.
  useEffect(() => {
    strip.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [current]);
  return (
    <nav class="manage-tabs" aria-label={t("manage.sections")} ref={strip}>
      <ul>
        {sections.map(({ name, label }) => (
          <li key={name}>
            <a
              href={`${coursePage(slug)}/manage${name && `/${name}`}`}
              aria-current={name === current.name ? "page" : undefined}
            >
              {t(label)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** For people of the course who are not its organizers, and for those who are not logged in. */
const Refused = ({ course }: { course: Course }) => (
  <div class="stack">
    <h1>{t("manage.refused_title")}</h1>
    <p>{t(course.you ? "manage.refused_role" : "manage.refused_login")}</p>
    <p>
      <a class="button" href={coursePage(course.slug)}>
        {t("manage.to_course")}
      </a>
    </p>
  </div>
);

/** `/c/{course}/manage…`: everything that the organizer of a course does. */
const Manage = ({ course: slug = "", rest = "" }: Params) => {
  const { value: course, failure, reload } = useResource<Course>(coursePath(slug), () => 30_000);
  const found = find(rest);
  if (!found || failure?.code === "not_found") return <Failure kind="not_found" />;
  if (!course) {
    return (
      <Frame title={t(found.section.label)}>
        <Waiting failure={failure} onRetry={() => void reload()} />
      </Frame>
    );
  }
  const { section, page: Page, detail } = found;
  const link = <a href={coursePage(slug)}>{course.title}</a>;
  return (
    <Frame title={`${t(section.label)} · ${course.title}`} links={link}>
      {course.you?.role === "organizer" ? (
        <div class="manage">
          <Tabs slug={slug} current={section} />
          <Page course={course} detail={detail} reload={reload} />
        </div>
      ) : (
        <Refused course={course} />
      )}
    </Frame>
  );
};
export default Manage;
