/* The browser's Web Audio where nothing sounds: as much of it as a level meter needs. */
import { vi } from "vitest";

class SilentContext {
  readonly state = "running";
  createMediaStreamSource = () => ({ connect: () => undefined, disconnect: () => undefined });
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: () => undefined });
}

export function installSilentAudio(): void {
  vi.stubGlobal("AudioContext", SilentContext);
}
