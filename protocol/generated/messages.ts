// Written by protocol/generate.mjs from protocol/asyncapi.yaml; do not edit.

export const websocketSubprotocol = "aula.v1";

export const limits = {
  /** Characters of one chat message after cleaning. */
  chatTextMax: 2000,
  /** Chat messages in a welcome. */
  chatShown: 50,
  /** Hands in a welcome, the first ones of the queue. Of more it has only the count. */
  handsShown: 50,
  /** Bytes of one message from a client. */
  commandBytesMax: 16384,
  /** Characters of a command's key at least. */
  keyMin: 8,
  /** Characters of a command's key at most. */
  keyMax: 64,
  /** Keys remembered for each participant, whatever the device; a command sent again after so many others would count as a new one. */
  keysKept: 256,
  /** Commands that a client leaves unanswered at a time; a few devices of one person stay within keys_kept. */
  unackedMax: 64,
  /** Nesting of a JSON document. */
  jsonDepthMax: 16,
  /** Values in one message from a client, objects and lists counted too. */
  commandValuesMax: 64,
  /** Frames of one message from a client; with more the connection ends as `bad_message`. */
  messageFramesMax: 64,
  /** From the first byte of a message to its last; then the connection is cut. */
  messageTimeMs: 10000,
  /** The hello must have arrived this long after the upgrade, else `bad_hello`. */
  helloDeadlineMs: 5000,
  /** Commands that a connection may give at once, unless `limits.commands_burst` says otherwise. More are refused as `too_fast`, each with its own time to try again. */
  commandsBurst: 20,
  /** Commands that a connection may give in the long run, unless `limits.commands_per_second` says otherwise. */
  commandsPerSecond: 5,
  /** All connections of a person together may give this many times the commands of one. */
  personCommandsFactor: 2,
  /** Commands of a connection that are refused as `too_fast` and whose time has not come; with more the connection ends as `too_fast`. */
  tooFastMax: 256,
  /** Bytes that a connection may send at once, at least; a client within the other limits stays below. With more it ends as `too_fast`. */
  inputBytesBurst: 2097152,
  /** Bytes that a connection may send in the long run, at least. A ping or a pong counts as `control_frame_cost` bytes more than it has. */
  inputBytesPerSecond: 163840,
  /** What a ping or a pong costs beside its bytes. */
  controlFrameCost: 128,
  /** Messages of a connection that cannot be understood; with more it ends as `bad_message`. */
  badMessagesMax: 20,
  /** Connections by which a person is in sessions of one server. With one more the oldest ends as `replaced`, or a silent one. */
  personSocketsMax: 8,
  /** Bytes of one media frame, its header of eight included; a longer one is dropped. */
  mediaFrameBytesMax: 408,
  /** Media frames that a connection may send at once; more are dropped. */
  mediaFramesBurst: 40,
  /** Media frames that a connection may send in the long run: one each 60 ms. */
  mediaFramesPerSecond: 17,
  /** Media frames of a connection in a second, dropped ones counted too; with more it ends as `bad_message`. */
  mediaFloodPerSecond: 100,
  /** Media frames that a server keeps of a session for those who listen, on each of its threads. */
  mediaRingBytes: 32768,
  /** A new listener begins this long before the newest media frame. */
  mediaStartMs: 500,
  /** A listener that is further behind skips to `media_start_ms` before the newest media frame. */
  mediaBehindMaxMs: 2000,
  /** Media frames are collected for this time and sent together, and for 24 ms more for each 1,000 listeners above 5,000. */
  mediaFlushMs: 100,
  /** Characters of a person's name. */
  nameMax: 120,
  /** Widths in pixels at which every page of a deck exists. */
  deckWidths: [480,960,1600],
} as const;

