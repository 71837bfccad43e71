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
import { mayPublish, mayShareScreen } from "../core/rules";
import type { Visit } from "../core/visit";
import type { Role, RoomView } from "../core/wire.gen";
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
      {mayPublish(view, role) && <DeviceToggles visit={visit} actions={actions} />}
      {mayShareScreen(view, role) && canShareScreen() && <ShareToggle visit={visit} actions={actions} />}
      {shownTabs(view, role).map(
        (tab) => tab.inBar && <PanelToggle key={tab.id} visit={visit} ui={ui} tab={tab} />,
      )}
      {mayPublish(view, role) && (
        <Toggle
          icon={Settings}
          text={t("settings")}
          hint={t("settings_title")}
          onClick={actions.openSettings}
          testId="settings-button"
        />
      )}
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

function DeviceToggles({ visit, actions }: { visit: Visit; actions: RoomActions }) {
  const mic = visit.capture.micOn.value;
  const camera = visit.capture.camera.value !== null;
  return (
    <>
      <Toggle
        icon={mic ? Mic : MicOff}
        text={t(mic ? "mic_on" : "mic_off")}
        hint={t("mic_hint")}
        pressed={mic}
        tone={mic ? "on" : "off"}
        onClick={actions.toggleMic}
        testId="mic-button"
      />
      <Toggle
        icon={camera ? Video : VideoOff}
        text={t(camera ? "camera_on" : "camera_off")}
        hint={t("camera_hint")}
        pressed={camera}
        tone={camera ? "on" : "off"}
        onClick={actions.toggleCamera}
        testId="camera-button"
      />
    </>
  );
}

function ShareToggle({ visit, actions }: { visit: Visit; actions: RoomActions }) {
  const sharing = visit.capture.screen.value !== null;
  return (
    <Toggle
      icon={sharing ? MonitorX : MonitorUp}
      text={t(sharing ? "share_stop" : "share_start")}
      hint={t("share_hint")}
      pressed={sharing}
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
