/*
 * Where a link leads inside of a room: `/r/<room>?question=7`, as in exports, or `?message=7`, as where a message has moved
 * to. Taken once, when the room shows, because name and devices come first. It knows no screen.
 */
export interface DeepLink {
  readonly room: string;
  readonly to: "question" | "message";
  readonly number: number;
}

/** What an address says; null when it names nothing in a room. */
export function deepLink({ pathname, search }: Pick<Location, "pathname" | "search">): DeepLink | null {
  const [, first, room] = pathname.split("/");
  if (first !== "r" || room === undefined || room === "") return null;
  const asked = new URLSearchParams(search);
  for (const to of ["question", "message"] as const) {
    const number = asked.get(to) ?? "";
    if (/^[1-9]\d{0,14}$/.test(number)) return { room, to, number: Number(number) };
  }
  return null;
}

/** The address of a message. */
export function messageLink(room: string, id: number): string {
  return `/r/${room}?message=${id}`;
}
