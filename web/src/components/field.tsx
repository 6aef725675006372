import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** A sentence about what is wrong; announced, and tied to the control. */
  error?: string | undefined;
  /** Draws the control with what ties it to the label, the hint and the error. */
  children: (control: {
    id: string;
    "aria-describedby": string;
    "aria-invalid": boolean;
  }) => ComponentChildren;
}

/** A labelled control of a form. */
export const Field = ({ label, hint, error, children }: FieldProps): JSX.Element => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children({
        id,
        "aria-describedby": `${id}-hint ${id}-error`,
        "aria-invalid": error !== undefined,
      })}
      <span class="error" id={`${id}-error`} aria-live="polite">
        {error}
      </span>
    </div>
  );
};
