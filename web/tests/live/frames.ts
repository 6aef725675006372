// What a server says, as short as a test can say it.
import { emptySession } from "../../src/protocol";
import type { Accepted, ChatPosted, Role, Welcome } from "../../src/protocol";

export const accepted = (
  resumed: boolean,
  seq: number,
  id = "p7",
  role: Role = "attendee",
): Accepted => ({
  type: "accepted",
  you: { id, name: "Sari", role },
  session: "s12",
  resumed,
  seq,
  server_time: "2026-03-02T10:15:00.000Z",
  ping_every_ms: 10_000,
  grace_ms: 15_000,
  silence_ms: 30_000,
});
export const welcome = (seq: number): Welcome => ({
  type: "welcome",
  seq,
  view: {
    ...emptySession("s12"),
    life: { phase: "live", phase_since: "2026-03-02T10:00:00.000Z", live_ms: 0 },
  },
});
export const chat = (seq: number, prev: number): ChatPosted => ({
  type: "chat_posted",
  seq,
  prev,
  at: "2026-03-02T10:15:00.120Z",
  who: "p8",
  name: "Ada",
  role: "attendee",
  text: `message ${seq}`,
});
