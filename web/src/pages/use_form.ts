import type { TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import { RestError, sentence } from "../rest";

/** What the controls of a form hold, by name. An unticked box is absent, a ticked one is "on". */
export type FormValues = Record<string, string>;
/** A sentence for each control that is filled in wrongly, by name. */
export type FormErrors = Record<string, string>;

export interface Form {
  errors: FormErrors;
  /** What went wrong with the form as a whole. */
  failure: string | null;
  isSending: boolean;
  onSubmit: (event: TargetedEvent<HTMLFormElement>) => void;
}

interface FormWork {
  check?: (values: FormValues) => FormErrors;
  send: (values: FormValues, form: HTMLFormElement) => Promise<void>;
}

/** Checks and sends a form; what the server says about a field is shown at that field, which gets the focus. */
export function useForm({ check = () => ({}), send }: FormWork): Form {
  const [errors, setErrors] = useState<FormErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  function refuse(form: HTMLFormElement, found: FormErrors): void {
    setErrors(found);
    const first = [...form.elements].find((control) => (control as HTMLInputElement).name in found);
    (first as HTMLElement | undefined)?.focus();
  }
  async function submit(form: HTMLFormElement): Promise<void> {
    const values = valuesOf(form);
    setFailure(null);
    const found = check(values);
    refuse(form, found);
    if (Object.keys(found).length > 0) return;
    setSending(true);
    try {
      await send(values, form);
    } catch (thrown) {
      const at = thrown instanceof RestError ? thrown.field : undefined;
      if (at && form.elements.namedItem(at)) refuse(form, { [at]: sentence(thrown) });
      else setFailure(sentence(thrown));
    } finally {
      setSending(false);
    }
  }
  const onSubmit: Form["onSubmit"] = (event) => {
    event.preventDefault();
    if (!isSending) void submit(event.currentTarget);
  };
  return { errors, failure, isSending, onSubmit };
}

function valuesOf(form: HTMLFormElement): FormValues {
  const pairs = [...new FormData(form)].filter(
    (pair): pair is [string, string] => typeof pair[1] === "string",
  );
  return Object.fromEntries(pairs.map(([name, value]) => [name, value.trim()]));
}
