/* What lives as long as the page: the client, and what one screen hands to the next. */
import type { Capture } from "./core/capture";
import { Client } from "./core/client";

export const client = new Client();

let handedOver: Capture | null = null;

/** The pre-join screen leaves its open devices for the room. */
export function handOver(capture: Capture): void {
  handedOver = capture;
}

export function takeOver(): Capture | null {
  const capture = handedOver;
  handedOver = null;
  return capture;
}
