import type { Event, PartEvents, SessionView } from "../../protocol";

/**
 * Type-checked proof that a part has folded every event of its own before it gets here. What is left belongs to other parts,
 * or to a newer server, and changes nothing.
 */
export const unchanged = <P extends keyof PartEvents>(
  view: SessionView[P],
  _: Exclude<Event, PartEvents[P]>,
): SessionView[P] => view;