/** Why the server ends a connection. */
export const closeCodes = {
  /** The server is being restarted; come back and resume. */
  restarting: 4000,
  /** The connection was too slow for what was shown; come back and resume. */
  lagging: 4001,
  /** No sign of life for `silence_ms`; come back and resume. */
  silent: 4002,
  /** The server has too many connections; come back later. */
  overloaded: 4003,
  /** The ticket is used, expired or unknown; get a new one, then come back. */
  ticketRefused: 4004,
  /** More came than `input_bytes_burst` or `too_fast_max` allow; come back after a pause. */
  tooFast: 4005,
  /** The first message was not a hello, or none came in time. */
  badHello: 4100,
  /** The login that this connection came in by has ended. */
  loggedOut: 4101,
  /** The person was removed from the course. */
  removed: 4102,
  /** Too many messages that could not be understood. */
  badMessage: 4103,
  /** A message of more than `command_bytes_max` bytes. */
  tooLarge: 4104,
  /** The session was deleted. */
  sessionGone: 4105,
  /** The person came by more than `person_sockets_max` connections, and this was the oldest. Only the person decides to come back. */
  replaced: 4106,
} as const;

/** Whether to connect again after this close code; a broken network (1006) and anything foreign is a reason to. */
export const mayComeBack = (code: number): boolean => code < 4100 || code > 4199;

/** What a person is in a course. */
export type Role =
  | "attendee"
  | "moderator"
  | "lecturer"
  | "organizer";

/** Where a session is in its life. */
export type SessionPhase =
  | "scheduled"
  | "open"
  | "live"
  | "paused"
  | "ended";

/** How a person's presence ended. */
export type LeaveReason =
  | "left"
  | "lost"
  | "removed";

/** Why a command was not done. */
export type Refusal =
  | "not_permitted"
  | "session_not_open"
  | "session_not_live"
  | "session_ended"
  | "session_not_ended"
  | "muted"
  | "removed"
  | "unknown_deck"
  | "unknown_page"
  | "unknown_message"
  | "unknown_participant"
  | "no_change"
  | "text_empty"
  | "text_too_long"
  | "too_fast"
  | "bad_message"
  | "busy"
  | "storage_full";

export const roles: readonly Role[] = ["attendee","moderator","lecturer","organizer"];

/** Everybody in a course who is not an attendee. */
export const isStaff = (role: Role): boolean => role === "moderator" || role === "lecturer" || role === "organizer";

/** A person as others see them. */
export interface PersonView {
  /** Names a person in a course. */
  id: string;
  /** A person's name as it is shown. */
  name: string;
  /** What a person is in a course. */
  role: Role;
}

/** The page on everybody's screen. */
export interface SlideView {
  /** Names a deck of a session. */
  deck: string;
  /** A page of a deck, from 1. */
  page: number;
}

/** A deck that can be shown. */
export interface DeckView {
  /** Names a deck of a session. */
  deck: string;
  /** The deck's title. */
  title: string;
  /** Where the deck's pages are; it cannot be guessed, and changes when the deck does. */
  hash: string;
  /** How many pages the deck has. */
  pages: number;
  /** Of page 1 at the largest width. */
  width: number;
  /** Of page 1 at the largest width. */
  height: number;
}

/** A message of the chat. */
export interface ChatMessage {
  /** The number of an event in the session's log, 1, 2, 3 … */
  seq: number;
  /** When it happened, by the server's clock. */
  at: string;
  /** Names a person in a course. */
  who: string;
  /** A person's name as it is shown. */
  name: string;
  /** What a person is in a course. */
  role: Role;
  /** The text; empty when the message is hidden. */
  text: string;
  /** A member of staff took it out of sight. */
  is_hidden: boolean;
}

/** Where the session is in its life. */
export interface LifeView {
  /** Where a session is in its life. */
  phase: SessionPhase;
  /** When the phase began; null while scheduled. */
  phase_since: string | null;
  /** Time live before `phase_since`, pauses left out. */
  live_ms: number;
  /** For staff, when the session ends unless one of them confirms that it is still on; absent when nobody is asked. */
  confirm_by?: string;
}

/** The page on the screen and the decks. */
export interface SlidesView {
  /** The page on the screen; null for none. */
  slide: SlideView | null;
  /** The decks that can be shown, in the order they were attached. */
  decks: DeckView[];
}

