/* The automatic replies of a room while somebody edits them: text in fields, and back to what the room understands. */
import type { AutoReply } from "./wire.gen";

export interface ReplyForm {
  /** Tells rules apart whose names are being typed. */
  readonly key: number;
  readonly id: string;
  /** One per line. */
  readonly keywords: string;
  readonly text: string;
  readonly minutes: number;
}

const AN_HOUR = 60;

export function newReply(key: number, taken: readonly string[]): ReplyForm {
  let number = taken.length + 1;
  while (taken.includes(`reply-${number}`)) number += 1;
  return { key, id: `reply-${number}`, keywords: "", text: "", minutes: AN_HOUR };
}

export function replyForms(rules: readonly AutoReply[]): readonly ReplyForm[] {
  return rules.map(({ id, keywords, text, cooldown }, key) => ({
    key,
    id,
    keywords: keywords.join("\n"),
    text,
    minutes: Math.round(cooldown / 60),
  }));
}

/** Signs that separate words in either language count as ends of lines. */
export function toReplies(forms: readonly ReplyForm[]): readonly AutoReply[] {
  return forms.map(({ id, keywords, text, minutes }) => ({
    id,
    keywords: keywords
      .split(/[\n,，、;；]/)
      .map((word) => word.trim())
      .filter((word) => word !== ""),
    text: text.trim(),
    cooldown: minutes * 60,
  }));
}
