/* The first lock alone: what Markdown, formulas and colours make of a hostile text has only tags that are ours. The
   second, and both in a browser, are held to the same texts by tests/e2e/test_hostile_text.py. */
import { expect, test } from "vitest";
import { formula } from "../../src/rich/formulas";
import { highlight } from "../../src/rich/highlight";
import { toHtml } from "../../src/rich/markdown";
import { HOSTILE_TEXTS } from "../support/hostile_texts";

const PLAIN = /^<\/?(?:p|br|strong|em|del|code|pre|blockquote|ul|li|hr|table|thead|tbody|tr|th|td)>/;
const LIST = /^<(?:ol(?: start="\d+")?|\/ol)>/;
const LINK =
  /^<(?:a href="(?:https?:\/\/|mailto:)[^"<>]*" target="_blank" rel="noopener noreferrer nofollow"|\/a)>/i;
const COLOUR = /^<(?:span class="(?:hljs-[\w-]+|katex|language-[\w-]+)(?: [\w-]+)*"|\/span)>/;
const FORMULA = /^<\/?(?:math|semantics|annotation|m[a-z]+)(?: (?!on|style|href|src)[a-z:]+="[^"<>]*")*\/?>/;
const OURS = [PLAIN, LIST, LINK, COLOUR, FORMULA];

/** Milliseconds: a second on a quiet machine. */
const PATIENCE = 60_000;

/** What follows a `<` that begins no tag of ours. */
function foreign(html: string): string[] {
  return [...html.matchAll(/</g)]
    .map(({ index }) => html.slice(index))
    .filter((rest) => !OURS.some((tag) => tag.test(rest)));
}

test("there are more than five thousand different texts", () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThan(5000);
});

test.each([
  ["everything", { formula, highlight }],
  ["nothing loaded yet", { formula: null, highlight: null }],
])(
  "with %s, no text becomes a tag that is not ours",
  (_, helpers) => {
    const wrong = HOSTILE_TEXTS.flatMap((text) =>
      foreign(toHtml(text, helpers)).map((rest) => ({ text, rest })),
    );
    expect(wrong).toEqual([]);
  },
  PATIENCE,
);

test("a tag of somebody else would be found", () => {
  for (const html of [
    "<script>",
    "<img src=x>",
    '<p onclick="x">',
    '<a href="javascript:x">',
    '<math style="x">',
  ])
    expect(foreign(html)).toHaveLength(1);
});
