/*
 * Programs and chats that are told what staff are told (`server/http/webhooks.py`). A URL and a secret are given once and
 * never seen again; what is not named in a change stays.
 */
import { callApi } from "./api";
import { type Language, type TextKey, t } from "./i18n";

export const RECEIVERS = ["wecom", "dingtalk", "slack", "generic"] as const;
export type Receiver = (typeof RECEIVERS)[number];
export const TOLD = ["escalated", "gap", "brief", "daily"] as const;
export type Told = (typeof TOLD)[number];
export const RINGING = [100, 150, 200, 400] as const;

/** What became of one message; `code` has words, `detail` is for whoever looks after it. */
export interface Trouble {
  readonly code: string;
  readonly detail: string;
}

/** Null: it was taken. */
export interface Tried {
  readonly problem: Trouble | null;
}

export interface LastTry {
  readonly at: number;
  readonly state: "waiting" | "sent" | "dead" | "needless";
  readonly tries: number;
  readonly problem: Trouble | null;
}

export interface Webhook {
  readonly id: string;
  /** As much of its URL as may be seen. */
  readonly origin: string;
  readonly receiver: Receiver;
  readonly reasons: readonly string[];
  readonly level: number;
  readonly language: Language | null;
  readonly has_secret: boolean;
  readonly last: LastTry | null;
  /** Only when it was just made. */
  readonly secret: string | null;
}

export interface WebhookForm {
  readonly id: string;
  readonly url: string;
  /** Null: as it is. */
  readonly secret: string | null;
  readonly receiver: Receiver;
  readonly reasons: readonly string[];
  readonly level: number;
  readonly language: Language | null;
}

/** All of these reject with SignedOut or ApiRefused. */
export const readWebhooks = () => callApi<readonly Webhook[]>("GET", "/api/duty/webhooks");
export const removeWebhook = (id: string) => callApi<void>("DELETE", `/api/duty/webhooks/${id}`);
/** Takes as long as its receiver: up to ten seconds. */
export const testWebhook = (id: string) =>
  callApi<Tried>("POST", `/api/duty/webhooks/${id}/test`, {}, 40_000);
export function saveWebhook({ id, url, secret, ...kinds }: WebhookForm): Promise<Webhook> {
  const given = url.trim() === "" ? null : url.trim();
  return callApi("PUT", `/api/duty/webhooks/${id}`, { url: given, secret, kinds });
}

export function newForm(receiver: Receiver, taken: readonly string[]): WebhookForm {
  return {
    id: freeId(receiver, taken),
    url: "",
    secret: null,
    receiver,
    reasons: ["escalated", "gap", "daily"],
    level: 100,
    language: null,
  };
}

export function formOf({ id, receiver, reasons, level, language }: Webhook): WebhookForm {
  return { id, url: "", secret: null, receiver, reasons, level, language };
}

/** "wecom", then "wecom-2". */
export function freeId(receiver: Receiver, taken: readonly string[]): string {
  let [id, number]: [string, number] = [receiver, 1];
  while (taken.includes(id)) {
    number += 1;
    id = `${receiver}-${number}`;
  }
  return id;
}

const TROUBLES = [
  "trouble_address",
  "trouble_unreachable",
  "trouble_refused",
  "trouble_gone",
  "trouble_no_server",
  "trouble_recipient",
  "trouble_bug",
] as const satisfies readonly TextKey[];

/** What went wrong, and what the other side said. */
export function troubleText({ code, detail }: Trouble): string {
  const key = TROUBLES.find((each) => each === `trouble_${code}`) ?? "trouble_bug";
  return detail === "" ? t(key) : `${t(key)} (${detail})`;
}
