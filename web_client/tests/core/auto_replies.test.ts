import { expect, test } from "vitest";
import { newReply, replyForms, toReplies } from "../../src/core/auto_replies";

const RULES = [{ id: "hours", keywords: ["几点", "office hours"], text: "9:00-17:30", cooldown: 3600 }];

test("rules go through the form unchanged", () => {
  expect(toReplies(replyForms(RULES))).toEqual(RULES);
});

test("words may be parted by lines or by signs of either language", () => {
  const [form] = replyForms(RULES);
  if (form === undefined) throw new Error("no form");
  expect(toReplies([{ ...form, keywords: " 几点，时间、 hours;\n\n" }])[0]?.keywords).toEqual([
    "几点",
    "时间",
    "hours",
  ]);
});

test("a new rule has a name that no other has", () => {
  expect(newReply(5, ["reply-2"]).id).toBe("reply-3");
});
