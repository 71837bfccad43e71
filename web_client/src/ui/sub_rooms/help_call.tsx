/* In a sub-room: call staff of the room it belongs to, with a few words; while the call waits it can be called off. */
import { useSignal } from "@preact/signals";
import { LifeBuoy } from "lucide-preact";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import { Waiting } from "../clock";
import { TextArea } from "../text_area";

const MAX_SUMMARY = 500;

export function HelpCall({ visit, view }: { visit: Visit; view: RoomView }) {
  const summary = useSignal("");
  const { help } = view.sub_rooms;
  const call = async () => {
    if (await ask(visit.session, { t: "call_for_help", summary: summary.value.trim() })) summary.value = "";
  };
  if (help !== null)
    return (
      <section class="help-call" aria-label={t("help_call")} data-testid="help-waiting">
        <LifeBuoy size={18} aria-hidden="true" />
        <div class="hand-who">
          <p role="status">
            {t("help_waiting")} <Waiting clock={visit.clock} since={help.since} />
          </p>
          {help.summary !== "" && <p dir="auto">{help.summary}</p>}
          <button
            type="button"
            class="button button--small"
            onClick={() => void ask(visit.session, { t: "cancel_help" })}
            data-testid="cancel-help"
          >
            {t("help_cancel")}
          </button>
        </div>
      </section>
    );
  return (
    <form
      class="fields"
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <TextArea
        label={t("help_summary")}
        value={summary}
        maxLength={MAX_SUMMARY}
        onEnter={() => void call()}
        testId="help-summary"
      />
      <button type="submit" class="button" data-testid="call-for-help">
        <LifeBuoy size={18} aria-hidden="true" />
        {t("help_call")}
      </button>
    </form>
  );
}
