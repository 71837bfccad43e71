import { afterEach, expect, test } from "vitest";
import { setLanguage } from "../../src/core/i18n";
import { countText, percentText } from "../../src/core/number_format";

afterEach(() => setLanguage("en"));

test.each(["en", "zh"] as const)("numbers and shares in %s", (language) => {
  setLanguage(language);
  expect([countText(12_345), percentText(1.5), percentText(0.666)]).toEqual(["12,345", "150%", "67%"]);
});
