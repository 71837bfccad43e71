import { expect, test } from "vitest";
import { newestPacket, Silence } from "../../src/core/silence";

/** How often it was noticed while `pattern` was looked at: `x` is a packet since the last look, `.` is none. */
function noticed(pattern: string): number {
  const silence = new Silence();
  let newest = 0;
  return [...pattern].filter((look) => {
    if (look === "x") newest += 1;
    return silence.fell(newest);
  }).length;
}

test("a steady flow that stops is noticed after three looks, once", () => {
  expect(noticed("xxxxxx..")).toBe(0);
  expect(noticed("xxxxxx...")).toBe(1);
  expect(noticed("xxxxxx............")).toBe(1);
});

test("a look that came between two packets makes no flow unsteady", () => {
  expect(noticed("xx.xxx...")).toBe(1);
});

test("what was never steady cannot stop", () => {
  expect(noticed("............")).toBe(0);
  expect(noticed("x...x...x...x.......")).toBe(0);
});

test("it is noticed again after the flow came back", () => {
  expect(noticed("xxxxxx...xxxxxx...")).toBe(2);
});

test("the newest packet is that of all receivers and sources", () => {
  const receivers = [[5], [], [3, 9]].map((times) => ({
    getSynchronizationSources: () => times.map((timestamp) => ({ timestamp })),
  })) as unknown as RTCRtpReceiver[];
  expect(newestPacket(receivers)).toBe(9);
  expect(newestPacket([])).toBe(0);
});
