/*
 * Web Push for this browser: whether it can, may and does get notices while no page is open, and the switch. The service
 * worker (`src/worker/`) shows them; the server keeps the subscription.
 */
import { callApi } from "./api";
import { startWorker, worker } from "./worker";

/** `denied`: only the browser's own settings can change that. */
export type PushState = "unsupported" | "denied" | "off" | "on";

export function canPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
}

export async function pushState(): Promise<PushState> {
  if (!canPush()) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const registration = await worker();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription == null ? "off" : "on";
}

/** To be called from a press of a button: the browser asks. Rejects with ApiRefused, or as the browser refuses. */
export async function subscribe(): Promise<PushState> {
  if ((await Notification.requestPermission()) !== "granted") return pushState();
  const { key } = await callApi<{ key: string }>("GET", "/api/push/key");
  const registration = await startWorker();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: key,
  });
  try {
    await callApi("POST", "/api/push", subscription.toJSON());
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
  return "on";
}

/** What names this browser to the server; null when it takes no pushes. */
export async function pushEndpoint(): Promise<string | null> {
  const registration = await worker();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription?.endpoint ?? null;
}

export async function unsubscribe(): Promise<PushState> {
  const registration = await worker();
  const subscription = await registration?.pushManager.getSubscription();
  if (subscription != null) {
    await callApi("DELETE", "/api/push", { endpoint: subscription.endpoint });
    await subscription.unsubscribe();
  }
  return "off";
}
