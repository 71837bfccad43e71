/* A push while no page may be open: shown whatever it says, and its place opened, never one outside of this house.
   `server/duty/web_push.py` writes what comes. */
const HOME = "/";
const ICON = "/static/favicon.svg";

export interface Push {
  readonly id?: number;
  readonly title: string;
  readonly body: string;
  readonly url?: string;
}

/** What the browser shows. */
export interface Shown {
  readonly title: string;
  readonly options: NotificationOptions;
}

/** The pages that are open, and a way to open one more: `Clients` of the browser. */
export interface Pages<Page extends { readonly url: string; focus(): Promise<unknown> }> {
  matchAll(options: { type: "window"; includeUncontrolled: true }): Promise<readonly Page[]>;
  openWindow(url: string): Promise<unknown>;
}

export function shown(data: { json(): unknown } | null): Shown {
  const { id, title, body, url } = read(data);
  const tag = id === undefined ? {} : { tag: `notice-${id}` };
  return { title, options: { body, icon: ICON, data: { url }, ...tag } };
}

function read(data: { json(): unknown } | null): Push {
  const nothing = { title: "Studyhall", body: "" };
  try {
    return { ...nothing, ...(data?.json() as Partial<Push>) };
  } catch {
    return nothing;
  }
}

/** A page that is there already comes to the front. */
export async function open<Page extends { readonly url: string; focus(): Promise<unknown> }>(
  link: string | undefined,
  pages: Pages<Page>,
): Promise<void> {
  const url = new URL(link ?? HOME, location.origin);
  const target = url.origin === location.origin ? url.href : new URL(HOME, location.origin).href;
  const there = await pages.matchAll({ type: "window", includeUncontrolled: true });
  const page = there.find((each) => each.url === target);
  await (page === undefined ? pages.openWindow(target) : page.focus());
}
