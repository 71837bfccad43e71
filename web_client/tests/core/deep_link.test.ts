import { expect, test } from "vitest";
import { deepLink } from "../../src/core/deep_link";

test.each([
  ["/r/study", "?question=7", { room: "study", question: 7 }],
  ["/r/study/join", "?question=7", { room: "study", question: 7 }],
  ["/r/study--2", "?x=1&question=12", { room: "study--2", question: 12 }],
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