/** The chat, and who may not write in it. */
export interface ChatView {
  /** The last `chat_shown` messages, oldest first. */
  messages: ChatMessage[];
  /** Who may not write; empty for attendees. */
  muted: string[];
}

/** The link to a call outside Aula. */
export interface CallView {
  /** The https address of the call; absent when there is none. */
  url?: string;
}

/** A raised hand. */
export interface HandView {
  /** Names a person in a course. */
  who: string;
  /** The owner's name; absent for attendees. */
  name?: string;
}

/** Who was called to speak, and when. */
export interface CalledView {
  /** Names a person in a course. */
  who: string;
  /** A person's name as it is shown. */
  name: string;
  /** When that was. */
  at: string;
}

/** The queue of raised hands. */
export interface HandsView {
  /** How many hands are up. */
  count: number;
  /** The first `hands_shown` hands, the next one to be called first. */
  queue: HandView[];
  /** Who was called last; absent when nobody was. */
  called?: CalledView;
}

/** What a person of this role sees of a session; one member for each part that is shown. */
export interface SessionView {
  /** Names a session. */
  session: string;
  /** Where the session is in its life. */
  life: LifeView;
  /** The page on the screen and the decks. */
  slides: SlidesView;
  /** The chat, and who may not write in it. */
  chat: ChatView;
  /** The link to a call outside Aula. */
  call: CallView;
  /** The queue of raised hands. */
  hands: HandsView;
}

// The parts of a session of which nothing has happened yet.
export const emptyLife: LifeView = {"phase":"scheduled","phase_since":null,"live_ms":0};
export const emptySlides: SlidesView = {"slide":null,"decks":[]};
export const emptyChat: ChatView = {"messages":[],"muted":[]};
export const emptyCall: CallView = {};
export const emptyHands: HandsView = {"count":0,"queue":[]};

export const emptySession = (session: string): SessionView => ({
  session,
  life: emptyLife,
  slides: emptySlides,
  chat: emptyChat,
  call: emptyCall,
  hands: emptyHands,
});

/** Who I am, which session I come for, and the last event I have seen of it. */
export interface Hello {
  type: "hello";
  /** From `POST …/sessions/{session}/tickets`; good once, for half a minute. */
  ticket: string;
  /** Names a session. */
  session: string;
  /** The seq of the last event this client has folded; absent on a first visit. */
  since?: number;
  /** Whether this connection wants the session's media frames; without it, it gets none. */
  media?: boolean;
}

/** Open the doors; people may chat and see slides while waiting. Only from `scheduled`. */
export interface OpenSession {
  type: "open_session";
}

/** Begin, or go on after a pause; live minutes count from here. */
export interface StartSession {
  type: "start_session";
}

/** A break; live minutes stop counting. */
export interface PauseSession {
  type: "pause_session";
}

/** The end; only an organizer can take it back, by starting the session over. */
export interface EndSession {
  type: "end_session";
}

/** The lecture is still on. The answer to `confirmation_asked`; it is taken at any time from the opening to the end. */
export interface ConfirmSession {
  type: "confirm_session";
}

/** Turn everybody to this page. */
export interface ShowSlide {
  type: "show_slide";
  /** Names a deck of a session. */
  deck: string;
  /** A page of a deck, from 1. */
  page: number;
}

/** Say something in the chat. Before the start too, once the session is open. */
export interface PostChat {
  type: "post_chat";
  /** Plain text, 1 to `chat_text_max` characters after cleaning. */
  text: string;
}

/** Take a message out of everybody's sight. From its `chat_hidden` on, the server sends the text to nobody, whatever their role. That holds for live events, a resume, a welcome and REST. */
export interface HideChat {
  type: "hide_chat";
  /** The seq of the message's `chat_posted`. */
  target: number;
}

/** Somebody may not write in the chat for now. */
export interface MuteParticipant {
  type: "mute_participant";
  /** Names a person in a course. */
  who: string;
}

