/* A text with Markdown, code and formulas, or one line of it. Until what it needs is loaded, and offline, its plain
   words show. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { lazy } from "../core/lazy";
import { hasCodeBlock, hasFormula, isRich } from "../core/rich_text";

const renderer = lazy(() => import("../rich/render"));
const formulas = lazy(() => import("../rich/formulas"));
const highlighter = lazy(() => import("../rich/highlight"));

export function RichText({ text }: { text: string }) {
  const rich = isRich(text) ? renderer() : null;
  if (rich === null)
    return (
      <p class="message-body" dir="auto" key="plain">
        {text}
      </p>
    );
  return <Rendered key="rich" text={text} render={rich.render} />;
}

type Render = typeof import("../rich/render")["render"];

function Rendered({ text, render }: { text: string; render: Render }) {
  const place = useRef<HTMLDivElement>(null);
  const formula = hasFormula(text) ? (formulas()?.formula ?? null) : null;
  const highlight = hasCodeBlock(text) ? (highlighter()?.highlight ?? null) : null;
  useLayoutEffect(() => {
    place.current?.replaceChildren(render(text, { formula, highlight }));
  }, [text, render, formula, highlight]);
  return <div class="message-body message-body--rich" dir="auto" ref={place} />;
}

/** The same for a button or a summary: no links, and nothing that would break the line. */
export function RichLine({ text }: { text: string }) {
  const rich = isRich(text) ? renderer() : null;
  return rich === null ? <span>{text}</span> : <RenderedLine text={text} render={rich.render} />;
}

function RenderedLine({ text, render }: { text: string; render: Render }) {
  const place = useRef<HTMLSpanElement>(null);
  const formula = hasFormula(text) ? (formulas()?.formula ?? null) : null;
  useLayoutEffect(() => {
    const line = render(text, { formula: formula && ((tex) => formula(tex, false)), highlight: null });
    for (const element of line.querySelectorAll(":not(math, math *)"))
      element.replaceWith(...element.childNodes);
    place.current?.replaceChildren(line);
  }, [text, render, formula]);
  return <span ref={place} />;
}
