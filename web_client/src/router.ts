/* Which screen the address names. Paths, not hashes: the server answers every page path with the same page. */
import { computed, signal } from "@preact/signals";

export type Route =
  | { readonly screen: "lobby" }
  | { readonly screen: "invite"; readonly secret: string }
  | { readonly screen: "confirm"; readonly link: string }
  | { readonly screen: "prejoin"; readonly room: string }
  | { readonly screen: "room"; readonly room: string }
  | { readonly screen: "ops"; readonly tab: OpsTab }
  | { readonly screen: "not_found" };

export const OPS_TABS = [
  "board",
  "duty",
  "response",
  "daily",
  "schedule",
  "learners",
  "lines",
  "rooms",
  "webhooks",
] as const;
export type OpsTab = (typeof OPS_TABS)[number];

const path = signal(location.pathname);

export const route = computed<Route>(() => parse(path.value));

export function parse(pathname: string): Route {
  const [first, second, third, ...rest] = pathname.split("/").filter((part) => part !== "");
  if (first === undefined) return { screen: "lobby" };
  if (first === "ops" && third === undefined) return opsRoute(second);
  if (rest.length > 0 || second === undefined) return { screen: "not_found" };
  if (first === "i" && third === undefined) return { screen: "invite", secret: decodeURIComponent(second) };
  if (first === "confirm" && third === undefined) return { screen: "confirm", link: second };
  if (first === "r" && third === undefined) return { screen: "room", room: second };
  if (first === "r" && third === "join") return { screen: "prejoin", room: second };
  return { screen: "not_found" };
}

/** The board has the address of the whole. */
function opsRoute(second: string | undefined): Route {
  const tab = second === undefined ? "board" : OPS_TABS.find((each) => each === second && each !== "board");
  return tab === undefined ? { screen: "not_found" } : { screen: "ops", tab };
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  path.value = to;
}

addEventListener("popstate", () => {
  path.value = location.pathname;
});
