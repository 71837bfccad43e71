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

/** As the server has them. `email_confirmed`: something is sent to the address. */
export interface KeptSettings extends OwnSettings {
  readonly email_confirmed: boolean;
}

const PATH = "/api/me/notifications";

/** All of these reject with SignedOut or ApiRefused. */
export const readOwnSettings = () => callApi<KeptSettings>("GET", PATH);
export const saveOwnSettings = (settings: OwnSettings) => callApi<KeptSettings>("PUT", PATH, settings);
/** Sends the link that confirms one's address. */
export const sendEmailLink = () => callApi<Tried>("POST", "/api/me/email", undefined, 40_000);
export const confirmEmail = (link: string) => callApi<{ email: string }>("POST", "/api/email", { link });
export const testMail = () => callApi<Tried>("POST", `${PATH}/test`, { channel: "mail" }, 40_000);
export const testPush = (endpoint: string) =>
  callApi<Tried>("POST", `${PATH}/test`, { channel: "web_push", endpoint }, 40_000);
