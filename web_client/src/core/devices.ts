/*
 * Which cameras, microphones and speakers there are, and what went wrong with one, as a closed list of problems that
 * the page has words for. Opens nothing: that is `capture.ts`.
 */
import { signal } from "@preact/signals-core";

export type DeviceProblem = "denied" | "missing" | "busy" | "insecure" | "unplugged" | "failed";

export interface Devices {
  readonly cameras: readonly MediaDeviceInfo[];
  readonly mics: readonly MediaDeviceInfo[];
  readonly speakers: readonly MediaDeviceInfo[];
}

const NONE: Devices = { cameras: [], mics: [], speakers: [] };

export const devices = signal<Devices>(NONE);

/** Browsers hide mediaDevices from pages that are neither HTTPS nor localhost. */
export function canCapture(): boolean {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

export function canShareScreen(): boolean {
  return typeof navigator.mediaDevices?.getDisplayMedia === "function";
}

export async function refreshDevices(): Promise<void> {
  if (!canCapture()) return;
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind: MediaDeviceKind) =>
    all.filter(
      (device) => device.kind === kind && device.deviceId !== "" && device.deviceId !== "communications",
    );
  devices.value = { cameras: of("videoinput"), mics: of("audioinput"), speakers: of("audiooutput") };
}

/** Keep `devices` up to date until the returned call. Names appear only after a permission was given. */
export function watchDevices(): () => void {
  if (!canCapture()) return () => undefined;
  const changed = () => void refreshDevices();
  changed();
  navigator.mediaDevices.addEventListener("devicechange", changed);
  return () => navigator.mediaDevices.removeEventListener("devicechange", changed);
}

/** The names are those of Media Capture and Streams, section 10.2. */
export function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
