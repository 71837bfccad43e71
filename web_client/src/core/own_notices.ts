/* How one person is notified besides in the page (`server/http/notifications.py`): everybody for themselves. */
import { callApi } from "./api";
import type { Language } from "./i18n";
import type { QuietHours } from "./quiet_hours";
import type { Tried } from "./webhooks";

/** `quiet_hours` null: those of the space. `language` null: that of the installation. */
export interface OwnSettings {
  readonly email: string | null;
  readonly quiet_hours: QuietHours | null;
  readonly language: Language | null;
}

const PATH = "/api/me/notifications";

/** All of these reject with SignedOut or ApiRefused. */
export const readOwnSettings = () => callApi<OwnSettings>("GET", PATH);
export const saveOwnSettings = (settings: OwnSettings) => callApi<OwnSettings>("PUT", PATH, settings);
export const testMail = () => callApi<Tried>("POST", `${PATH}/test`, { channel: "mail" }, 40_000);
export const testPush = (endpoint: string) =>
  callApi<Tried>("POST", `${PATH}/test`, { channel: "web_push", endpoint }, 40_000);
