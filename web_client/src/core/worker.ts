/* Where the service worker of this page is, and how it comes to be; `src/worker/` is what it does. */
const ADDRESS = `${import.meta.env.BASE_URL}sw.js`;
/** All pages are its own, though it lies beside the page's files: the server permits that. */
const SCOPE = "/";

/** Undefined while there is none. */
export function worker(): Promise<ServiceWorkerRegistration | undefined> {
  return navigator.serviceWorker.getRegistration(SCOPE);
}

/** Registers it, or has the browser look for a newer one. Rejects as the browser refuses. */
export async function startWorker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(ADDRESS, { scope: SCOPE });
  return navigator.serviceWorker.ready;
}