/** Somebody may write again. */
export interface UnmuteParticipant {
  type: "unmute_participant";
  /** Names a person in a course. */
  who: string;
}

/** Ask to speak. A participant has one hand. It stays up over a reconnect. It goes down when the participant leaves for longer than the grace time, and at the end of the session. */
export interface RaiseHand {
  type: "raise_hand";
}

/** Take back one's own hand. Staff may lower anybody's. */
export interface LowerHand {
  type: "lower_hand";
  /** Whose hand; absent for one's own. */
  who?: string;
}

/** Begin with an empty queue. */
export interface LowerAllHands {
  type: "lower_all_hands";
}

/** Ask somebody whose hand is up to speak. It lowers the hand. */
export interface CallHand {
  type: "call_hand";
  /** Names a person in a course. */
  who: string;
}

/** A wish to change the session. */
export type Command =
  | OpenSession
  | StartSession
  | PauseSession
  | EndSession
  | ConfirmSession
  | ShowSlide
  | PostChat
  | HideChat
  | MuteParticipant
  | UnmuteParticipant
  | RaiseHand
  | LowerHand
  | LowerAllHands
  | CallHand;

export type CommandName = Command["type"];

/** A command as it is sent. */
export type RequestFrame = Command & {
  /** The client's own number for a command, repeated in the reply. */
  ref: number;
  /** Unique for each command and the same when it is sent again. */
  key: string;
};

/** What every event carries. */
export interface Envelope {
  /** The number of the event in the session's log. */
  seq: number;
  /** The seq before it among those this connection may see; 0 for none. */
  prev: number;
  /** When it happened, by the server's clock. */
  at: string;
}

/** The doors are open. */
export interface SessionOpened extends Envelope {
  type: "session_opened";
}

/** The session is live, for the first time or again after a pause. */
export interface SessionStarted extends Envelope {
  type: "session_started";
}

/** A break has begun. */
export interface SessionPaused extends Envelope {
  type: "session_paused";
}

/** The session is over; since `until` if it ended by itself, because nobody of the staff led it any more. */
export interface SessionEnded extends Envelope {
  type: "session_ended";
  /** The last sign of the staff or the planned end, whichever is later. */
  until?: string;
}

/** The session is as before its opening. What happened before stays in the log and does not count: no minutes, no slide. */
export interface SessionStartedOver extends Envelope {
  type: "session_started_over";
  /** The organizer; absent for the operator. */
  who?: string;
}

/** The server was away, and the session goes on. The time from `since` to this event is not live time. */
export interface SessionResumed extends Envelope {
  type: "session_resumed";
  /** The last time that is certain. */
  since: string;
}

/** The server's clock was ahead. What the log has from `from` on happened `ahead_ms` earlier. The time of this event is the right one, and so it may be before that of the event before it. */
export interface ClockCorrected extends Envelope {
  type: "clock_corrected";
  /** The first time that is wrong, as the log has it. */
  from: string;
  /** By how much the clock was ahead. */
  ahead_ms: number;
}

/** The planned end has passed. A member of staff has to confirm that the lecture is still on. */
export interface ConfirmationAsked extends Envelope {
  type: "confirmation_asked";
  /** Without an answer the session ends then. */
  until: string;
}

/** A member of staff has confirmed that the lecture is still on. */
export interface SessionConfirmed extends Envelope {
  type: "session_confirmed";
}

/** This page is on everybody's screen. It is at `/decks/{hash}/{page}-{width}.webp`. */
export interface SlideShown extends Envelope {
  type: "slide_shown";
  /** Names a deck of a session. */
  deck: string;
  /** A page of a deck, from 1. */
  page: number;
}

/** Somebody said something. */
export interface ChatPosted extends Envelope {
  type: "chat_posted";
  /** Names a person in a course. */
  who: string;
  /** A person's name as it is shown. */
  name: string;
  /** What a person is in a course. */
  role: Role;
  /** Plain text, 1 to `chat_text_max` characters; empty when the message was hidden since then. */
  text: string;
}

