import { describe, expect, test } from "vitest";
import { formula } from "../../src/rich/formulas";
import { highlight } from "../../src/rich/highlight";
import { type Helpers, toHtml } from "../../src/rich/markdown";

const NOTHING: Helpers = { formula: null, highlight: null };
const html = (text: string, helpers: Partial<Helpers> = {}) =>
  toHtml(text, { ...NOTHING, ...helpers }).trim();

describe("markup that people know", () => {
  test.each([
    ["**bold** and *slanted*", "<p><strong>bold</strong> and <em>slanted</em></p>"],
    ["one\ntwo", "<p>one<br>two</p>"],
    ["# A title", "<p><strong>A title</strong></p>"],
    ["`x < y`", "<p><code>x &lt; y</code></p>"],
    ["> said", "<blockquote>\n<p>said</p>\n</blockquote>"],
  ])("%s", (text, expected) => {
    expect(html(text)).toBe(expected);
  });

  test("a list with boxes to tick shows them as signs, not as fields", () => {
    expect(html("- [x] done\n- [ ] open")).not.toContain("<input");
  });

  test("a table", () => {
    expect(html("| a | b |\n|---|---|\n| 1 | 2 |")).toBe(
      "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
    );
  });
});

describe("what somebody else wrote stays text", () => {
  test.each([
    "<img src=x onerror=alert(1)>",
    "hello <script>alert(1)</script>",
    "<b onclick='x()'>hi</b>",
    "```html\n<script>x</script>\n```",
    "`<i>`",
    "$<i>$",
  ])("%s", (text) => {
    expect(html(text)).not.toMatch(/<(img|script|b|i)\b/);
  });

  test.each(["[x](javascript:alert(1))", "[x](data:text/html,x)", "[x](/local)", "[x](JaVaScRiPt:alert`1`)"])(
    "%s is no link",
    (text) => {
      expect(html(text)).not.toContain("href");
    },
  );

  test.each(["<script>", "<pre>", "<style>"])("%s opens no place where signs are not escaped", (opened) => {
    expect(html(`hello ${opened}<img/src=x/onerror=alert(1)>`)).not.toContain("<img");
  });

  test("an attribute cannot be left", () => {
    expect(html('[x](https://e.org/"onmouseover=alert)')).not.toMatch(/"onmouseover/);
  });
});

test("links leave the page alone, and a picture of another place is a link", () => {
  expect(html("https://e.org")).toBe(
    '<p><a href="https://e.org" target="_blank" rel="noopener noreferrer nofollow">https://e.org</a></p>',
  );
  expect(html("![cat](https://e.org/cat.png)")).toContain(">cat</a>");
  expect(html("![cat](https://e.org/cat.png)")).not.toContain("<img");
});

describe("formulas", () => {
  const tex = (text: string) => {
    const found: string[] = [];
    html(text, { formula: (each, display) => `${found.push(`${display ? "display" : "inline"} ${each}`)}` });
    return found;
  };

  test.each([
    ["so $a^2 + b^2$ is", ["inline a^2 + b^2"]],
    ["$$\n\\frac{1}{2}\n$$", ["display \\frac{1}{2}"]],
    ["\\[x\\]", ["display x"]],
    ["\\(x\\) and $y$", ["inline x", "inline y"]],
    ["it costs $5 and then $6", []],
    ["from $5 to $ 6", []],
    ["`$x$`", []],
  ])("%s", (text, expected) => {
    expect(tex(text)).toEqual(expected);
  });

  test("underscores in a formula are not emphasis", () => {
    expect(tex("$a_1 * b_1$ and $a_2 * b_2$")).toEqual(["inline a_1 * b_1", "inline a_2 * b_2"]);
  });

  test("without the helper, and when it cannot be read, the formula stands as it was written", () => {
    expect(html("$\\x$")).toBe("<p><code>$\\x$</code></p>");
    expect(html("$\\frac{$", { formula })).toContain("\\frac");
  });

  test("become MathML, without styles, and what would leave the page is not obeyed", () => {
    expect(formula("x^2", false)).toContain("<math");
    expect(formula("x^2", true)).toContain('display="block"');
    expect(formula("\\href{javascript:alert(1)}{x}", false) ?? "").not.toContain("href=");
    expect(formula("\\frac{", false)).toBeNull();
  });
});

describe("code", () => {
  test("is coloured by classes when its language is known", () => {
    const coloured = html("```python\ndef f(): pass\n```", { highlight });
    expect(coloured).toContain('<span class="hljs-keyword">def</span>');
    expect(coloured).not.toContain("style=");
  });

  test("stays as it is in a language that is not known", () => {
    expect(html("```klingon\n<Qapla'>\n```", { highlight })).toBe(
      "<pre><code>&#60;Qapla&#39;&#62;\n</code></pre>",
    );
  });
});
