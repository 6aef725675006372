import { batch, computed, signal } from "@preact/signals";
import { browser } from "../live/browser";
import { Bursts } from "../live/bursts";
import { Connection } from "../live/connection";
import { followDevice } from "../live/device";
import { fold } from "../live/fold";
import type { ConnectionState } from "../live/state";
import type { Outcome } from "../live/unacked";
import { limits } from "../protocol";
import type { Command, Event, PersonView, SessionView, Welcome } from "../protocol";
import { chatBefore, sessionPath } from "./info";
import { Unsent } from "./unsent";
import type { Said } from "./unsent";

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
  readonly unsent: Unsent;
  readonly traffic = signal(0);
  /** Whether the log may hold messages older than those on the page. */
  readonly hasOlder = signal(false);
  readonly phase = computed(() => this.view.value?.life.phase ?? null);
  readonly slide = computed(() => this.view.value?.slides.slide ?? null);
  readonly decks = computed(() => this.view.value?.slides.decks ?? []);
  readonly chat = computed(() => this.view.value?.chat.messages ?? []);
  readonly muted = computed(() => this.view.value?.chat.muted ?? []);
  readonly callUrl = computed(() => this.view.value?.call.url);

  private readonly connection: Connection;
  private readonly stopFollowing: () => void;
  private readonly events = new Bursts<Event>((events) => this.takeEvents(events));
  private clockAhead = 0;
  private isMet = false;

  constructor(
    readonly course: string,
    readonly session: string,
  ) {
    this.path = sessionPath(course, session);
    const world = browser(this.path);
    this.unsent = new Unsent({ ...world, now: () => this.now() }, (text, key) =>
      this.connection.send({ type: "post_chat", text }, { key }),
    );
    this.connection = new Connection(session, world, {
      state: (state) => this.takeState(state),
      accepted: ({ you, server_time }) => {
        this.me.value = you;
        this.clockAhead = Date.parse(server_time) - Date.now();
        this.meet(you.id);
      },
      restored: ({ command, key, at }, outcome) => {
        if (command.type !== "post_chat") return;
        void this.unsent.follow({ key, text: command.text, at: at + this.clockAhead }, outcome);
      },
      welcome: (reply) => this.takeWelcome(reply),
      event: (event) => this.events.add(event),
      signal: ({ present }) => (this.present.value = present),
      traffic: (bytes) => (this.traffic.value = bytes),
    });
    this.stopFollowing = followDevice(this.connection);
    this.connection.start();
  }

  /** The server's clock now, in milliseconds. */
  now(): number {
    return Date.now() + this.clockAhead;
  }

  /** Whose visit it is; what they had not said before a reload is on the page from then on. */
  meet(person: string): void {
    if (this.isMet || this.state.value.kind === "closed") return;
    this.isMet = true;
    this.unsent.open(this.session, person);
    this.connection.meet(person);
  }

  leave(): void {
    this.stopFollowing();
    this.connection.stop();
  }

  /** Connects now, if it was waiting for the next try. */
  tryNow(): void {
    this.connection.start();
  }

  do(command: Command, replaces?: string): Promise<Outcome> {
    return this.connection.send(command, replaces === undefined ? {} : { replaces });
  }

  /** Says something; it is on the page at once, as unsent, until its event arrives. */
  say(text: string): void {
    this.unsent.say(text);
  }

  /** Puts older messages before the first; `before` is called just before the page changes. */
  async loadOlder(before: () => void): Promise<void> {
    const first = this.chat.value[0];
    if (!first) return;
    const { messages, has_more } = await chatBefore(this.path, first.seq, older_step);
    const view = this.view.value;
    if (!view || view.chat.messages[0]?.seq !== first.seq) return; // the page moved on meanwhile
    before();
    batch(() => {
      const chat = { ...view.chat, messages: [...messages, ...view.chat.messages] };
      this.view.value = { ...view, chat };
      this.hasOlder.value = has_more;
    });
  }

  private takeState(state: ConnectionState): void {
    this.state.value = state;
    if (state.kind === "closed") this.unsent.close(state.why);
  }

  private takeWelcome({ view, seq }: Welcome): void {
    this.events.flush();
    batch(() => {
      this.view.value = view;
      this.hasOlder.value = view.chat.messages.length >= limits.chatShown;
      this.showUnsent(view.chat.messages, seq);
    });
  }

  private takeEvents(events: Event[]): void {
    const view = this.view.value;
    if (!view) return;
    const keep = Math.max(chat_kept_max, view.chat.messages.length);
    batch(() => {
      this.view.value = events.reduce((before, event) => fold(before, event, keep), view);
      const said = events.filter((event) => event.type === "chat_posted");
      this.showUnsent(said, events.at(-1)?.seq ?? 0);
    });
  }

  /** What of mine is among these is no longer unsent. */
  private showUnsent(said: (Said & { who: string })[], until: number): void {
    const mine = said.filter(({ who }) => who === this.me.value?.id);
    this.unsent.shown(mine, until);
  }
}
