/* Sends something on a way out, and says beside the button whether it arrived, or what stood in the way. */
import { useSignal } from "@preact/signals";
import { Send } from "lucide-preact";
import { t } from "../core/i18n";
import { type Tried, troubleText } from "../core/webhooks";
import { refusalText } from "./ops/loaded";
import { Refusal } from "./refusal";

interface Props {
  /** What is tried, for who cannot see where the button is. */
  label: string;
  /** What stands on the button, and what is said when it arrived, if not as for a test. */
  words?: string;
  done?: string;
  send(): Promise<Tried>;
  testId: string;
}

export function TestButton({ label, words, done, send, testId }: Props) {
  const busy = useSignal(false);
  const arrived = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const press = async () => {
    busy.value = true;
    arrived.value = false;
    refusal.value = null;
    try {
      const { problem } = await send();
      arrived.value = problem === null;
      refusal.value = problem === null ? null : troubleText(problem);
    } catch (error) {
      refusal.value = refusalText(error);
    }
    busy.value = false;
  };
  return (
    <>
      <button
        type="button"
        class="button button--small"
        aria-label={label}
        disabled={busy.value}
        onClick={() => void press()}
        data-testid={testId}
      >
        <Send size={16} aria-hidden="true" />
        {busy.value ? t("testing") : (words ?? t("test_send"))}
      </button>
      <span role="status" class="test-result" data-testid={`${testId}-result`}>
        {arrived.value && <span class="pill pill--ok">{done ?? t("tested_ok")}</span>}
      </span>
      <Refusal text={refusal.value} />
    </>
  );
}
