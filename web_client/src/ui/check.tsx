/* A labelled checkbox that keeps a signal. */
import type { Signal } from "@preact/signals";

interface Props {
  label: string;
  value: Signal<boolean>;
  describedBy?: string;
  testId: string;
}

export function Check({ label, value, describedBy, testId }: Props) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={value.value}
        aria-describedby={describedBy}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
        }}
        data-testid={testId}
      />
      {label}
    </label>
  );
}
