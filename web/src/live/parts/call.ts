import type { CallView, Event } from "../../protocol";
import { unchanged } from "./part";

export function foldCall(call: CallView, e: Event): CallView {
  switch (e.type) {
    case "call_changed":
      return e.call_url === undefined ? {} : { url: e.call_url };
    default:
      return unchanged<"call">(call, e);
  }
}
