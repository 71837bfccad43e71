/*
 * Bytes to frames and back. One message from the server is one or more MessagePack maps, one after the other;
 * one message to the server is exactly one. Knows nothing of what the frames mean: an unknown `t` passes
 * through here and is ignored by whoever switches on it.
 */
import { decodeMulti, encode } from "@msgpack/msgpack";
import type { AnyFrame, AnyRequest } from "./wire.gen";

export function encodeRequest(request: AnyRequest): Uint8Array<ArrayBuffer> {
  return encode(request, { ignoreUndefined: true });
}

/** Throws when the bytes are not MessagePack: the socket is of no use then. */
export function decodeFrames(data: ArrayBuffer): AnyFrame[] {
  return [...decodeMulti(data)].filter(isFrame);
}

function isFrame(value: unknown): value is AnyFrame {
  return typeof value === "object" && value !== null && typeof (value as { t?: unknown }).t === "string";
}
