/* Numbers that stand out, with their names; behind one may be a list, which a press opens. */
import type { ComponentChildren } from "preact";

export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="response-facts">{children}</dl>;
}

interface FactProps {
  label: string;
  value: string;
  danger?: boolean;
  onOpen?: (() => void) | undefined;
  testId?: string;
}

export function Fact({ label, value, danger = false, onOpen, testId }: FactProps) {
  return (
    <div class={danger ? "fact fact--danger" : "fact"}>
      <dt>{label}</dt>
      <dd>
        {onOpen === undefined ? (
          value
        ) : (
          <button
            type="button"
            class="number-button"
            aria-label={`${label}: ${value}`}
            onClick={onOpen}
            data-testid={testId}
          >
            {value}
          </button>
        )}
      </dd>
    </div>
  );
}
