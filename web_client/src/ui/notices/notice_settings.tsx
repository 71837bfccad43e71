/* How this browser tells of notices: on the desktop while a page is open, and by push while none is. Each asks only when
   its button is pressed. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiRefused } from "../../core/api";
import { apiText, t } from "../../core/i18n";
import { desktopNotices } from "../../core/preferences";
import { type PushState, pushState, subscribe, unsubscribe } from "../../core/push";
import { SignedOut } from "../../core/socket";
import { Refusal } from "../refusal";

export function NoticeSettings() {
  return (
    <section class="notice-settings" aria-label={t("notice_settings")} data-testid="notice-settings">
      <h3>{t("notice_settings")}</h3>
      <DesktopSwitch />
      <PushSwitch />
    </section>
  );
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
      {state.value === "denied" && <p class="hint">{t("notice_denied")}</p>}
      <Refusal text={problem.value} />
    </div>
  );
}

/** Browsers say no in their own ways: without a push service, in a private window, by policy. */
function pushProblem(error: unknown): string {
  if (error instanceof ApiRefused) return apiText(error.code);
  if (error instanceof SignedOut) return t("banner_signed_out");
  if (error instanceof DOMException) return t("notice_push_failed");
  throw error;
}
