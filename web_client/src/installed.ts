/* The page as an app: a web manifest in the reader's language, and the service worker. Both are made by the build, so
   neither is there while developing. */
import { effect } from "@preact/signals-core";
import { language } from "./core/i18n";
import { startWorker } from "./core/worker";

export function install(): void {
  const link = document.head.appendChild(document.createElement("link"));
  link.rel = "manifest";
  effect(() => {
    link.href = `${import.meta.env.BASE_URL}${language.value}.webmanifest`;
  });
  if (!("serviceWorker" in navigator)) return;
  // Not while the page itself is still being loaded. Where the browser refuses one, everything but this works without.
  const start = () => void startWorker().catch(() => undefined);
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
}
