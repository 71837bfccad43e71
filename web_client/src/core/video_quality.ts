/* How much a camera sends, by how many people are in the room: what all receive together must stay affordable. */

export interface CameraQuality {
  /** Pixels. */
  readonly height: number;
  /** Bits per second. */
  readonly maxBitrate: number;
  readonly maxFramerate: number;
}

const STEPS: readonly (CameraQuality & { readonly people: number })[] = [
  { people: 2, height: 720, maxBitrate: 1_200_000, maxFramerate: 24 },
  { people: 4, height: 360, maxBitrate: 600_000, maxFramerate: 24 },
  { people: 9, height: 360, maxBitrate: 350_000, maxFramerate: 20 },
  { people: Number.POSITIVE_INFINITY, height: 240, maxBitrate: 180_000, maxFramerate: 15 },
];

export function cameraQuality(people: number): CameraQuality {
  const step = STEPS.find((candidate) => people <= candidate.people);
  if (step === undefined) throw new RangeError(`no quality for ${people} people`);
  return { height: step.height, maxBitrate: step.maxBitrate, maxFramerate: step.maxFramerate };
}

export const SCREEN_MAX_BITRATE = 1_500_000;
export const MIC_MAX_BITRATE = 40_000;

/** `scaleResolutionDownBy` that brings a track of `height` pixels down to `wanted`; never up. */
export function scaleDown(height: number | undefined, wanted: number): number {
  return height === undefined ? 1 : Math.max(1, height / wanted);
}
