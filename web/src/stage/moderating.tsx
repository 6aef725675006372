import { Icon } from "../components/icons";
import { t } from "../i18n";
import { may } from "../protocol";
import type { ChatMessage } from "../protocol";
import type { RoomStore } from "../room/store";

/** Shuts the little menu that a button is in. */
const shut = (event: Event) =>
  (event.currentTarget as Element).closest("details")?.removeAttribute("open");

/**
 * What staff may do with a message: take it away, quieten its author. Behind a small menu, so never
 * by accident.
 */
export const Moderating = ({ room, message }: { room: RoomStore; message: ChatMessage }) => {
  const me = room.me.value;
  if (!me || !may(me.role, "hide_chat")) return null;
  const isMuted = room.muted.value.includes(message.who);
  const canMute = message.who !== me.id && message.role === "attendee";
  const mute = isMuted ? "unmute_participant" : "mute_participant";
  return (
    <details class="menu tools">
      <summary class="link" aria-label={t("stage.message_tools", { name: message.name })}>
        ⋯
      </summary>
      <div class="menu-panel">
        <button
          class="button quiet"
          type="button"
          onClick={(event) => {
            shut(event);
            void room.do({ type: "hide_chat", target: message.seq });
          }}
        >
          <Icon name="hide" />
          {t("stage.hide_message")}
        </button>
        {canMute && (
          <button
            class="button quiet"
            type="button"
            onClick={(event) => {
              shut(event);
              void room.do({ type: mute, who: message.who });
            }}
          >
            <Icon name={isMuted ? "sound" : "mute"} />
            {t(isMuted ? "stage.unmute_person" : "stage.mute_person", { name: message.name })}
          </button>
        )}
      </div>
    </details>
  );
};
