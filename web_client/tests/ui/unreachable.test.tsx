import { afterEach, expect, test, vi } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { Unreachable } from "../../src/ui/unreachable";
import { clear, one, show } from "../support/page";

afterEach(() => {
  clear();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each([
  ["en", "comes back by itself"],
  ["zh", "此页面会自动回来"],
] as const)("in %s it says that nobody has to do anything", (language, words) => {
  setLanguage(language);
  show(<Unreachable />);
  expect(one("offline").textContent).toContain(words);
});

test("when the server answers the page is loaded anew", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async () => new Response());
  const reload = vi.fn();
  vi.stubGlobal("location", { reload });
  show(<Unreachable />);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reload).toHaveBeenCalledOnce();
});
