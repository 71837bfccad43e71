/* The page's start: styles, theme and language on <html>, the connection's life with the page, and the screens. */
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/lobby.css";
import "./styles/prejoin.css";
import "./styles/room.css";
import "./styles/side.css";
import "./styles/questions.css";
import "./styles/class.css";
import "./styles/chat.css";
import "./styles/desk.css";
import "./styles/obligations.css";
import "./styles/notices.css";
import "./styles/members.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { locale } from "./core/i18n";
import { audioContext, hasAudioContext } from "./core/levels";
import { theme } from "./core/preferences";
import { install } from "./installed";
import { client } from "./page";
import { App } from "./screens/app";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function applyTheme(): void {
  const dark = theme.value === "dark" || (theme.value === "system" && prefersDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

effect(applyTheme);
prefersDark.addEventListener("change", applyTheme);
effect(() => {
  document.documentElement.lang = locale();
});

addEventListener("online", () => client.connection.retryNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") client.connection.retryNow();
});
// The server frees our seats at once instead of waiting for the grace to end.
addEventListener("pagehide", () => client.connection.stop());
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
// Browsers start sound with a gesture only; whichever comes first will do.
for (const gesture of ["pointerdown", "keydown"])
  addEventListener(gesture, () => hasAudioContext() && audioContext(), { passive: true });

if (import.meta.env.PROD) install();

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
