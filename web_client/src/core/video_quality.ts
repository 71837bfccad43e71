/*
 * What a camera and a screen send. A camera sends three encodings (simulcast, RFC 8853), lowest first; the server picks
 * for each receiver and says which ones anybody sees, so that the others cost nothing.
 */

/** The names are those of the wire's `a=rid`; the server takes the order from them. */
export const CAMERA_ENCODINGS: readonly RTCRtpEncodingParameters[] = [
  { rid: "l", scaleResolutionDownBy: 4, maxBitrate: 120_000, maxFramerate: 15 },
  { rid: "m", scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 24 },
  { rid: "h", scaleResolutionDownBy: 1, maxBitrate: 1_300_000, maxFramerate: 24 },
];

/** Text is read, not watched: sharp before smooth. */
export const SCREEN_ENCODINGS: readonly RTCRtpEncodingParameters[] = [
  { maxBitrate: 2_500_000, maxFramerate: 15 },
];

export const MIC_MAX_BITRATE = 40_000;
