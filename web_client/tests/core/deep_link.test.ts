import { expect, test } from "vitest";
import { deepLink, messageLink } from "../../src/core/deep_link";

test.each([
  ["/r/study", "?question=7", { room: "study", to: "question", number: 7 }],
  ["/r/study/join", "?question=7", { room: "study", to: "question", number: 7 }],
  ["/r/study--2", "?x=1&question=12", { room: "study--2", to: "question", number: 12 }],
  ["/r/study", "?message=7", { room: "study", to: "message", number: 7 }],
  ["/r/study", "?message=x", null],
  ["/r/study", "", null],
  ["/r/study", "?question=", null],
  ["/r/study", "?question=0", null],
  ["/r/study", "?question=-1", null],
  ["/r/study", "?question=1e9", null],
  ["/r/study", "?question=99999999999999999", null],
  ["/r/", "?question=7", null],
  ["/", "?question=7", null],
  ["/ops/study", "?question=7", null],
])("%s%s", (pathname, search, link) => {
  expect(deepLink({ pathname, search })).toEqual(link);
});

test("the address of a message leads to it", () => {
  const { pathname, search } = new URL(messageLink("study", 7), "https://study.example");
  expect(deepLink({ pathname, search })).toEqual({ room: "study", to: "message", number: 7 });
});
