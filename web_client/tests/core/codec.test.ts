import { decode, encode } from "@msgpack/msgpack";
import { expect, test } from "vitest";
import { decodeFrames, encodeRequest } from "../../src/core/codec";

function joined(...values: unknown[]): ArrayBuffer {
  const bytes = values.flatMap((value) => [...encode(value)]);
  return new Uint8Array(bytes).buffer;
}

test("a request is one map, without the fields that are not set", () => {
  const bytes = encodeRequest({ t: "ping" });
  expect(decode(bytes)).toEqual({ t: "ping" });
});

test("null is kept, because it means something", () => {
  const bytes = encodeRequest({ t: "enter_room", ref: 1, room: "study", position: null });
  expect(decode(bytes)).toEqual({ t: "enter_room", ref: 1, room: "study", position: null });
});

test("whole numbers travel as integers, as the server demands", () => {
  const bytes = encodeRequest({ t: "read_history", ref: 70_000, room: "study", before: 5_000_000_000 });
  expect(bytes).not.toContain(0xcb); // float 64
});

test("one message may hold several frames, in order", () => {
  const data = joined({ t: "pong", now: 1.5 }, { t: "ok", ref: 3, seq: 9 });
  expect(decodeFrames(data)).toEqual([
    { t: "pong", now: 1.5 },
    { t: "ok", ref: 3, seq: 9 },
  ]);
});

test("what is no frame is passed over, what is unknown passes through", () => {
  const data = joined(7, null, { no: "tag" }, { t: "from_the_future", x: 1 });
  expect(decodeFrames(data)).toEqual([{ t: "from_the_future", x: 1 }]);
});

test.each([[[0xc1]], [[0x81, 0xa1]], [[0xdf, 0xff, 0xff, 0xff, 0xff]]])("broken bytes %j throw", (bytes) => {
  expect(() => decodeFrames(new Uint8Array(bytes).buffer)).toThrow();
});
