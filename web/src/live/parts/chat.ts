import type { ChatMessage, ChatPosted, ChatView, Event } from "../../protocol";
import { unchanged } from "./part";

const message = (e: ChatPosted): ChatMessage => ({
  seq: e.seq,
  at: e.at,
  who: e.who,
  name: e.name,
  role: e.role,
  text: e.text,
  is_hidden: e.text === "", // a later event hides it
});

/** `keep` is how many messages stay. */
export function foldChat(chat: ChatView, e: Event, keep: number): ChatView {
  switch (e.type) {
    case "chat_posted":
      return { ...chat, messages: [...chat.messages, message(e)].slice(-keep) };
    case "chat_hidden":
      return {
        ...chat,
        messages: chat.messages.map((one) =>
          one.seq === e.target ? { ...one, text: "", is_hidden: true } : one,
        ),
      };
    case "participant_muted":
      return { ...chat, muted: [...chat.muted, e.who] };
    case "participant_unmuted":
      return { ...chat, muted: chat.muted.filter((who) => who !== e.who) };
    default:
      return unchanged<"chat">(chat, e);
  }
}
