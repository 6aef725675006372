import { useState } from "preact/hooks";
import { Icon } from "../../components/icons";
import { t } from "../../i18n";
import { sentence } from "../../rest";
import { dataSize } from "../../time";
import { upload } from "../../upload";

/** The server's bound (protocol/openapi.yaml, x-limits): said before 50 megabytes have travelled for nothing. */
const deckMegabytesMax = 50;

interface Sending {
  name: string;
  part: number;
}

/** What is wrong with a file, seen from here; the server looks at what is inside. */
function fault(file: File): string | null {
  if (!/\.pdf$/i.test(file.name) && file.type !== "application/pdf") {
    return t("manage.deck_not_pdf", { name: file.name });
  }
  if (file.size > deckMegabytesMax * 1024 * 1024) {
    return t("manage.deck_too_large", { name: file.name, size: dataSize(file.size) });
  }
  return null;
}

/** Where PDF files are dropped or chosen; they travel one after the other, each with its progress. */
export const DeckDrop = ({
  path,
  onUploaded,
}: {
  path: string;
  onUploaded: () => Promise<void>;
}) => {
  const [sending, setSending] = useState<Sending | null>(null);
  const [faults, setFaults] = useState<string[]>([]);
  const [isOver, setOver] = useState(false);

  async function send(file: File): Promise<string | null> {
    const wrong = fault(file);
    if (wrong) return wrong;
    const name = file.name;
    setSending({ name, part: 0 });
    try {
      await upload(`${path}/${encodeURIComponent(name)}`, file, (part) =>
        setSending({ name, part }),
      );
      await onUploaded();
      return null;
    } catch (thrown) {
      return `${name}: ${sentence(thrown)}`;
    }
  }
  async function sendAll(files: File[]): Promise<void> {
    const found: string[] = [];
    setFaults(found);
    for (const file of files) {
      const wrong = await send(file);
      if (wrong) found.push(wrong);
    }
    setSending(null);
    setFaults([...found]);
  }
  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    if (!sending) void sendAll([...(event.dataTransfer?.files ?? [])]);
  }
  function onDragOver(event: DragEvent): void {
    event.preventDefault(); // else the browser opens the file in place of the page
    setOver(true);
  }
  return (
    <div class="stack">
      <label
        class={`drop ${isOver ? "over" : ""}`}
        onDragOver={onDragOver}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Icon name="upload" />
        <span>
          <b>{t("manage.deck_choose")}</b> {t("manage.deck_or_drop")}
        </span>
        <span class="soft small">{t("manage.deck_limits", { megabytes: deckMegabytesMax })}</span>
        <input
          class="visually-hidden"
          type="file"
          accept="application/pdf,.pdf"
          multiple
          disabled={sending !== null}
          onChange={(event) => {
            const chosen = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            void sendAll(chosen);
          }}
        />
      </label>
      {sending && (
        <div class="stack progress-line">
          <progress
            aria-label={t("manage.deck_sending", { name: sending.name })}
            value={sending.part}
          />
          <span class="soft small">{t("manage.deck_sending", { name: sending.name })}</span>
        </div>
      )}
      <div class="outcome-line stack" aria-live="polite">
        {faults.map((text) => (
          <p key={text} class="notice bad">
            {text}
          </p>
        ))}
      </div>
    </div>
  );
};
