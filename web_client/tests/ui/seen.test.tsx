import { render } from "preact";
import { useRef } from "preact/hooks";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Watching } from "../../src/core/watching";
import { useSeen } from "../../src/ui/seen";

let heights: number[];
let cross: (isIntersecting: boolean) => void;

class Observer {
  constructor(private readonly told: (entries: { isIntersecting: boolean }[]) => void) {
    cross = (isIntersecting) => this.told([{ isIntersecting }]);
  }
  observe(): void {
    this.told([{ isIntersecting: true }]);
  }
  disconnect(): void {}
}

function Picture({ watching }: { watching: Watching }) {
  const element = useRef<HTMLDivElement>(null);
  useSeen(element, watching, "1", 0);
  return <div ref={element} />;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IntersectionObserver", Observer);
  vi.stubGlobal("devicePixelRatio", 2);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(100);
  heights = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("a picture is told in device pixels while it is on the screen, and as unseen when it is not", () => {
  const watching = new Watching((views) => heights.push(views[1]?.height ?? -1));
  watching.shows(["1"]);
  const root = document.createElement("div");
  act(() => render(<Picture watching={watching} />, root));
  vi.advanceTimersByTime(300);
  cross(false);
  vi.advanceTimersByTime(300);
  cross(true);
  vi.advanceTimersByTime(300);
  act(() => render(null, root));
  vi.advanceTimersByTime(300);
  expect(heights).toEqual([200, 0, 200, 0]);
  watching.close();
});

test("a picture that floats in a window of its own is seen while the page is hidden", () => {
  const watching = new Watching((views) => heights.push(views[1]?.height ?? -1));
  watching.shows(["1"]);
  const root = document.createElement("div");
  act(() => render(<Picture watching={watching} />, root));
  cross(false);
  vi.advanceTimersByTime(300);
  Object.defineProperty(document, "pictureInPictureElement", {
    value: root.firstElementChild,
    configurable: true,
  });
  root.firstElementChild?.dispatchEvent(new Event("enterpictureinpicture"));
  vi.advanceTimersByTime(300);
  Object.defineProperty(document, "pictureInPictureElement", { value: null, configurable: true });
  root.firstElementChild?.dispatchEvent(new Event("leavepictureinpicture"));
  vi.advanceTimersByTime(300);
  act(() => render(null, root));
  expect(heights).toEqual([0, 720, 0]);
  watching.close();
});
