import { Icon } from "../components/icons";
import { t } from "../i18n";
import { useAwake } from "./awake";
import { CallLine } from "./call_line";
import { Chat } from "./chat";
import { HandLine } from "./hands";
import type { RoomInfo } from "./info";
import { Menu } from "./menu";
import { PhaseCard, PhaseLine } from "./phase";
import { ConnectionLine, Figures } from "./status";
import type { RoomStore } from "./store";
import { Viewer } from "./viewer";

interface StudentProps {
  room: RoomStore;
  info: RoomInfo;
}

/**
 * The room of somebody who listens: the slide on top, the talk below; side by side where there is
 * width.
 */
export const Student = ({ room, info }: StudentProps) => {
  useAwake(room.phase.value === "live");
  const hasSlide = room.slide.value !== null;
  return (
    <div class="room">
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
        <Menu />
      </header>
      <ConnectionLine room={room} />
      <main class="watching">
        <CallLine room={room} />
        {hasSlide && <PhaseLine room={room} />}
        {hasSlide ? <Viewer room={room} /> : <PhaseCard room={room} info={info} />}
      </main>
      <aside class="talking" id="chat" tabIndex={-1}>
        <Figures room={room} />
        <HandLine room={room} />
        <Chat room={room} />
      </aside>
    </div>
  );
};
