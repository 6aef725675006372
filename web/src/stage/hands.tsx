import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { t } from "../i18n";
import type { Command, HandView } from "../protocol";
import type { RoomStore } from "../room/store";

const countIn = (room: RoomStore): number => room.view.value?.hands.count ?? 0;

/** How many hands are up, on the tab that has the queue. */
export const HandCount = ({ room }: { room: RoomStore }) => {
  const count = countIn(room);
  if (count === 0) return null;
  return (
    <span class="badge warn numbers">
      <Icon name="hand" />
      <span aria-hidden="true">{count}</span>
      <span class="visually-hidden">{t("room.hands_up", { count })}</span>
    </span>
  );
};

/** The same for a screen reader, whichever tab is open. */
export const HandNews = ({ room }: { room: RoomStore }) => {
  const count = countIn(room);
  return (
    <p class="visually-hidden" role="status">
      {count > 0 && t("room.hands_up", { count })}
    </p>
  );
};

interface HandProps {
  hand: HandView;
  isNext: boolean;
  give: (command: Command) => void;
  /** Takes the focus when it would be lost with the hand. */
  onGone: () => void;
}

const Hand = ({ hand: { who, name = "—" }, isNext, give, onGone }: HandProps) => {
  const row = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    const mine = row.current;
    return () => {
      if (mine?.contains(document.activeElement)) onGone();
    };
  }, []);
  return (
    <li class="person" ref={row}>
      <span dir="auto">{name}</span>
      <span class="spring" />
      <button
        class={`button slim ${isNext ? "primary" : ""}`}
        type="button"
        aria-label={t("stage.hand_call_person", { name })}
        onClick={() => give({ type: "call_hand", who })}
      >
        {t("stage.hand_call")}
      </button>
      <button
        class="link"
        type="button"
        aria-label={t("stage.hand_lower_person", { name })}
        onClick={() => give({ type: "lower_hand", who })}
      >
        {t("stage.hand_lower")}
      </button>
    </li>
  );
};

const LowerAll = ({ count, onLower }: { count: number; onLower: () => void }) => {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <button class="link" type="button" onClick={() => setIsAsking(true)}>
        {t("stage.hand_lower_all")}
      </button>
      {isAsking && (
        <Dialog
          title={t("stage.hand_lower_all_title")}
          confirm={t("stage.hand_lower_all")}
          onConfirm={() => {
            setIsAsking(false);
            onLower();
          }}
          onClose={() => setIsAsking(false)}
        >
          {t("stage.hand_lower_all_text", { count })}
        </Dialog>
      )}
    </>
  );
};

/** Whose hand is up, the first one first: call somebody, or lower hands. */
export const HandQueue = ({ room }: { room: RoomStore }) => {
  const box = useRef<HTMLElement>(null);
  const [problem, setProblem] = useState("");
  const queue = room.view.value?.hands.queue ?? [];
  const count = countIn(room);
  const give = async (command: Command) => {
    const outcome = await room.do(command);
    const isDone = outcome.ok || outcome.reason === "no_change";
    setProblem(isDone ? "" : t(`room.refused_${outcome.reason}`));
  };
  const toHeading = () => box.current?.focus();
  return (
    <section class="hands" aria-label={t("stage.hands")} tabIndex={-1} ref={box}>
      <div class="row">
        <h2 class="small">{t("stage.hands")}</h2>
        <span class="spring" />
        {count > 0 && (
          <LowerAll count={count} onLower={() => void give({ type: "lower_all_hands" })} />
        )}
      </div>
      {problem && (
        <p class="notice bad" role="alert">
          {problem}
        </p>
      )}
      {count === 0 && <p class="small soft">{t("stage.hands_none")}</p>}
      <ol>
        {queue.map((hand, at) => (
          <Hand
            key={hand.who}
            hand={hand}
            isNext={at === 0}
            give={(command) => void give(command)}
            onGone={toHeading}
          />
        ))}
      </ol>
      {count > queue.length && (
        <p class="small soft">{t("stage.hands_more", { count: count - queue.length })}</p>
      )}
    </section>
  );
};
