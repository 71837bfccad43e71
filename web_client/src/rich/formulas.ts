/* TeX to MathML, which needs neither style sheet nor fonts. A formula that cannot be read is shown as it was written. */
import katex from "katex";

/** Macros that expand for ever, and boxes without end, stop here. */
const BOUNDS = { maxExpand: 200, maxSize: 20 };

/** MathML, or null for what is no TeX. */
export function formula(tex: string, display: boolean): string | null {
  try {
    return katex.renderToString(tex, {
      ...BOUNDS,
      displayMode: display,
      output: "mathml",
      trust: false,
      strict: "ignore",
      throwOnError: true,
    });
  } catch (error) {
    if (error instanceof katex.ParseError) return null;
    throw error;
  }
}
