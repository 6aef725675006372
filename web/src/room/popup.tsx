import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

interface PopupProps {
  /** Says what the button opens, to those who do not see it. */
  label: string;
  /** What the button shows. */
  face: ComponentChildren;
  buttonClass: string;
  class?: string;
  children: ComponentChildren;
}

/** A button with a small panel under it; a press elsewhere, a choice in it or Escape shuts it. */
export const Popup = ({ label, face, buttonClass, class: extra = "", children }: PopupProps) => {
  const box = useRef<HTMLDetailsElement>(null);
  const shut = () => box.current?.removeAttribute("open");
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    const pressed = ({ target }: Event) => {
      if (!box.current?.contains(target as Node)) shut();
    };
    document.addEventListener("pointerdown", pressed);
    return () => document.removeEventListener("pointerdown", pressed);
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !box.current?.open) return;
    shut();
    box.current.querySelector("summary")?.focus();
  };
  const onChoice = ({ target }: Event) => {
    if ((target as Element).closest("a, button")) shut();
  };
  return (
    <details
      class={`menu ${extra}`}
      ref={box}
      onKeyDown={onKeyDown}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary class={buttonClass} aria-label={label} title={label}>
        {face}
      </summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears the links and buttons inside */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on one of those is a click as well */}
      <div class="menu-panel stack" onClick={onChoice}>
        {children}
      </div>
    </details>
  );
};
