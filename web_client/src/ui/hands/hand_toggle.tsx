/* The hand in the control bar: up with a topic, down at once; while it is up it tells the place in line. */
import { Hand, Undo2 } from "lucide-preact";
import { handPlace, speakerOf } from "../../core/hands";
import { t } from "../../core/i18n";
import type { Visit } from "../../core/visit";
import type { RoomView } from "../../core/wire.gen";
import { ask } from "../ask";
import type { RoomUi } from "../room_ui";
import { Toggle } from "../toggle";
import { mayRaise, toggleHand } from "./raise";

export function HandToggle({ visit, ui, view }: { visit: Visit; ui: RoomUi; view: RoomView }) {
  if (!mayRaise(visit, view)) return null;
  if (speakerOf(view, visit.me.value) !== null) return <BackButton visit={visit} />;
  const place = handPlace(view, visit.me.value);
  return (
    <Toggle
      icon={Hand}
      text={place === null ? t("hand_raise") : t("hand_place_short", { place })}
      hint={t(place === null ? "hand_raise_hint" : "hand_lower_hint")}
      pressed={place !== null}
      {...(place === null ? {} : { tone: "on" as const })}
      onClick={() => toggleHand(visit, ui)}
      testId="hand-button"
    />
  );
}

/** On stage there is no hand to raise, but a way back. */
function BackButton({ visit }: { visit: Visit }) {
  return (
    <Toggle
      icon={Undo2}
      text={t("stage_leave")}
      hint={t("stage_leave_hint")}
      onClick={() => void ask(visit.session, { t: "demote" })}
      testId="leave-stage"
    />
  );
}
