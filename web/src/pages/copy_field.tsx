import { useRef, useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { t } from "../i18n";

interface CopyFieldProps {
  label: string;
  value: string;
}

async function copy(field: HTMLInputElement): Promise<boolean> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    return false; // the text stays selected, so that Ctrl-C or a long press does it
  }
}

/** A text to take along: read-only, selected as a whole, with a button that copies it. */
export const CopyField = ({ label, value }: CopyFieldProps) => {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState("");
  async function onClick(): Promise<void> {
    if (!field.current) return;
    const isCopied = await copy(field.current);
    setOutcome(isCopied ? t("course.copied") : t("course.copy_by_hand"));
  }
  return (
    <div class="copy-field">
      <input
        ref={field}
        aria-label={label}
        readOnly
        dir="ltr"
        value={value}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button class="button" type="button" onClick={() => void onClick()}>
        <Icon name="copy" />
        {t("course.copy")}
      </button>
      <span class="outcome small" role="status">
        {outcome}
      </span>
    </div>
  );
};
