/*
 * Somebody's text as nodes that are safe to show. `markdown.ts` writes only tags of its own; the sanitizer behind it is
 * the second lock, and lets through what is listed here and nothing else. No style attribute ever: the page forbids them.
 */
import DOMPurify, { type Config } from "dompurify";
import { type Helpers, toHtml } from "./markdown";

const TEXT = "a p br strong em del code pre blockquote ul ol li hr table thead tbody tr th td span";
const FORMULA =
  "math semantics mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover " +
  "mtable mtr mtd mpadded mphantom menclose mmultiscripts mprescripts";
const ATTRIBUTES =
  "href target rel class start display mathvariant stretchy fence separator symmetric largeop movablelimits form " +
  "lspace rspace minsize maxsize accent accentunder width height depth voffset linethickness columnalign columnlines " +
  "columnspacing columnspan rowlines rowspacing rowspan scriptlevel displaystyle mathcolor mathsize notation side";

const HARMLESS = ATTRIBUTES.split(" ").filter((name) => name !== "href");

const CONFIG: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: `${TEXT} ${FORMULA}`.split(" "),
  ALLOWED_ATTR: ATTRIBUTES.split(" "),
  // Every other attribute would have to look like an address, too.
  ADD_URI_SAFE_ATTR: HARMLESS,
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  // KaTeX adds the TeX as an annotation, which would show as text without its element.
  ADD_FORBID_CONTENTS: ["annotation"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

export function render(text: string, helpers: Helpers): DocumentFragment {
  return DOMPurify.sanitize(toHtml(text, helpers), CONFIG);
}
