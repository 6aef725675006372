import { useEffect, useMemo, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import { CallLine } from "../room/call_line";
import { Chat } from "../room/chat";
import { HandLine } from "../room/hands";
import type { RoomInfo } from "../room/info";
import { Menu } from "../room/menu";
import { ConnectionLine, Figures } from "../room/status";
import type { RoomStore } from "../room/store";
import { Controls } from "./controls";
import { DecksPanel } from "./decks_panel";
import { HandCount, HandNews, HandQueue } from "./hands";
import { useKeys } from "./keys";
import { Moderating } from "./moderating";
import { People } from "./people";
import { Presenting } from "./presenting";
import { NextPage, Screen } from "./screen";
import { StillOn } from "./still_on";
import { Strip } from "./strip";
import { Timer } from "./timer";

interface StageProps {
  room: RoomStore;
  info: RoomInfo;
}

type Side = "chat" | "people" | "pages";

/** What stands beside the slides; the pages only where there is no room for the strip. */
const sides: Side[] = ["chat", "people", "pages"];

const Beside = ({ room, presenting }: { room: RoomStore; presenting: Presenting }) => {
  const [side, setSide] = useState<Side>("chat");
  return (
    <aside class="talking" id="chat" tabIndex={-1}>
      <NextPage presenting={presenting} />
      <div class="sides" role="group" aria-label={t("stage.beside")}>
        {sides.map((one) => (
          <button
            key={one}
            type="button"
            class="side"
            data-side={one}
            aria-pressed={one === side}
            onClick={() => setSide(one)}
          >
            {t(`stage.side_${one}`)}
            {one === "people" && <HandCount room={room} />}
          </button>
        ))}
      </div>
      {side === "chat" && (
        <Chat room={room} tools={(message) => <Moderating room={room} message={message} />} />
      )}
      <HandNews room={room} />
      <HandLine room={room} />
      {side === "people" && <HandQueue room={room} />}
      {side === "people" && <People room={room} />}
      {side === "pages" && <Strip presenting={presenting} />}
      <Figures room={room} />
    </aside>
  );
};

/**
 * A file that is dragged over the page finds a place to be dropped; beside it, the browser would
 * open it instead.
 */
function fileDrops(onFile: () => void) {
  const keep = (event: DragEvent) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };
  return {
    onDragEnter: (event: DragEvent) => event.dataTransfer?.types.includes("Files") && onFile(),
    onDragOver: keep,
    onDrop: keep,
  };
}

/**
 * The room of those who hold the lecture: what everybody sees, what comes next, the time, the
 * people.
 */
export const Stage = ({ room, info }: StageProps) => {
  const presenting = useMemo(() => new Presenting(room), [room]);
  const [isUploading, setIsUploading] = useState(false);
  useEffect(() => presenting.follow(), [presenting]);
  useKeys(presenting);
  return (
    <div class="room stage" {...fileDrops(() => setIsUploading(true))}>
      <a class="skip" href="#chat">
        {t("room.skip_to_chat")}
      </a>
      <header class="room-top">
        <a
          class="button quiet icon"
          href={`/c/${room.course}`}
          aria-label={t("room.leave")}
          title={t("room.leave")}
        >
          <Icon name="leave" />
        </a>
        <h1>{info.title}</h1>
        {room.phase.value === "live" && <span class="badge live">{t("room.live")}</span>}
        <Timer room={room} info={info} />
        <Controls room={room} />
        <Menu>
          <a class="button" href={`/c/${room.course}/${room.session}?view=student`} target="_blank">
            <Icon name="eye" />
            {t("stage.students_view")}
          </a>
        </Menu>
      </header>
      <ConnectionLine room={room} />
      <nav class="page-strip" aria-label={t("stage.pages")}>
        <Strip presenting={presenting} />
      </nav>
      <main class="watching">
        <StillOn room={room} />
        <CallLine room={room} />
        <Screen room={room} presenting={presenting} onDecks={() => setIsUploading(true)} />
      </main>
      <Beside room={room} presenting={presenting} />
      {isUploading && (
        <DecksPanel
          course={room.course}
          session={room.session}
          onClose={() => setIsUploading(false)}
        />
      )}
    </div>
  );
};
