/* Shows a push while no page may be open, and opens its place. It keeps nothing and fetches nothing: pages are never
   served from here. `server/duty/web_push.py` writes what comes. */
const HOME = "/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { id, title, body, url } = read(event.data);
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag: id === undefined ? undefined : `notice-${id}`,
      icon: "favicon.svg",
      data: { url },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});

/** A push must be shown whatever it says. */
function read(data) {
  try {
    return { title: "Studyhall", ...data.json() };
  } catch {
    return { title: "Studyhall", body: "" };
  }
}

/** Where it leads, but never out of this house; a page that is there already comes to the front. */
async function open(link) {
  const url = new URL(link || HOME, self.location.origin);
  const target = url.origin === self.location.origin ? url.href : new URL(HOME, self.location.origin).href;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((each) => each.url === target);
  return page === undefined ? self.clients.openWindow(target) : page.focus();
}
