/* How notices reach somebody: in this browser on the desktop while a page is open, and by push while none is, each asked
   for only when its button is pressed; and by mail. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { testPush } from "../../core/own_notices";
import { desktopNotices, noticeSound } from "../../core/preferences";
import { type PushState, pushEndpoint, pushState, subscribe, unsubscribe } from "../../core/push";
import { titleText } from "../../core/titles";
import { client } from "../../page";
import { Check } from "../check";
import { refusalText } from "../ops/loaded";
import { Refusal } from "../refusal";
import { TestButton } from "../test_button";
import { OwnSettingsForm } from "./own_settings";
import { bellOf, RoomBell } from "./room_bell";

export function NoticeSettings() {
  return (
    <section class="notice-settings" aria-label={t("notice_settings")} data-testid="notice-settings">
      <h3>{t("notice_settings")}</h3>
      <Check label={t("notice_sound")} value={noticeSound} testId="notice-sound" />
      <DesktopSwitch />
      <PushSwitch />
      <OwnSettingsForm />
      <RoomList />
    </section>
  );
}

/** The room that its reader is in; else those that the lobby has told of. */
function RoomList() {
  const rooms = here() ?? client.lobby.value ?? [];
  if (rooms.length === 0) return null;
  return (
    <>
      <h3>{t("rooms_notices")}</h3>
      {rooms.map((room) => (
        <div class="notice-setting" key={room.id}>
          <span>
            {titleText(room.title)} <span class="hint">{bellOf(client.rooms.of(room.id)).state}</span>
          </span>
          <RoomBell room={room.id} title={titleText(room.title)} />
        </div>
      ))}
    </>
  );
}

function here(): readonly { readonly id: string; readonly title: string }[] | null {
  const room = client.room.value;
  const view = room?.state.value.view ?? null;
  return room === null || view === null ? null : [{ id: room.room, title: view.title }];
}

function DesktopSwitch() {
  const denied = useSignal("Notification" in globalThis && Notification.permission === "denied");
  if (!("Notification" in globalThis)) return null;
  const isOn = desktopNotices.value && Notification.permission === "granted";
  const press = async () => {
    if (isOn) {
      desktopNotices.value = false;
      return;
    }
    const permission = await Notification.requestPermission();
    denied.value = permission === "denied";
    desktopNotices.value = permission === "granted";
  };
  return (
    <div class="notice-setting">
      <span>{t("notice_desktop")}</span>
      <button
        type="button"
        class="button button--small"
        aria-pressed={isOn}
        disabled={denied.value}
        onClick={() => void press()}
        data-testid="desktop-notices"
      >
        {t(isOn ? "switch_off" : "switch_on")}
      </button>
      {denied.value && <p class="hint">{t("notice_denied")}</p>}
    </div>
  );
}

function PushSwitch() {
  const state = useSignal<PushState | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    void pushState().then((found) => {
      state.value = found;
    });
  }, []);
  const press = async () => {
    problem.value = null;
    try {
      state.value = await (state.value === "on" ? unsubscribe() : subscribe());
    } catch (error) {
      problem.value = pushProblem(error);
    }
  };
  if (state.value === null || state.value === "unsupported") return null;
  const isOn = state.value === "on";
  return (
    <div class="notice-setting">
      <span>{t("notice_push")}</span>
      <button
        type="button"
        class="button button--small"
        aria-pressed={isOn}
        disabled={state.value === "denied"}
        onClick={() => void press()}
        data-testid="push-notices"
      >
        {t(isOn ? "switch_off" : "switch_on")}
      </button>
      {isOn && <TestButton label={t("test_push")} send={tryHere} testId="test-push" />}
      {state.value === "denied" && <p class="hint">{t("notice_denied")}</p>}
      <Refusal text={problem.value} />
    </div>
  );
}

const tryHere = async () => testPush((await pushEndpoint()) ?? "");

/** Browsers say no in their own ways: without a push service, in a private window, by policy. */
function pushProblem(error: unknown): string {
  return error instanceof DOMException ? t("notice_push_failed") : refusalText(error);
}
