/*
 * Where a link leads inside of a room: `/r/<room>?question=7`, as in exports. Taken once, when the room shows, because name
 * and devices come first. It knows no screen.
 */
export interface DeepLink {
  readonly room: string;
  readonly question: number;
}

/** What an address says; null when it names no question. */
export function deepLink({ pathname, search }: Pick<Location, "pathname" | "search">): DeepLink | null {
  const [, first, room] = pathname.split("/");
  const asked = new URLSearchParams(search).get("question") ?? "";
  if (first !== "r" || room === undefined || room === "" || !/^[1-9]\d{0,14}$/.test(asked)) return null;
  return { room, question: Number(asked) };
}
