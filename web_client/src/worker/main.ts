/* The service worker: it hands the browser's events to whoever knows what to do. A new one waits until no page of the
   old build is open; what a page needs meanwhile is not taken from under it. */
import { open, shown } from "./pushes";
import { answer, forgetOlder, keep, type Shell } from "./shell";

declare const self: ServiceWorkerGlobalScope;
/** Written by the build (`installable.ts`). */
declare const __SHELL__: Shell;

const shell = __SHELL__;

self.addEventListener("install", (event) => event.waitUntil(keep(shell)));

self.addEventListener("activate", (event) =>
  event.waitUntil(Promise.all([forgetOlder(shell), self.clients.claim()])),
);

self.addEventListener("fetch", (event) => {
  const answered = answer(event.request, shell);
  if (answered !== null) event.respondWith(answered);
});

self.addEventListener("push", (event) => {
  const { title, options } = shown(event.data);
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url, self.clients));
});
