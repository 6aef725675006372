import type { Role, SessionPhase } from "../../protocol";

/** What the REST API answers (protocol/openapi.yaml) on the organizer's pages. Instants are ISO 8601 in UTC. */
export interface Registration {
  id: string;
  registration_id: string;
  external_id: string | null;
  name: string;
  email: string;
  institution: string;
  country: string;
  role: Role;
  status: "active" | "removed";
  registered_at: string;
}

export interface RegistrationPage {
  registrations: Registration[];
  total: number;
  next: string | null;
}

export interface RosterEntry {
  name: string;
  email?: string;
  institution?: string;
  country?: string;
  role?: Role;
  external_id?: string;
}

export interface RosterPerson {
  id: string;
  name: string;
  role: Role;
  email?: string;
  /** Only for somebody new to the course. */
  join_link?: string;
}

export interface Invitation {
  join_link: string;
  mailed: boolean;
}

export interface Deck {
  id: string;
  title: string;
  state: "rendering" | "ready" | "failed";
  pages_done: number;
  /** 0 until known. */
  pages: number;
  error: string | null;
  /** 1 for the deck that is rendered next; only while it waits. */
  place_in_line?: number;
  hash?: string;
  width?: number;
  height?: number;
}

export type CountsGroup = "all" | "institution" | "country";

export interface CountsRow {
  session: string;
  session_key: string;
  session_title: string;
  group: CountsGroup;
  /** Which institution or country; empty for all. */
  name: string;
  registered: number;
  present: number;
  peak: number;
  attended: number;
  absent: number;
}

export interface CountsTable {
  at: string;
  rows: CountsRow[];
}

/** `not_started` while the session has not been live yet. */
export type Attended = "not_started" | "present" | "attended" | "absent";

export interface MatrixCell {
  live_ms: number;
  live_minutes: number;
  /** There while it was live, but outside the time that counts. */
  outside_minutes: number;
  status: Attended;
}

export interface MatrixRow {
  participant: string;
  external_id: string | null;
  name: string;
  email: string;
  institution: string;
  country: string;
  role: Role;
  registration_status: "active" | "removed";
  cells: MatrixCell[];
  live_ms: number;
  live_minutes: number;
  percent: number;
  certificate: boolean;
}

export interface MatrixTable {
  at: string;
  minimum_percent: number;
  sessions: { session: string; session_key: string; session_title: string; live_ms: number }[];
  rows: MatrixRow[];
}

export interface SessionTimes {
  phase: SessionPhase;
  planned_start: string;
  planned_end: string;
  /** Corrections included; null before. */
  started_at: string | null;
  ended_at: string | null;
  ended_by_itself: boolean;
  corrections: TimeCorrection[];
}

export interface TimeCorrection {
  at: string;
  started_at: string | null;
  ended_at: string | null;
  was_started_at: string | null;
  was_ended_at: string | null;
  reason: string;
  /** Null for the operator. */
  name: string | null;
}

export interface Mail {
  id: string;
  to: string;
  subject: string;
  body: string;
  status: "queued" | "sent" | "failed";
  at: string;
}

export interface MailPage {
  mail: Mail[];
  next: string | null;
}

export type Scope = "attendance:read" | "course:write";

export interface Token {
  id: string;
  label: string;
  scopes: Scope[];
  created_at: string;
  last_used_at: string | null;
}

export interface TokenMade {
  id: string;
  label: string;
  scopes: Scope[];
  secret: string;
}

/** What describes a session, with times as clocks in the course's zone show them. */
export interface SessionDraft {
  title: string;
  summary: string;
  lecturer: string;
  starts: string;
  ends: string;
  /** Of a call outside Aula; empty without one. */
  call_url: string;
}

/** A course as it is written down. Fields that the settings do not change are carried along. */
export interface CourseDocument {
  slug: string;
  title: string;
  summary?: string;
  description?: string;
  zone: string;
  language?: string;
  capacity?: number;
  consent: string;
  organizer?: string;
  attendance?: { minimum_percent?: number };
  /** Minutes that count beyond a session's planned time. */
  credit?: { before?: number; after?: number };
  people?: { key: string; name: string; role: Role; email?: string }[];
  sessions: { key: string; phase?: SessionPhase }[];
}
