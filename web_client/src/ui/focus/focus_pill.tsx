/* The focus timer in the header: phase and countdown; for who may run it, the way to its dialog. */
import { useComputed } from "@preact/signals";
import { Timer } from "lucide-preact";
import { mayRunTimer, secondsLeft } from "../../core/focus_clock";
import { t } from "../../core/i18n";
import { clockFace } from "../../core/time_format";
import type { Visit } from "../../core/visit";
import type { FocusView, RoomView } from "../../core/wire.gen";
import type { RoomUi } from "../room_ui";
import { FocusDialog } from "./focus_dialog";

interface Props {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
}

export function FocusPill({ visit, ui, view }: Props) {
  const { focus } = view;
  const runs = mayRunTimer(view, visit.role.value);
  if (focus === null && (!runs || !view.has_media)) return null;
  if (!runs && focus !== null)
    return (
      <span class={pillClass(focus)} data-testid="focus-pill" data-phase={focus.phase}>
        <FocusText visit={visit} focus={focus} />
      </span>
    );
  return (
    <button
      type="button"
      class={focus === null ? "pill pill--button" : `${pillClass(focus)} pill--button`}
      title={t("focus_title")}
      aria-label={focus === null ? t("focus_title") : undefined}
      onClick={() => ui.openDialog(() => <FocusDialog visit={visit} onClose={ui.closeDialog} />)}
      data-testid="focus-pill"
      data-phase={focus?.phase}
    >
      <Timer size={14} aria-hidden="true" />
      {focus === null ? (
        <span class="pill-text">{t("focus_title")}</span>
      ) : (
        <FocusText visit={visit} focus={focus} />
      )}
    </button>
  );
}

function pillClass(focus: FocusView): string {
  return focus.phase === "focus" ? "pill pill--info" : "pill pill--ok";
}

export function FocusText({ visit, focus }: { visit: Visit; focus: FocusView }) {
  const left = useComputed(() => {
    const now = visit.view.value?.focus;
    return now == null ? "" : clockFace(secondsLeft(now, visit.clock.now.value));
  });
  return (
    <>
      <span>{t(focus.ends_at === null ? "focus_paused" : `focus_phase_${focus.phase}`)}</span>{" "}
      <span class="clock" role="timer" data-testid="focus-left">
        {left}
      </span>
    </>
  );
}
