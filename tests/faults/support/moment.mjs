// When things happen to a server is nobody's plan: the one place where a fault waits for nothing but the time.
import { setTimeout as pause } from "node:timers/promises";

/** A random moment between so many milliseconds from now and so many. */
export const moment = (least_ms, most_ms) => pause(least_ms + Math.random() * (most_ms - least_ms));