/** A message was taken out of sight. */
export interface ChatHidden extends Envelope {
  type: "chat_hidden";
  /** The seq of the message's `chat_posted`. */
  target: number;
}

/** Somebody may not write for now. */
export interface ParticipantMuted extends Envelope {
  type: "participant_muted";
  /** Names a person in a course. */
  who: string;
}

/** Somebody may write again. */
export interface ParticipantUnmuted extends Envelope {
  type: "participant_unmuted";
  /** Names a person in a course. */
  who: string;
}

/** A deck is ready to be shown. */
export interface DeckAttached extends Envelope {
  type: "deck_attached";
  /** Names a deck of a session. */
  deck: string;
  /** The deck's title; empty when the deck was taken away since then. */
  title: string;
  /** Where the deck's pages are; empty when the deck was taken away since then. A client does not attach such a deck. */
  hash: string;
  /** How many pages the deck has. */
  pages: number;
  /** Of page 1 at the largest width. */
  width: number;
  /** Of page 1 at the largest width. */
  height: number;
}

/** A deck was taken away; if it was on the screen, nothing is now. */
export interface DeckDetached extends Envelope {
  type: "deck_detached";
  /** Names a deck of a session. */
  deck: string;
}

/** The session has another link to an outside call from here on; none without `call_url`. */
export interface CallChanged extends Envelope {
  type: "call_changed";
  /** The https address of a call outside Aula. */
  call_url?: string;
}

/** Somebody has this role from here on; who was removed is in the course again. */
export interface RoleChanged extends Envelope {
  type: "role_changed";
  /** Names a person in a course. */
  who: string;
  /** What a person is in a course. */
  role: Role;
}

/** Somebody was removed from the course. */
export interface ParticipantRemoved extends Envelope {
  type: "participant_removed";
  /** Names a person in a course. */
  who: string;
}

/** Somebody wants to speak. The order of these events is the queue. */
export interface HandRaised extends Envelope {
  type: "hand_raised";
  /** Names a person in a course. */
  who: string;
  /** A person's name as it is shown. */
  name?: string;
}

/** A hand is down. Its owner or the staff lowered it, the owner has left, or the owner is a lecturer or an organizer by now. */
export interface HandLowered extends Envelope {
  type: "hand_lowered";
  /** Names a person in a course. */
  who: string;
}

/** No hand is up any more. */
export interface AllHandsLowered extends Envelope {
  type: "all_hands_lowered";
}

/** Somebody whose hand was up may speak now. The hand is down. */
export interface HandCalled extends Envelope {
  type: "hand_called";
  /** Names a person in a course. */
  who: string;
  /** A person's name as it is shown. */
  name: string;
}

/** What happened, as far as it is shown to anybody. */
export type Event =
  | SessionOpened
  | SessionStarted
  | SessionPaused
  | SessionEnded
  | SessionStartedOver
  | SessionResumed
  | ClockCorrected
  | ConfirmationAsked
  | SessionConfirmed
  | SlideShown
  | ChatPosted
  | ChatHidden
  | ParticipantMuted
  | ParticipantUnmuted
  | DeckAttached
  | DeckDetached
  | CallChanged
  | RoleChanged
  | ParticipantRemoved
  | HandRaised
  | HandLowered
  | AllHandsLowered
  | HandCalled;

export type EventName = Event["type"];

/** The events of each part that is shown. Those of other parts change nothing in a view. */
export interface PartEvents {
  life: SessionOpened | SessionStarted | SessionPaused | SessionEnded | SessionStartedOver | SessionResumed | ClockCorrected | ConfirmationAsked | SessionConfirmed;
  slides: SlideShown | DeckAttached | DeckDetached;
  chat: ChatPosted | ChatHidden | ParticipantMuted | ParticipantUnmuted;
  call: CallChanged;
  hands: HandRaised | HandLowered | AllHandsLowered | HandCalled;
}

