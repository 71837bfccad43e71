/* How something on the board is answered without going there: in words, by a verdict, by a call to the stage, or not at
   all. */
import type { PostId } from "./identifiers";
import type { Anchor, AnyClientCommand, BoardItem, ObligationView, Verdict } from "./wire.gen";

export type AnsweredBy = "words" | "verdict";

/** Null: somebody must go there, for a raised hand, a call for help, a submission. */
export function answeredBy({ anchor }: ObligationView): AnsweredBy | null {
  if (anchor === null || anchor.number === null) return null;
  if (anchor.kind === "report") return "verdict";
  return isInThread(anchor) || anchor.kind === "question" ? "words" : null;
}

/** Where the answer is a reply: to the message itself, or to what the room posted by its schedule. */
function isInThread({ kind }: Anchor): boolean {
  return kind === "message" || kind === "post";
}

/** Null where it is not answered in words. `post` makes sending twice answer once. */
export function answerInWords(
  { anchor }: ObligationView,
  text: string,
  post: PostId,
): AnyClientCommand | null {
  if (anchor === null || anchor.number === null) return null;
  if (isInThread(anchor))
    return post.under({ t: "post_message", body: text, reply_to: anchor.number } as const);
  if (anchor.kind === "question")
    return post.under({ t: "write_answer", question: anchor.number, text } as const);
  return null;
}

export function answerByVerdict(
  { anchor }: ObligationView,
  verdict: Verdict,
  note: string,
): AnyClientCommand | null {
  if (anchor?.kind !== "report" || anchor.number === null) return null;
  return { t: "handle_report", number: anchor.number, verdict, note };
}

/** Null where there is no stage, or nothing to say in person. Who asked anonymously is nobody who could be called. */
export function calledToStage({ kind, obligation }: BoardItem): AnyClientCommand | null {
  const { anchor, asker } = obligation;
  if (kind !== "qa" || asker === "" || anchor === null) return null;
  if (anchor.kind === "hand") return { t: "promote", member: asker };
  if (anchor.kind !== "question" || anchor.number === null) return null;
  return { t: "promote", member: asker, question: anchor.number };
}
