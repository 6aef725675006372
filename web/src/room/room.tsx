import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { Failure } from "../components/failure";
import { useTitle } from "../components/frame";
import { Loading } from "../components/loading";
import { need } from "../i18n";
import { isStaff } from "../protocol";
import type { Role } from "../protocol";
import { RestError } from "../rest";
import { needStyle } from "../router";
import type { Params } from "../router";
import { Closed } from "./closed";
import { roomInfo, sessionPath } from "./info";
import type { RoomInfo } from "./info";
import { RoomStore } from "./store";
import { Student } from "./student";

type Side = ComponentType<{ room: RoomStore; info: RoomInfo }>;

/** Staff may look at the room as students see it: `?view=student`. */
const wantsStudents = (): boolean => new URLSearchParams(location.search).get("view") === "student";

/** The room as this role sees it; the lecturer's side is fetched only by those who have it. */
async function sideFor(role: Role): Promise<Side> {
  if (!isStaff(role) || wantsStudents()) return Student;
  const [module] = await Promise.all([import("../stage/stage"), need("stage"), needStyle("stage")]);
  return module.Stage;
}

interface Entered {
  info: RoomInfo;
  room: RoomStore;
}

interface Entering {
  room: RoomStore;
  info: Promise<RoomInfo>;
}

let prepared: Entering | null = null;

/** Enters at once: what the session is and the live connection are asked for side by side. */
function enter(course: string, session: string): Entering {
  return { room: new RoomStore(course, session), info: roomInfo(sessionPath(course, session)) };
}

/** Enters before the page can be drawn; the page takes over what this began. */
export function prepare({ course = "", session = "" }: Params): () => void {
  const entering = enter(course, session);
  entering.info.catch(() => undefined); // the page says so when it is drawn
  prepared = entering;
  return () => {
    if (prepared !== entering) return;
    prepared = null;
    entering.room.leave();
  };
}

function takePrepared(course: string, session: string): Entering {
  const isIt = prepared?.room.course === course && prepared.room.session === session;
  const entering = isIt && prepared ? prepared : enter(course, session);
  prepared = null;
  return entering;
}

type Arrival = Entered | "not_found" | "unreachable" | null;

function useEntered(course: string, session: string): Arrival {
  const [arrival, setArrival] = useState<Arrival>(null);
  useEffect(() => {
    const { room, info } = takePrepared(course, session);
    info.then(
      (known) => {
        room.meet(known.you.id);
        setArrival({ info: known, room });
      },
      (error: unknown) => {
        const isUnknown = error instanceof RestError && error.status >= 400 && error.status < 500;
        setArrival(isUnknown ? "not_found" : "unreachable");
      },
    );
    return () => room.leave();
  }, []);
  return arrival;
}

const Inside = ({ room, info }: Entered) => {
  useTitle(info.title);
  const role = room.me.value?.role ?? info.you.role;
  const [side, setSide] = useState<{ show: Side } | null>(null);
  const [isBroken, setIsBroken] = useState(false);
  useEffect(() => {
    sideFor(role).then(
      (show) => setSide({ show }),
      () => setIsBroken(true),
    );
  }, [role]);
  const state = room.state.value;
  if (state.kind === "closed")
    return <Closed why={state.why} course={room.course} unsent={room.unsent.list.value} />;
  if (isBroken) return <Failure kind="unreachable" />;
  if (!side) return <Loading />;
  return <side.show room={room} info={info} />;
};

/** A session's room: /c/:course/:session. */
const Room = ({ course = "", session = "" }: Params) => {
  const entered = useEntered(course, session);
  if (entered === null) return <Loading />;
  if (typeof entered === "string") return <Failure kind={entered} />;
  return <Inside {...entered} />;
};

export default Room;
