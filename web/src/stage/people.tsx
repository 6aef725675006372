import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { may } from "../protocol";
import { peopleHere } from "../room/info";
import type { PersonHere } from "../room/info";
import type { RoomStore } from "../room/store";
import { sentence } from "../rest";

const again_after_ms = 5_000;

interface Here {
  people: PersonHere[];
  next: string | null;
  problem: string;
}

/**
 * The first `pages` pages of who is here, asked for again every few seconds while the list is
 * looked at.
 */
function usePeople(room: RoomStore, pages: number): Here {
  const [here, setHere] = useState<Here>({ people: [], next: null, problem: "" });
  useEffect(() => {
    let isLooked = true;
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const people: PersonHere[] = [];
      let next: string | null = null;
      for (let page = 0; page < pages && (page === 0 || next !== null); ++page) {
        const part = await peopleHere(room.path, next);
        people.push(...part.people);
        next = part.next;
      }
      return { people, next, problem: "" };
    };
    const look = async () => {
      const found = await load().catch((error: unknown) => ({ problem: sentence(error) }));
      if (!isLooked) return;
      setHere((before) => ({ ...before, ...found }));
      timer = setTimeout(() => void look(), again_after_ms);
    };
    void look();
    return () => {
      isLooked = false;
      clearTimeout(timer);
    };
  }, [room, pages]);
  return here;
}

const Person = ({ room, person }: { room: RoomStore; person: PersonHere }) => {
  const isMuted = room.muted.value.includes(person.id);
  const me = room.me.value;
  const canMute =
    me && may(me.role, "mute_participant") && person.id !== me.id && person.role === "attendee";
  const type = isMuted ? "unmute_participant" : "mute_participant";
  return (
    <li class="person">
      <span dir="auto">{person.name}</span>
      {person.role !== "attendee" && <span class="badge">{t(`room.role_${person.role}`)}</span>}
      {isMuted && <span class="badge warn">{t("stage.is_muted")}</span>}
      <span class="spring" />
      {canMute && (
        <button class="link" type="button" onClick={() => void room.do({ type, who: person.id })}>
          {t(isMuted ? "stage.unmute" : "stage.mute")}
        </button>
      )}
    </li>
  );
};

/** Who is here now. */
export const People = ({ room }: { room: RoomStore }) => {
  const [pages, setPages] = useState(1);
  const { people, next, problem } = usePeople(room, pages);
  return (
    <section class="people" aria-label={t("stage.people")} tabIndex={0}>
      {problem && <p class="notice bad">{problem}</p>}
      <ul>
        {people.map((person) => (
          <Person key={person.id} room={room} person={person} />
        ))}
      </ul>
      {next !== null && (
        <button class="link" type="button" onClick={() => setPages(pages + 1)}>
          {t("stage.more_people")}
        </button>
      )}
    </section>
  );
};
