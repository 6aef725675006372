import { callAddress } from "../call_url";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import type { RoomStore } from "./store";

/**
 * A link to a call outside Aula. It names the call's server, so that people see where it leads.
 * Without a call the line is empty; it stays on the page, so that a screen reader reads a new link.
 */
export const CallLine = ({ room }: { room: RoomStore }) => {
  const call = callAddress(room.callUrl.value);
  return (
    <p class="call-line" role="status">
      {call && (
        <a href={call.href} target="_blank" rel="noopener noreferrer">
          <Icon name="sound" />
          <span>
            {t("room.join_call")} <bdi dir="ltr">({call.host})</bdi>
          </span>
        </a>
      )}
    </p>
  );
};
