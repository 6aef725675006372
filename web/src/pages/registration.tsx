import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { RestError, post } from "../rest";
import { CopyField } from "./copy_field";
import { RegistrationForm } from "./registration_form";
import type { Registered } from "./registration_form";
import type { Course } from "./resources";

/** What came of a registration. */
export interface Registering {
  /** The way in; null when the address was registered before, and the letter to it has the way in. */
  link: string | null;
  email: string;
  sendsMail: boolean;
}

interface RegistrationProps {
  course: Course;
  result: Registering | null;
  onResult: (result: Registering) => void;
  /** The browser has just been let in as the new participant. */
  onLoggedIn: () => Promise<void>;
}

const isFull = ({ capacity, registered }: Course): boolean =>
  capacity > 0 && registered >= capacity;

const tokenOf = (joinLink: string): string => new URL(joinLink).hash.slice(1);

interface PersonalLinkProps {
  link: string;
  sendsMail: boolean;
  isIn: boolean;
}

const PersonalLink = ({ link, sendsMail, isIn }: PersonalLinkProps) => (
  <>
    <h2>{t("course.registered_title")}</h2>
    <p>{t(sendsMail ? "course.link_text" : "course.link_text_no_mail")}</p>
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

const LinkMailed = ({ email, sendsMail }: { email: string; sendsMail: boolean }) => (
  <>
    <h2>{t(sendsMail ? "course.known_title" : "course.known_title_no_mail")}</h2>
    <p>{t(sendsMail ? "course.known_text" : "course.known_text_no_mail", { email })}</p>
  </>
);

/** What came of it, in place of the form; takes the focus, so that it is read out. */
const Result = ({ link, email, sendsMail, isIn }: Registering & { isIn: boolean }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="card stack registered" ref={box} tabIndex={-1}>
      {link ? (
        <PersonalLink link={link} sendsMail={sendsMail} isIn={isIn} />
      ) : (
        <LinkMailed email={email} sendsMail={sendsMail} />
      )}
    </div>
  );
};

/** Tries the link of the answer; when that fails for another reason, the link is still the way in. */
async function comeIn(link: string): Promise<"in" | "known" | "later"> {
  try {
    await post("/logins", { token: tokenOf(link) });
    return "in";
  } catch (thrown) {
    return thrown instanceof RestError && thrown.code === "not_found" ? "known" : "later";
  }
}

/** The place to register, and what one gets for it: a personal link, and to be let in at once. */
export const Registration = ({ course, result, onResult, onLoggedIn }: RegistrationProps) => {
  async function onRegistered(outcome: Registered, email: string): Promise<void> {
    const entry = await comeIn(outcome.join_link);
    onResult({
      link: entry === "known" ? null : outcome.join_link,
      email,
      sendsMail: outcome.sends_mail,
    });
    if (entry === "in") await onLoggedIn();
  }
  if (result) return <Result {...result} isIn={course.you !== undefined} />;
  return (
    <div class="card stack">
      <h2>{t("course.register_title")}</h2>
      {!course.is_open || isFull(course) ? (
        <p>{t(course.is_open ? "course.full" : "course.closed")}</p>
      ) : (
        <RegistrationForm course={course} onRegistered={onRegistered} />
      )}
    </div>
  );
};
