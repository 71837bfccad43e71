import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { playAll, Sound, soundBlocked } from "../../src/ui/video";

let mayPlay: boolean;

beforeEach(() => {
  mayPlay = false;
  document.body.innerHTML = "<div id='root'></div>";
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(() =>
    mayPlay ? Promise.resolve() : Promise.reject(new DOMException("", "NotAllowedError")),
  );
});

afterEach(() => {
  act(() => render(null, root()));
  vi.restoreAllMocks();
  soundBlocked.value = false;
});

function root(): HTMLElement {
  const element = document.getElementById("root");
  if (element === null) throw new Error("no root");
  return element;
}

test("sound that the browser blocks asks for a tap, and the tap plays it", async () => {
  act(() => render(<Sound stream={new MediaStream()} source="mic" />, root()));
  await vi.waitFor(() => expect(soundBlocked.value).toBe(true));
  mayPlay = true;
  playAll();
  await Promise.resolve();
  expect(soundBlocked.value).toBe(false);
});

test("a tap that does not help leaves the button", async () => {
  act(() => render(<Sound stream={new MediaStream()} source="mic" />, root()));
  await vi.waitFor(() => expect(soundBlocked.value).toBe(true));
  playAll();
  await vi.waitFor(() => expect(soundBlocked.value).toBe(true));
});

test("sound that plays asks for nothing", async () => {
  mayPlay = true;
  act(() => render(<Sound stream={new MediaStream()} source="mic" />, root()));
  await Promise.resolve();
  expect(soundBlocked.value).toBe(false);
});
