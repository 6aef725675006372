import { batch, computed, signal } from "@preact/signals";
import { browser, followNetwork } from "../live/browser";
import { Bursts } from "../live/bursts";
import { Connection } from "../live/connection";
import type { ConnectionState } from "../live/connection";
import { fold } from "../live/fold";
import type { Outcome } from "../live/unacked";
import { limits } from "../protocol";
import type {
  ChatMessage,
  Command,
  Event,
  PersonView,
  Refusal,
  SessionView,
  Welcome,
} from "../protocol";
import { chatBefore, sessionPath } from "./info";

/** A message of one's own that the server has not shown yet. */
export interface Unsent {
  id: number;
  text: string;
  /** Set when it was refused: it then waits for the author to decide. */
  refused?: Refusal | "disconnected";
  /** Set when it is saved but its event is still on the way. */
  seq?: number;
}

/** Messages kept on the page; whoever wants older ones loads them. */
const chat_kept_max = 300;
const older_step = 50;

/**
 * Everything a room's views draw: the folded session, who I am, what of mine is still on its way.
 * One for each visit to a room; `leave` ends it.
 */
export class RoomStore {
  readonly path: string;
  readonly state = signal<ConnectionState>({ kind: "idle" });
  readonly view = signal<SessionView | null>(null);
  readonly me = signal<PersonView | null>(null);
  readonly present = signal<number | null>(null);
  readonly unsent = signal<Unsent[]>([]);
  readonly traffic = signal(0);
  /** Whether the log may hold messages older than those on the page. */
  readonly hasOlder = signal(false);
  readonly phase = computed(() => this.view.value?.phase ?? null);
  readonly slide = computed(() => this.view.value?.slide ?? null);
  readonly decks = computed(() => this.view.value?.decks ?? []);
  readonly chat = computed(() => this.view.value?.chat ?? []);
  readonly muted = computed(() => this.view.value?.muted ?? []);

  private readonly connection: Connection;
  private readonly stopFollowing: () => void;
  private readonly events = new Bursts<Event>((events) => this.takeEvents(events));
  private lastUnsent = 0;
  /** The newest event that the view holds. */
  private lastSeq = 0;
  private clockAhead = 0;

  constructor(
    readonly course: string,
    readonly session: string,
  ) {
    this.path = sessionPath(course, session);
    this.connection = new Connection(session, browser(this.path), {
      state: (state) => (this.state.value = state),
      accepted: ({ you, server_time }) => {
        this.me.value = you;
        this.clockAhead = Date.parse(server_time) - Date.now();
      },
      welcome: (reply) => this.takeWelcome(reply),
      event: (event) => this.events.add(event),
      signal: ({ present }) => (this.present.value = present),
      traffic: (bytes) => (this.traffic.value = bytes),
    });
    this.stopFollowing = followNetwork(this.connection);
    this.connection.start();
  }

  /** The server's clock now, in milliseconds. */
  now(): number {
    return Date.now() + this.clockAhead;
  }

  leave(): void {
    this.stopFollowing();
    this.connection.stop();
  }

  do(command: Command, replaces?: string): Promise<Outcome> {
    return this.connection.send(command, replaces);
  }

  /** Says something; it is on the page at once, as unsent, until its event arrives. */
  async say(text: string): Promise<void> {
    const id = ++this.lastUnsent;
    this.unsent.value = [...this.unsent.value, { id, text }];
    const outcome = await this.connection.send({ type: "post_chat", text });
    if (!outcome.ok) return this.changeUnsent(id, { refused: outcome.reason });
    const isFolded = outcome.seq <= this.lastSeq;
    return isFolded ? this.discard(id) : this.changeUnsent(id, { seq: outcome.seq });
  }

  discard(id: number): void {
    this.unsent.value = this.unsent.value.filter((one) => one.id !== id);
  }

  /** Puts older messages before the first; `before` is called just before the page changes. */
  async loadOlder(before: () => void): Promise<void> {
    const first = this.chat.value[0];
    if (!first) return;
    const { messages, has_more } = await chatBefore(this.path, first.seq, older_step);
    const view = this.view.value;
    if (!view || view.chat[0]?.seq !== first.seq) return; // the page moved on meanwhile
    before();
    batch(() => {
      this.view.value = { ...view, chat: [...messages, ...view.chat] };
      this.hasOlder.value = has_more;
    });
  }

  private takeWelcome({ view, seq }: Welcome): void {
    this.events.flush();
    this.lastSeq = seq;
    batch(() => {
      this.view.value = view;
      this.unsent.value = this.unsent.value.filter((one) => one.seq === undefined || one.seq > seq);
      this.hasOlder.value = view.chat.length >= limits.chatShown;
      for (const message of view.chat) this.settle(message);
    });
  }

  private takeEvents(events: Event[]): void {
    const view = this.view.value;
    if (!view) return;
    this.lastSeq = events.at(-1)?.seq ?? this.lastSeq;
    const keep = Math.max(chat_kept_max, view.chat.length);
    batch(() => {
      this.view.value = events.reduce((before, event) => fold(before, event, keep), view);
      for (const event of events) if (event.type === "chat_posted") this.settle(event);
    });
  }

  /**
   * A message is shown: if it is mine, it is no longer unsent, even when its event is here before
   * the answer.
   */
  private settle({ seq, who, text }: Pick<ChatMessage, "seq" | "who" | "text">): void {
    if (who !== this.me.value?.id) return;
    const mine =
      this.unsent.value.find((one) => one.seq === seq) ??
      this.unsent.value.find((one) => !one.seq && !one.refused && one.text.trim() === text);
    if (mine) this.discard(mine.id);
  }

  private changeUnsent(id: number, change: Partial<Unsent>): void {
    this.unsent.value = this.unsent.value.map((one) =>
      one.id === id ? { ...one, ...change } : one,
    );
  }
}
