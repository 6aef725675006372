import { t } from "../i18n";
import type { Undone } from "../live/unacked";
import type { ChatMessage, PersonView } from "../protocol";
import { clockOf } from "../time";
import { Linked } from "./linked";
import type { ComponentChildren } from "preact";
import type { RoomStore } from "./store";
import type { UnsentMessage } from "./unsent";

interface MessageProps {
  message: ChatMessage;
  me: PersonView | null;
  /** What staff may do with it. */
  tools?: ComponentChildren;
}

/** A message that everybody sees. */
export const Message = ({ message, me, tools }: MessageProps) => (
  <li class={`message ${message.who === me?.id ? "own" : ""}`}>
    <p class="by">
      <strong dir="auto">{message.name}</strong>
      {message.role !== "attendee" && <span class="badge">{t(`room.role_${message.role}`)}</span>}
      <time class="numbers" dateTime={message.at}>
        {clockOf(message.at)}
      </time>
      {!message.is_hidden && tools}
    </p>
    {message.is_hidden ? (
      <p class="said soft">{t("room.message_hidden")}</p>
    ) : (
      <p class="said" dir="auto">
        <Linked text={message.text} />
      </p>
    )}
  </li>
);

/** Whether the same message may be taken another time. */
const mayHelp = (refused: Undone): boolean =>
  !["session_ended", "text_too_long", "text_empty", "bad_message"].includes(refused);

/** A message of one's own that nobody else sees yet. */
export const Unsent = ({ message, room }: { message: UnsentMessage; room: RoomStore }) => (
  <li class="message own unsent">
    <p class="said" dir="auto">
      {message.text}
    </p>
    {message.refused ? (
      <>
        <p class="why">{t(`room.refused_${message.refused}`)}</p>
        <p class="row">
          {mayHelp(message.refused) && (
            <button class="link" type="button" onClick={() => room.unsent.again(message)}>
              {t("room.send_again")}
            </button>
          )}
          <button class="link" type="button" onClick={() => room.unsent.discard(message.key)}>
            {t("room.discard")}
          </button>
        </p>
      </>
    ) : (
      <p class="small soft">
        {t(room.state.value.kind === "live" ? "room.sending" : "room.will_be_sent")}
      </p>
    )}
  </li>
);
