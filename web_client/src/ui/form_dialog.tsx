/* A dialog that asks for a few words and sends one command: it closes when the room did it, and says why when not. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../core/i18n";
import { Dialog } from "./dialog";
import { Refusal } from "./refusal";

interface Props {
  title: string;
  text?: string;
  submit: string;
  danger?: boolean;
  testId: string;
  /** Words for a refusal, or null when it is done. */
  onSubmit(data: FormData): Promise<string | null>;
  onClose(): void;
  children?: ComponentChildren;
}

export function FormDialog(props: Props) {
  const refusal = useSignal<string | null>(null);
  const sending = useSignal(false);
  const submit = async (form: HTMLFormElement) => {
    sending.value = true;
    refusal.value = await props.onSubmit(new FormData(form));
    sending.value = false;
    if (refusal.value === null) props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose} testId={props.testId}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        {props.text !== undefined && <p>{props.text}</p>}
        {props.children}
        <Refusal text={refusal.value} />
        <div class="dialog-foot">
          <button type="button" class="button" onClick={props.onClose}>
            {t("cancel")}
          </button>
          <button
            type="submit"
            class={props.danger ? "button button--danger" : "button button--primary"}
            disabled={sending.value}
            data-testid="dialog-submit"
          >
            {props.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The text of a field of the form, without space around it. */
export function textOf(data: FormData, name: string): string {
  return String(data.get(name) ?? "").trim();
}

interface TextFieldProps {
  name: string;
  label: string;
  max: number;
  min?: number;
  required?: boolean;
  rows?: number;
  value?: string;
}

export function TextField({ name, label, max, min, required, rows = 3, value = "" }: TextFieldProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <textarea
        class="input"
        name={name}
        rows={rows}
        maxLength={max}
        minLength={min}
        required={required}
        dir="auto"
        defaultValue={value}
      />
    </label>
  );
}

interface ChoiceFieldProps {
  name: string;
  label: string;
  options: readonly (readonly [value: string, text: string])[];
  value: string;
}

export function ChoiceField({ name, label, options, value }: ChoiceFieldProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <select class="input" name={name} defaultValue={value}>
        {options.map(([each, text]) => (
          <option key={each} value={each} selected={each === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
