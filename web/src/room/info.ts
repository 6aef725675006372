import { get } from "../rest";
import type { ChatMessage, Role, SessionPhase } from "../protocol";

/** A session as REST tells it before the live connection does. */
export interface RoomInfo {
  id: string;
  title: string;
  summary: string;
  lecturer: string;
  starts_at: string;
  ends_at: string;
  phase: SessionPhase;
  you: { id: string; name: string; role: Role };
}

/** Where the session is under the REST root. */
export const sessionPath = (course: string, session: string): string =>
  `/courses/${encodeURIComponent(course)}/sessions/${encodeURIComponent(session)}`;

export const roomInfo = (path: string): Promise<RoomInfo> => get(path);

/** Up to `limit` messages before the one with this seq, oldest first. */
export const chatBefore = (path: string, before: number, limit: number) =>
  get<{ messages: ChatMessage[]; has_more: boolean }>(
    `${path}/chat?before=${before}&limit=${limit}`,
  );

export interface PersonHere {
  id: string;
  name: string;
  role: Role;
  is_muted: boolean;
}

/** A page of who is here now, by id; `after` is the `next` of the page before. */
export const peopleHere = (path: string, after: string | null) =>
  get<{ people: PersonHere[]; total: number; next: string | null }>(
    `${path}/people?limit=100${after === null ? "" : `&after=${encodeURIComponent(after)}`}`,
  );
