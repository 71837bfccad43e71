/* Full-width prompts for the reader alone: you were called onto the stage, or somebody asks you to unmute. They are read
   at once, and stay until they are answered. */
import { useSignal } from "@preact/signals";
import { Mic, MicVocal } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { speakerOf } from "../../core/hands";
import { t } from "../../core/i18n";
import { barrierTo } from "../../core/publishing";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";
import { announceUrgently } from "../announcer";
import { ask } from "../ask";
import { Countdown } from "../clock";
import type { RoomUi } from "../room_ui";

interface Props {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
}

export function Prompts({ visit, ui, view }: Props) {
  return (
    <>
      <CalledPrompt visit={visit} ui={ui} view={view} />
      <UnmutePrompt visit={visit} view={view} />
    </>
  );
}

/** Each call is answered once: coming back to the page does not ask again. */
function CalledPrompt({ visit, ui, view }: Props) {
  const speaker = speakerOf(view, visit.me.value);
  const answered = useSignal<number | null>(visit.capture.micOn.value ? (speaker?.since ?? null) : null);
  const asks = speaker !== null && answered.value !== speaker.since;
  useEffect(() => {
    if (asks) announceUrgently(t("called_title"));
  }, [asks]);
  if (speaker === null || !asks) return null;
  const answer = () => {
    answered.value = speaker.since;
  };
  const speak = () => {
    answer();
    void visit.capture.setMic(true);
  };
  const write = () => {
    ui.show("questions");
    void ask(visit.session, { t: "demote" });
  };
  const mayTalk = barrierTo(view, { id: visit.me.value, role: visit.role.value }, "mic") === null;
  return (
    <section class="prompt" aria-label={t("called_title")} data-testid="called-prompt">
      <MicVocal size={24} aria-hidden="true" />
      <p class="prompt-text">
        <strong>{t("called_title")}</strong> {t("called_text")}{" "}
        {speaker.until !== null && <Countdown clock={visit.clock} until={speaker.until} />}
      </p>
      <div class="prompt-buttons">
        {mayTalk && (
          <button type="button" class="button button--primary" onClick={speak} data-testid="called-unmute">
            <Mic size={18} aria-hidden="true" />
            {t("called_unmute")}
          </button>
        )}
        <button type="button" class="button" onClick={write} data-testid="called-text">
          {t("called_write")}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => void ask(visit.session, { t: "demote" })}
          data-testid="called-pass"
        >
          {t("called_pass")}
        </button>
      </div>
    </section>
  );
}

function UnmutePrompt({ visit, view }: Omit<Props, "ui">) {
  const asked = view.stage.asked_to_unmute;
  const declined = useSignal(false);
  const asks = asked !== null && !visit.capture.micOn.value;
  useEffect(() => {
    if (asked === null) declined.value = false;
    else announceUrgently(t("unmute_asked", { name: asked.by_name }));
  }, [asked]);
  if (asked === null || !asks || declined.value) return null;
  return (
    <section
      class="prompt"
      aria-label={t("unmute_asked", { name: asked.by_name })}
      data-testid="unmute-prompt"
    >
      <Mic size={24} aria-hidden="true" />
      <p class="prompt-text">{t("unmute_asked", { name: asked.by_name })}</p>
      <div class="prompt-buttons">
        <button
          type="button"
          class="button button--primary"
          onClick={() => void visit.capture.setMic(true)}
          data-testid="unmute-now"
        >
          {t("unmute_now")}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            declined.value = true;
          }}
          data-testid="unmute-decline"
        >
          {t("unmute_decline")}
        </button>
      </div>
    </section>
  );
}
