import { expect, test } from "vitest";
import { looksLikeQuestion } from "../../src/core/asking";

test.each([
  "Why is 0! equal to 1",
  "is zero natural",
  "this does not work?",
  "极限怎么求",
  "作业几点交",
  "请问这题选什么",
  "可以再讲一遍么",
])("%s asks", (text) => {
  expect(looksLikeQuestion(text)).toBe(true);
});

test.each(["Thanks!", "谢谢老师", "see you tomorrow", "我写完了", ""])("%s does not", (text) => {
  expect(looksLikeQuestion(text)).toBe(false);
});
