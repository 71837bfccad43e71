/* What lives as long as the page: the client, and what one screen hands to the next. */
import type { Capture } from "./core/capture";
import { Client } from "./core/client";
import { type DeepLink, deepLink } from "./core/deep_link";
import type { Visit } from "./core/visit";

export const client = new Client();

let linked = deepLink(location);
let handedOver: Capture | null = null;
let carried: Visit | null = null;

/** The pre-join screen leaves its open devices for the room. */
export function handOver(capture: Capture): void {
  handedOver = capture;
}

export function takeOver(): Capture | null {
  const capture = handedOver;
  handedOver = null;
  return capture;
}

/** A visit has moved to another room, whose screen takes it over. */
export function carryOver(visit: Visit): void {
  carried = visit;
}

/** The visit that has moved to `room`; null when none has. */
export function takeCarried(room: string): Visit | null {
  const visit = carried?.room === room ? carried : null;
  carried = null;
  return visit;
}

/** What the address of this page led to, once it is in the room; null when it names nothing of it. */
export function takeLinked(room: string): DeepLink | null {
  if (linked?.room !== room) return null;
  const taken = linked;
  linked = null;
  return taken;
}

/** The next room to be entered shows this. */
export function leadTo(link: DeepLink): void {
  linked = link;
}
