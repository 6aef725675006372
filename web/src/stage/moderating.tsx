import { Icon } from "../components/icons";
import { t } from "../i18n";
import { may } from "../protocol";
import type { ChatMessage } from "../protocol";
import { Popup } from "../room/popup";
import type { RoomStore } from "../room/store";

/**
 * What staff may do with a message: take it away, quieten its author. Behind a small menu, so never
 * by accident.
 */
export const Moderating = ({ room, message }: { room: RoomStore; message: ChatMessage }) => {
  const me = room.me.value;
  if (!me || !may(me.role, "hide_chat")) return null;
  const { name, who } = message;
  const isMuted = room.muted.value.includes(who);
  const canMute = who !== me.id && message.role === "attendee";
  const hide = () => void room.do({ type: "hide_chat", target: message.seq });
  const mute = () =>
    void room.do({ type: isMuted ? "unmute_participant" : "mute_participant", who });
  return (
    <Popup label={t("stage.message_tools", { name })} face="⋯" buttonClass="link" class="tools">
      <button class="button quiet" type="button" onClick={hide}>
        <Icon name="hide" />
        {t("stage.hide_message")}
      </button>
      {canMute && (
        <button class="button quiet" type="button" onClick={mute}>
          <Icon name={isMuted ? "sound" : "mute"} />
          {t(isMuted ? "stage.unmute_person" : "stage.mute_person", { name })}
        </button>
      )}
    </Popup>
  );
};
