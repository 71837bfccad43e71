import { afterEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { titleText } from "../../src/core/titles";

afterEach(() => setLanguage("en"));

test("a ready-made room has its title in the reader's language, whichever it was made in", () => {
  setLanguage("zh");
  expect(titleText("Study room")).toBe("自习房间");
  expect(titleText("直播答疑")).toBe("直播答疑");
  setLanguage("en");
  expect(titleText("直播答疑")).toBe("Live Q&A");
});

test("a title that an operator wrote is nobody's to translate", () => {
  setLanguage("zh");
  expect(titleText("Study room 2")).toBe("Study room 2");
  expect(titleText("")).toBe("");
});
