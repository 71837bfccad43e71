/* The corpus of hostile texts: every payload in every context. */
import corpus from "../../../tests/e2e/hostile_texts.json";

const payloads = Object.values(corpus.families).flat();

export const HOSTILE_TEXTS: readonly string[] = corpus.contexts.flatMap((context) =>
  payloads.map((payload) => context.replaceAll("@@", () => payload)),
);
