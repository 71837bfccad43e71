/* What a text needs to be shown as it was meant. Cheap and generous: plain words must never load anything. */

const MARKUP = /[*_`~#>[\]|\\$]|https?:\/\/|www\.|\S@\S|^\s*(?:[-+]|\d+[.)])\s/m;
const CODE_BLOCK = /^\s*(?:```|~~~)/m;
const FORMULA = /\$[^$]+\$|\\\(|\\\[/;

export function isRich(text: string): boolean {
  return MARKUP.test(text);
}

export function hasCodeBlock(text: string): boolean {
  return CODE_BLOCK.test(text);
}

export function hasFormula(text: string): boolean {
  return FORMULA.test(text);
}

/** The words without the signs of markup, for where there is place for one line only. */
export function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`~]+|^\s*(?:#+|>)\s*/gm, "")
    .trim();
}
