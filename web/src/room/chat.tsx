import { Fragment } from "preact";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import type { ChatMessage } from "../protocol";
import { sentence } from "../rest";
import { Composer, isChatOpen } from "./composer";
import { Message, Unsent } from "./message";
import type { RoomStore } from "./store";
import { useUnread } from "./unread";

interface ChatProps {
  room: RoomStore;
  /** What staff may do with a message. */
  tools?: (message: ChatMessage) => ComponentChildren;
}

/** Loads older messages; the one that was at the top stays where it was on the screen. */
const Older = ({ room, list }: { room: RoomStore; list: { current: HTMLElement | null } }) => {
  const [problem, setProblem] = useState("");
  const [isLoading, setIsLoading] = useState(false);
  const fromEnd = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (fromEnd.current === null || !list.current) return;
    list.current.scrollTop = list.current.scrollHeight - fromEnd.current;
    fromEnd.current = null;
  });
  if (!room.hasOlder.value) return null;
  const load = async () => {
    setIsLoading(true);
    setProblem("");
    await room
      .loadOlder(
        () =>
          (fromEnd.current = list.current
            ? list.current.scrollHeight - list.current.scrollTop
            : null),
      )
      .catch((error: unknown) => setProblem(sentence(error)));
    setIsLoading(false);
  };
  return (
    <div class="older">
      <button class="link" type="button" disabled={isLoading} onClick={() => void load()}>
        {t("room.older")}
      </button>
      {problem && <p role="alert">{problem}</p>}
    </div>
  );
};

/** The chat: everything said, what of mine is still on its way, and the field to say more. */
export const Chat = ({ room, tools }: ChatProps) => {
  const list = useRef<HTMLDivElement>(null);
  const messages = room.chat.value;
  const unsent = room.unsent.list.value;
  const isEmpty = messages.length === 0 && unsent.length === 0 && isChatOpen(room.phase.value);
  const unread = useUnread(
    list,
    messages.map(({ seq }) => seq),
    unsent.at(-1)?.key,
  );
  return (
    <section class="chat" aria-label={t("room.chat")}>
      <div
        class="messages"
        ref={list}
        role="log"
        aria-live="polite"
        aria-label={t("room.chat")}
        tabIndex={0}
      >
        <Older room={room} list={list} />
        {isEmpty && <p class="empty soft">{t("room.chat_empty")}</p>}
        <ul>
          {messages.map((message) => (
            <Fragment key={message.seq}>
              <Message message={message} me={room.me.value} tools={tools?.(message)} />
              {message.seq === unread.after && (
                <li class="new-below">{t("room.new_messages_line")}</li>
              )}
            </Fragment>
          ))}
          {unsent.map((message) => (
            <Unsent key={message.key} message={message} room={room} />
          ))}
        </ul>
      </div>
      {unread.count > 0 && (
        <button class="button primary slim to-newest" type="button" onClick={unread.toNewest}>
          {t("room.new_messages", { count: unread.count })}
          <Icon name="down" />
        </button>
      )}
      <Composer room={room} />
    </section>
  );
};
