/* Tells who listens how much waits when that has changed, and no more often than one can bear to hear. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../core/i18n";

export const SAID_EVERY_MS = 15_000;

export function BoardNews({ count, overdue }: { count: number; overdue: number }) {
  const said = useSignal("");
  const last = useRef<number | null>(null);
  useEffect(() => {
    // What stands there when one comes is read anyway.
    if (last.current === null) {
      last.current = performance.now();
      return;
    }
    const say = () => {
      last.current = performance.now();
      said.value = t("ops_news", { count, overdue });
    };
    const timer = setTimeout(say, Math.max(0, last.current + SAID_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [count, overdue]);
  return (
    <p class="visually-hidden" aria-live="polite" data-testid="board-news">
      {said.value}
    </p>
  );
}
