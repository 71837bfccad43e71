/*
 * The room behind one's face, blurred by the camera's own system before the picture leaves it: Media Capture Extensions,
 * section 5. Where the system cannot, nothing is offered: doing it in the page would cost megabytes and a weak laptop.
 */
import { wantsBlur } from "./preferences";

interface BlurCapability {
  readonly backgroundBlur?: readonly boolean[];
}

/** Whether it can be switched on and off; a system that was told to blur always leaves no choice. */
export function canBlur(camera: MediaStreamTrack): boolean {
  const { backgroundBlur } = (camera.getCapabilities?.() ?? {}) as BlurCapability;
  return backgroundBlur !== undefined && new Set(backgroundBlur).size === 2;
}

/** A camera that will not after all shows what it showed. */
export async function blurAsWanted(camera: MediaStreamTrack): Promise<void> {
  if (!canBlur(camera)) return;
  const constraints = { ...camera.getConstraints(), backgroundBlur: wantsBlur.peek() };
  await camera.applyConstraints(constraints).catch(() => undefined);
}
