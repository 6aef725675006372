import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../../components/dialog";
import { sentence } from "../../rest";

export interface Action {
  isBusy: boolean;
  failure: string | null;
  done: string | null;
  /** Does one thing at a time; `work` answers what to tell when it is done. */
  run: (work: () => Promise<string>) => Promise<void>;
}

/** Something that a button does, and what came of it (for `Outcome`). */
export function useAction(): Action {
  const [state, setState] = useState<Omit<Action, "run">>({
    isBusy: false,
    failure: null,
    done: null,
  });
  async function run(work: () => Promise<string>): Promise<void> {
    if (state.isBusy) return;
    setState({ isBusy: true, failure: null, done: null });
    try {
      setState({ isBusy: false, failure: null, done: await work() });
    } catch (thrown) {
      setState({ isBusy: false, failure: sentence(thrown), done: null });
    }
  }
  return { ...state, run };
}

interface AskFirstProps {
  /** What the button says. */
  label: string;
  /** Tells buttons of the same label apart for those who do not see the row. */
  about?: string;
  title: string;
  confirm: string;
  isDisabled?: boolean;
  onConfirm: () => void;
  children: ComponentChildren;
}

/** A button for what cannot be taken back: it asks first. */
export const AskFirst = ({
  label,
  about,
  title,
  confirm,
  isDisabled,
  onConfirm,
  children,
}: AskFirstProps) => {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <button
        class="button danger"
        type="button"
        disabled={isDisabled}
        onClick={() => setAsking(true)}
      >
        {label}
        {about && <span class="visually-hidden"> {about}</span>}
      </button>
      {isAsking && (
        <Dialog
          title={title}
          confirm={confirm}
          isDanger
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onConfirm();
          }}
        >
          {children}
        </Dialog>
      )}
    </>
  );
};
