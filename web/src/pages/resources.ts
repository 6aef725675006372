import type { Role, SessionPhase } from "../protocol";

/** What the REST API answers (protocol/openapi.yaml) on the public pages. Instants are ISO 8601 in UTC. */
export interface Participation {
  id: string;
  /** The course's slug. */
  course: string;
  course_title: string;
  name: string;
  role: Role;
}

export interface PlannedSession {
  id: string;
  key: string;
  title: string;
  summary: string;
  lecturer: string;
  starts_at: string;
  ends_at: string;
  phase: SessionPhase;
}

export interface CourseCard {
  slug: string;
  title: string;
  summary: string;
  organizer: string;
  zone: string;
  language: string;
  is_open: boolean;
  /** Of its first session; null without sessions. */
  starts_at: string | null;
  ends_at: string | null;
}

export interface Course {
  slug: string;
  title: string;
  summary: string;
  description: string;
  zone: string;
  language: string;
  organizer: string;
  /** 0 for any number. */
  capacity: number;
  registered: number;
  is_open: boolean;
  consent: string;
  sessions: PlannedSession[];
  you?: Participation;
}

/** A rough check, so that a slip is noticed before anything is sent; the server decides. */
export const looksLikeEmail = (text: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text);

/** Where a course is under the REST root. */
export const coursePath = (slug: string): string => `/courses/${encodeURIComponent(slug)}`;

/** Where a course is among the pages. */
export const coursePage = (slug: string): string => `/c/${encodeURIComponent(slug)}`;

/** Somebody is or soon will be talking in there. */
export const isUnderWay = ({ phase }: PlannedSession): boolean =>
  phase === "open" || phase === "live" || phase === "paused";

/** The paragraphs of a plain text that separates them by empty lines. */
export const paragraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
