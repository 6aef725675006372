import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { post } from "../rest";
import { CopyField } from "./copy_field";
import { RegistrationForm } from "./registration_form";
import type { Registered } from "./registration_form";
import type { Course } from "./resources";

/** What came of a registration. */
export interface Registering {
  outcome: Registered;
  email: string;
}

interface RegistrationProps {
  course: Course;
  result: Registering | null;
  onResult: (result: Registering) => void;
  /** The browser has just been let in as the new participant. */
  onLoggedIn: () => Promise<void>;
}

const isFull = ({ capacity, registered }: Course): boolean => capacity > 0 && registered >= capacity;

const tokenOf = (joinLink: string): string => new URL(joinLink).hash.slice(1);

const PersonalLink = ({ link, isIn }: { link: string; isIn: boolean }) => (
  <>
    <h2>{t("course.registered_title")}</h2>
    <p>{t("course.link_text")}</p>
    <CopyField label={t("course.link")} value={link} />
    {isIn ? (
      <p>{t("course.you_are_in")}</p>
    ) : (
      <a class="button primary" href={link}>
        {t("course.open_link")}
      </a>
    )}
  </>
);

const LinkMailed = ({ email }: { email: string }) => (
  <>
    <h2>{t("course.known_title")}</h2>
    <p>{t("course.known_text", { email })}</p>
  </>
);

/** What came of it, in place of the form; takes the focus, so that it is read out. */
const Result = ({ outcome, email, isIn }: Registering & { isIn: boolean }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="card stack registered" ref={box} tabIndex={-1}>
      {"join_link" in outcome ? (
        <PersonalLink link={outcome.join_link} isIn={isIn} />
      ) : (
        <LinkMailed email={email} />
      )}
    </div>
  );
};

/** The place to register, and what one gets for it: a personal link, and to be let in at once. */
export const Registration = ({ course, result, onResult, onLoggedIn }: RegistrationProps) => {
  async function onRegistered(outcome: Registered, email: string): Promise<void> {
    onResult({ outcome, email });
    if (!("join_link" in outcome)) return;
    // When this fails, the link on the screen is still the way in.
    await post("/logins", { token: tokenOf(outcome.join_link) }).then(onLoggedIn, () => undefined);
  }
  if (result) return <Result {...result} isIn={course.you !== undefined} />;
  return (
    <div class="card stack">
      <h2>{t("course.register_title")}</h2>
      {!course.is_open || isFull(course) ? (
        <p>{t(course.is_open ? "course.full" : "course.closed")}</p>
      ) : (
        <RegistrationForm course={course} onRegistered={(...done) => void onRegistered(...done)} />
      )}
      <p class="soft small">{t("course.lost_link")}</p>
    </div>
  );
};
