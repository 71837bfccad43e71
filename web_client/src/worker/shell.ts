/*
 * What of the page is kept for when nobody answers: the files of one build, in a cache of its own. Pages are asked of the
 * server first, so the next navigation has the newest build. Hashed files are taken from here first, so a page that was
 * open before an update still finds its parts. The API, files of rooms and whatever is not read by GET pass by untouched.
 */

/** One build. Paths are absolute. */
export interface Shell {
  readonly version: string;
  /** Answers for every page while the server cannot. */
  readonly page: string;
  /** Whatever their name, a new build has new contents under it. */
  readonly hashed: readonly string[];
  /** Their contents may change under the same name. */
  readonly named: readonly string[];
}

/** What decides about a request; the other fields of a Request are for the network. */
export type Asked = Pick<Request, "method" | "mode" | "url">;

const PREFIX = "studyhall-";
const NO_PAGES = ["/api/", "/files/", "/ws"];
/** How a proxy says that the server behind it is away. */
const AWAY = new Set([502, 503, 504]);

/** All of a build, or a rejection and nothing: then the browser tries again with the next navigation. */
export async function keep({ version, page, hashed, named }: Shell): Promise<void> {
  const cache = await caches.open(PREFIX + version);
  const fresh = [page, ...named].map((path) => new Request(path, { cache: "no-cache" }));
  await cache.addAll([...fresh, ...hashed.map((path) => new Request(path))]);
}

/** Called when no page of an older build is open any more. */
export async function forgetOlder({ version }: Shell): Promise<void> {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(PREFIX) && name !== PREFIX + version);
  await Promise.all(older.map((name) => caches.delete(name)));
}

/** Null: the browser does what it would do without us. */
export function answer(request: Request | Asked, shell: Shell): Promise<Response> | null {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return null;
  if (request.mode === "navigate") return isPage(pathname) ? pageFor(request as Request, shell) : null;
  if (shell.hashed.includes(pathname)) return keptFirst(request as Request, pathname, shell);
  return shell.named.includes(pathname) ? serverFirst(request as Request, pathname, shell) : null;
}

function isPage(pathname: string): boolean {
  return !NO_PAGES.some((start) => pathname.startsWith(start));
}

async function pageFor(request: Request, shell: Shell): Promise<Response> {
  const answered = await fetch(request).catch(() => null);
  if (answered !== null && !AWAY.has(answered.status)) return answered;
  return (await kept(shell.page, shell)) ?? answered ?? Response.error();
}

async function keptFirst(request: Request, pathname: string, shell: Shell): Promise<Response> {
  return (await kept(pathname, shell)) ?? fetch(request);
}

async function serverFirst(request: Request, pathname: string, shell: Shell): Promise<Response> {
  const answered = await fetch(request).catch(() => null);
  return answered ?? (await kept(pathname, shell)) ?? Response.error();
}

async function kept(path: string, { version }: Shell): Promise<Response | undefined> {
  const cache = await caches.open(PREFIX + version);
  return cache.match(path, { ignoreVary: true });
}
