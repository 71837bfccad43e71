/*
 * Markdown to HTML, where every tag is one of ours: HTML that somebody writes is shown as text, pictures of other
 * places become links, and a link goes to the web or to a mail address. Formulas stand between dollars or \( \).
 */
import {
  Marked,
  type RendererObject,
  type Token,
  type TokenizerAndRendererExtension,
  type Tokens,
} from "marked";

/** What is loaded only when a text needs it; each gives null for what it cannot read. */
export interface Helpers {
  readonly formula: ((tex: string, display: boolean) => string | null) | null;
  readonly highlight: ((code: string, language: string) => string | null) | null;
}

const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;

export function toHtml(text: string, helpers: Helpers): string {
  return parserWith(helpers).parse(text, { async: false });
}

/** One per set of helpers: as they are loaded, there come to be four. */
const parsers: { readonly helpers: Helpers; readonly parser: Marked }[] = [];

function parserWith(helpers: Helpers): Marked {
  const { formula, highlight } = helpers;
  const known = parsers.find(({ helpers: each }) => each.formula === formula && each.highlight === highlight);
  if (known !== undefined) return known.parser;
  const parser = new Marked({
    gfm: true,
    breaks: true,
    renderer: renderer(helpers),
    extensions: [displayedFormula(helpers), inlineFormula(helpers)],
    walkTokens: distrust,
  });
  parsers.push({ helpers, parser });
  return parser;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** After an opened <script> or <pre>, the lexer takes words for HTML that needs no escaping. It does. */
function distrust(token: Token): void {
  if (token.type === "text") token.escaped = false;
}

function renderer({ highlight }: Helpers): RendererObject {
  return {
    html: ({ text }) => escaped(text),
    code({ text, lang = "" }) {
      const language = lang.trim().split(/\s/)[0]?.toLowerCase() ?? "";
      return `<pre><code>${highlight?.(text, language) ?? escaped(text)}\n</code></pre>\n`;
    },
    // A message is no document: its headings must not stand among those of the page.
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>\n`;
    },
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    image: ({ href, text }) => link(href, escaped(text || href)),
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    table(token) {
      const row = (cells: Tokens.TableCell[], tag: string) =>
        `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      const body = token.rows.map((cells) => row(cells, "td")).join("");
      return `<table><thead>${row(token.header, "th")}</thead><tbody>${body}</tbody></table>\n`;
    },
  };
}

function link(href: string, html: string): string {
  if (!SAFE_LINK.test(href)) return html;
  return `<a href="${escaped(href)}" target="_blank" rel="noopener noreferrer nofollow">${html}</a>`;
}

interface FormulaToken extends Tokens.Generic {
  readonly tex: string;
  readonly display: boolean;
}

function formulaHtml(token: Tokens.Generic, { formula }: Helpers): string {
  const { tex, display, raw } = token as FormulaToken;
  const html = formula?.(tex, display) ?? `<code>${escaped(raw)}</code>`;
  return display ? `<p>${html}</p>\n` : html;
}

function displayedFormula(helpers: Helpers): TokenizerAndRendererExtension {
  return {
    name: "displayed_formula",
    level: "block",
    start: (text) => text.match(/\$\$|\\\[/)?.index,
    tokenizer(text) {
      const found = /^\$\$([^$]+?)\$\$(?:\n|$)/.exec(text) ?? /^\\\[([\s\S]+?)\\\](?:\n|$)/.exec(text);
      if (found === null) return undefined;
      return { type: "displayed_formula", raw: found[0], tex: found[1]?.trim() ?? "", display: true };
    },
    renderer: (token) => formulaHtml(token, helpers),
  };
}

/** As in Pandoc, so that prices stay prices: no space inside the dollars, and no digit after the second. */
const INLINE = /^\$\$([^$]+?)\$\$|^\$(?!\s)((?:\\\$|[^$\n])+?)(?<![\s\\])\$(?!\d)|^\\\((.+?)\\\)/;

function inlineFormula(helpers: Helpers): TokenizerAndRendererExtension {
  return {
    name: "inline_formula",
    level: "inline",
    start: (text) => text.match(/\$|\\\(/)?.index,
    tokenizer(text) {
      const found = INLINE.exec(text);
      if (found === null) return undefined;
      const tex = found[1] ?? found[2] ?? found[3] ?? "";
      return { type: "inline_formula", raw: found[0], tex: tex.trim(), display: false };
    },
    renderer: (token) => formulaHtml(token, helpers),
  };
}
