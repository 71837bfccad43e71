/* The bar below the stage: only what works in this room for this person. */
import {
  CircleHelp,
  LogOut,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  Settings,
  Video,
  VideoOff,
} from "lucide-preact";
import { canShareScreen } from "../core/devices";
import { t, tn } from "../core/i18n";
import type { Visit } from "../core/visit";
import type { Role, RoomView } from "../core/wire.gen";
import { barrierNow, barrierText } from "./barriers";
import { CheerButton } from "./cheers";
import { HandToggle } from "./hands/hand_toggle";
import type { RoomActions } from "./room_actions";
import type { RoomUi } from "./room_ui";
import { type RoomTab, shownTabs } from "./tabs";
import { Toggle } from "./toggle";

interface Props {
  visit: Visit;
  ui: RoomUi;
  view: RoomView;
  role: Role;
  actions: RoomActions;
}

export function ControlBar({ visit, ui, view, role, actions }: Props) {
  return (
    <nav class="bar" aria-label={t("controls_label")}>
      {barrierNow(visit, "mic") !== "seat" && <MicToggle visit={visit} actions={actions} />}
      {barrierNow(visit, "camera") !== "seat" && <CameraToggle visit={visit} actions={actions} />}
      {barrierNow(visit, "screen") !== "seat" && canShareScreen() && (
        <ShareToggle visit={visit} actions={actions} />
      )}
      <HandToggle visit={visit} ui={ui} view={view} />
      {shownTabs(view, role).map(
        (tab) => tab.inBar && <PanelToggle key={tab.id} visit={visit} ui={ui} tab={tab} />,
      )}
      <CheerButton visit={visit} asked={ui.cheering.value} />
      <Toggle
        icon={Settings}
        text={t("settings")}
        hint={t("settings_title")}
        onClick={actions.openSettings}
        testId="settings-button"
      />
      <span class="bar-help">
        <Toggle
          icon={CircleHelp}
          text={t("help_open")}
          hint={`${t("help_title")} (?)`}
          onClick={actions.openHelp}
          testId="help-button"
        />
      </span>
      <Toggle
        icon={LogOut}
        text={t("leave")}
        hint={t("leave_hint")}
        tone="danger"
        onClick={actions.leave}
        testId="leave-button"
      />
    </nav>
  );
}

interface DeviceProps {
  visit: Visit;
  actions: RoomActions;
}

function MicToggle({ visit, actions }: DeviceProps) {
  const on = visit.capture.micOn.value;
  const barrier = barrierNow(visit, "mic");
  const barred = barrier === "muted" || barrier === "quiet" ? barrier : null;
  return (
    <Toggle
      icon={on ? Mic : MicOff}
      text={t(barred === null ? (on ? "mic_on" : "mic_off") : `mic_barred_${barred}`)}
      hint={barred === null ? t("mic_hint") : barrierText(barred, "mic")}
      pressed={on}
      tone={on ? "on" : "off"}
      barred={barred !== null}
      onClick={actions.toggleMic}
      testId="mic-button"
    />
  );
}

function CameraToggle({ visit, actions }: DeviceProps) {
  const on = visit.capture.camera.value !== null;
  const barrier = barrierNow(visit, "camera");
  return (
    <Toggle
      icon={on ? Video : VideoOff}
      text={t(on ? "camera_on" : "camera_off")}
      hint={barrier === null ? t("camera_hint") : barrierText(barrier, "camera")}
      pressed={on}
      tone={on ? "on" : "off"}
      barred={barrier !== null}
      onClick={actions.toggleCamera}
      testId="camera-button"
    />
  );
}

function ShareToggle({ visit, actions }: DeviceProps) {
  const sharing = visit.capture.screen.value !== null;
  const barrier = barrierNow(visit, "screen");
  return (
    <Toggle
      icon={sharing ? MonitorX : MonitorUp}
      text={t(sharing ? "share_stop" : "share_start")}
      hint={barrier === null ? t("share_hint") : barrierText(barrier, "screen")}
      pressed={sharing}
      barred={barrier !== null}
      {...(sharing ? { tone: "on" as const } : {})}
      onClick={actions.toggleScreen}
      testId="share-button"
    />
  );
}

function PanelToggle({ visit, ui, tab }: { visit: Visit; ui: RoomUi; tab: RoomTab }) {
  const shown = ui.panelOpen.value && ui.tab.value === tab.id;
  const count = tab.badge(visit, ui);
  return (
    <Toggle
      icon={tab.icon}
      text={t(tab.id)}
      hint={t(`${tab.id}_hint`)}
      expanded={shown}
      badge={count}
      badgeLabel={tn(tab.id === "chat" ? "unread" : "waiting", count)}
      onClick={() => ui.toggle(tab.id)}
      testId={`${tab.id}-button`}
    />
  );
}