/** The hello was good. Then come the missed events (`resumed`) or a `welcome`. */
export interface Accepted {
  type: "accepted";
  /** A person as others see them. */
  you: PersonView;
  /** Names a session. */
  session: string;
  /** True when the events after `since` follow; false when a `welcome` follows. */
  resumed: boolean;
  /** The newest event shown so far. */
  seq: number;
  /** The server's clock when this was written. */
  server_time: string;
  /** How often the server sends a WebSocket ping. */
  ping_every_ms: number;
  /** A shorter gap in somebody's presence is no gap. */
  grace_ms: number;
  /** Without a sign of life for this long the server closes with `silent`. */
  silence_ms: number;
}

/** The session as it stands after event `seq`. */
export interface Welcome {
  type: "welcome";
  /** The last event contained in the view. */
  seq: number;
  /** What a person of this role sees of a session; one member for each part that is shown. */
  view: SessionView;
}

/** The command was done and saved. */
export interface Ok {
  type: "ok";
  /** The client's own number for a command, repeated in the reply. */
  ref: number;
  /** The event that the command became; the first one's for a repeated key. */
  seq: number;
}

/** The command was not done. */
export interface Refused {
  type: "refused";
  /** The number of the command; 0 when it could not be read. */
  ref: number;
  /** Why a command was not done. */
  reason: Refusal;
  /** With `too_fast` and `busy`, when to try again. */
  retry_after_ms?: number;
}

/** An answer for this connection alone. */
export type Reply =
  | Accepted
  | Welcome
  | Ok
  | Refused;

/** How many people are present. Once a second when changed, with a second more for each 20,000 present, and at least every 10 seconds: for the client it is also the server's sign of life. */
export interface HeadCount {
  type: "head_count";
  /** How many. */
  present: number;
}

/** The newest value of something that is not logged. */
export type Signal =
  | HeadCount;

/** Everything a client may be sent. Skip a `type` that is not here. */
export type ServerMessage = Event | Reply | Signal;

const whoMay: Record<CommandName, readonly Role[]> = {
  open_session: ["moderator","lecturer","organizer"],
  start_session: ["moderator","lecturer","organizer"],
  pause_session: ["moderator","lecturer","organizer"],
  end_session: ["moderator","lecturer","organizer"],
  confirm_session: ["moderator","lecturer","organizer"],
  show_slide: ["moderator","lecturer","organizer"],
  post_chat: ["attendee","moderator","lecturer","organizer"],
  hide_chat: ["moderator","lecturer","organizer"],
  mute_participant: ["moderator","lecturer","organizer"],
  unmute_participant: ["moderator","lecturer","organizer"],
  raise_hand: ["attendee","moderator"],
  lower_hand: ["attendee","moderator","lecturer","organizer"],
  lower_all_hands: ["moderator","lecturer","organizer"],
  call_hand: ["moderator","lecturer","organizer"],
};

/** The role table; the server decides by the same one. */
export const may = (role: Role, command: CommandName): boolean => whoMay[command].includes(role);

const whoSees: Record<EventName, "everyone" | "staff"> = {
  session_opened: "everyone",
  session_started: "everyone",
  session_paused: "everyone",
  session_ended: "everyone",
  session_started_over: "everyone",
  session_resumed: "everyone",
  clock_corrected: "everyone",
  confirmation_asked: "staff",
  session_confirmed: "staff",
  slide_shown: "everyone",
  chat_posted: "everyone",
  chat_hidden: "everyone",
  participant_muted: "staff",
  participant_unmuted: "staff",
  deck_attached: "everyone",
  deck_detached: "everyone",
  call_changed: "everyone",
  role_changed: "staff",
  participant_removed: "staff",
  hand_raised: "everyone",
  hand_lowered: "everyone",
  all_hands_lowered: "everyone",
  hand_called: "everyone",
};

/** Whether an event is shown to this role. */
export const sees = (role: Role, event: EventName): boolean => whoSees[event] === "everyone" || isStaff(role);

/** The fields of an event that only the staff is sent. */
export const forStaff: Partial<Record<EventName, readonly string[]>> = {
  hand_raised: ["name"],
};
