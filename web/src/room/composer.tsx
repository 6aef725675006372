import { useRef, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import type { MessageKey } from "../i18n";
import { limits } from "../protocol";
import type { SessionPhase } from "../protocol";
import type { RoomStore } from "./store";

/** When something may be said. */
export const isChatOpen = (phase: SessionPhase | null) =>
  phase === "open" || phase === "live" || phase === "paused";

function closedText(phase: SessionPhase | null): MessageKey {
  if (phase === null) return "room.chat_arriving";
  return phase === "ended" ? "room.chat_over" : "room.chat_not_yet";
}

/** A field that grows with the text; Enter sends, Shift+Enter makes a line. */
export const Composer = ({ room }: { room: RoomStore }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const phase = room.phase.value;
  if (!isChatOpen(phase)) {
    return <p class="composer closed small soft">{t(closedText(phase))}</p>;
  }
  const send = () => {
    if (text.trim() === "") return;
    room.say(text.trim());
    setText("");
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label class="growing" data-text={text}>
        <span class="visually-hidden">{t("room.your_message")}</span>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          maxLength={limits.chatTextMax}
          placeholder={t("room.your_message")}
          value={text}
          enterkeyhint="send"
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
      </label>
      <button
        class="button primary icon"
        type="submit"
        aria-label={t("room.send")}
        disabled={text.trim() === ""}
      >
        <Icon name="send" />
      </button>
    </form>
  );
};
