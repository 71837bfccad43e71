/* A labelled field of several lines that grows with its text. Enter submits where that is wanted, but never while an
   input method is composing: there it chooses a word. */
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

interface Props {
  label: string;
  value: Signal<string>;
  maxLength: number;
  placeholder?: string;
  onEnter?(): void;
  testId: string;
}

/** Key code 229 is what a keydown carries while an input method handles it (UI Events, section 7.3.1). */
const COMPOSING = 229;

export function TextArea({ label, value, maxLength, placeholder, onEnter, testId }: Props) {
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === COMPOSING) return;
    event.preventDefault();
    onEnter?.();
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="input text-area"
        rows={2}
        dir="auto"
        maxLength={maxLength}
        placeholder={placeholder}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
        }}
        {...(onEnter === undefined ? {} : { onKeyDown })}
        data-testid={testId}
      />
    </div>
  );
}
