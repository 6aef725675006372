import { useState } from "preact/hooks";
import { Dialog } from "../../components/dialog";
import { t } from "../../i18n";
import { roles } from "../../protocol";
import type { Role } from "../../protocol";
import { patch, post } from "../../rest";
import { countryName } from "../countries";
import { coursePath } from "../resources";
import type { Course } from "../resources";
import { AskFirst } from "./action";
import type { Action } from "./action";
import type { Invitation, Registration } from "./resources";

interface PersonProps {
  course: Course;
  person: Registration;
  action: Action;
  reload: () => Promise<void>;
  onInvited: (invitation: Invitation) => void;
}

const About = ({ person }: { person: Registration }) => (
  <div class="roster-about">
    <p>
      <b>{person.name}</b>{" "}
      {person.status === "removed" && <span class="badge warn">{t("manage.removed")}</span>}
    </p>
    <p class="soft small">
      {[person.email, person.institution, person.country && countryName(person.country)]
        .filter(Boolean)
        .join(" · ")}
    </p>
    <p class="soft small numbers">
      {[person.registration_id, person.external_id].filter(Boolean).join(" · ")}
    </p>
  </div>
);

interface RoleChoiceProps {
  person: Registration;
  isDisabled: boolean;
  onChoose: (role: Role) => void;
}

/** Changes the role; to and from organizer only after a question, because that gives or takes everything. */
const RoleChoice = ({ person, isDisabled, onChoose }: RoleChoiceProps) => {
  const [asked, setAsked] = useState<Role | null>(null);
  function onChange(role: Role): void {
    if (role === "organizer" || person.role === "organizer") setAsked(role);
    else onChoose(role);
  }
  return (
    <>
      <select
        aria-label={t("manage.role_of", { name: person.name })}
        value={asked ?? person.role}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.value as Role)}
      >
        {roles.map((role) => (
          <option key={role} value={role}>
            {t(`course.role_${role}`)}
          </option>
        ))}
      </select>
      {asked && (
        <Dialog
          title={t("manage.role_ask", { name: person.name, role: t(`course.role_${asked}`) })}
          confirm={t("manage.role_change")}
          onClose={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            onChoose(asked);
          }}
        >
          {t(asked === "organizer" ? "manage.role_give_all" : "manage.role_take_all")}
        </Dialog>
      )}
    </>
  );
};

/** A line of the roster with everything that can be done for, or to, the person. */
export const Person = ({ course, person, action, reload, onInvited }: PersonProps) => {
  const path = `${coursePath(course.slug)}/registrations/${person.id}`;
  const { name } = person;
  const change = (body: object, done: string) =>
    void action.run(async () => {
      await patch(path, body).finally(reload);
      return done;
    });
  const invite = () =>
    void action.run(async () => {
      onInvited(await post<Invitation>(`${path}/invitations`));
      return t("manage.invited", { name });
    });
  return (
    <li class={`roster-line ${person.status}`}>
      <About person={person} />
      <div class="row">
        <RoleChoice
          person={person}
          isDisabled={action.isBusy}
          onChoose={(role) =>
            change({ role }, t("manage.role_changed", { name, role: t(`course.role_${role}`) }))
          }
        />
        {person.status === "active" ? (
          <>
            <button class="button" type="button" disabled={action.isBusy} onClick={invite}>
              {t("manage.new_link")}
              <span class="visually-hidden"> {name}</span>
            </button>
            <AskFirst
              label={t("manage.remove")}
              about={name}
              title={t("manage.remove_ask", { name })}
              confirm={t("manage.remove")}
              isDisabled={action.isBusy}
              onConfirm={() => change({ status: "removed" }, t("manage.removed_now", { name }))}
            >
              {t("manage.remove_text")}
            </AskFirst>
          </>
        ) : (
          <button
            class="button"
            type="button"
            disabled={action.isBusy}
            onClick={() => change({ status: "active" }, t("manage.taken_back", { name }))}
          >
            {t("manage.take_back")}
            <span class="visually-hidden"> {name}</span>
          </button>
        )}
      </div>
    </li>
  );
};
