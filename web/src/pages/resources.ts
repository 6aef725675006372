import type { Role, SessionPhase } from "../protocol";

/** What the REST API answers (protocol/openapi.yaml), as far as the pages read it. Instants are ISO 8601 in UTC. */
export interface Myself {
  id: string;
  name: string;
  role: Role;
}

/** One line of `GET /me`: who this browser is in one of its courses. */
export interface Participation extends Myself {
  course: string;
  course_title: string;
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

/** A course in the public list. */
export interface CourseLine {
  slug: string;
  title: string;
  summary: string;
  organizer: string;
  zone: string;
  language: string;
  capacity: number;
  registered: number;
  is_open: boolean;
}

export interface Course extends CourseLine {
  description: string;
  consent: string;
  sessions: PlannedSession[];
  you?: Myself;
}

export const pathOf = (slug: string): string => `/courses/${encodeURIComponent(slug)}`;

/** Somebody is or soon will be talking in there. */
export const isUnderWay = ({ phase }: PlannedSession): boolean =>
  phase === "open" || phase === "live" || phase === "paused";
