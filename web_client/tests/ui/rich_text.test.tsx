import "@preact/signals"; // what makes components follow signals
import { afterEach, expect, test, vi } from "vitest";
import { RichLine } from "../../src/ui/rich_text";
import { clear, page, show } from "../support/page";

afterEach(clear);

test("one line of a text keeps its formulas and nothing else that is not words", async () => {
  show(<RichLine text={"Why is $x^2$ **even** in [this](https://example.org)?\n\n- really"} />);
  await vi.waitFor(() => expect(page().innerHTML).toContain("<math"));
  expect(page().textContent).toContain("even in this?");
  expect(page().innerHTML).not.toMatch(/<(a|p|strong|li)\b/);
});

test("plain words are shown as they are, whatever signs they have", () => {
  show(<RichLine text="Is 2 < 3 & 5 % 4?" />);
  expect(page().textContent).toBe("Is 2 < 3 & 5 % 4?");
});
