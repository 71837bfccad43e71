import { expect, test } from "vitest";
import { reduceSchedule } from "../../../src/core/reducers/schedule";
import { scheduledPost } from "../../support/schedule";

const [ONE, TWO] = [scheduledPost(1), scheduledPost(2)];

test("a post that is written comes last", () => {
  const event = { t: "post_scheduled", at: 1, author: "tom", cid: "cid-00001", post: TWO } as const;
  expect(reduceSchedule([ONE], event)).toEqual([ONE, TWO]);
});

test("what happens to one changes it and no other", () => {
  const post = { ...ONE, sent: 1 };
  const sent = { t: "scheduled_post_sent", at: 1, due_at: 1, post } as const;
  expect(reduceSchedule([ONE, TWO], sent)).toEqual([post, TWO]);
  const missed = { t: "scheduled_post_missed", at: 1, due_at: 1, times: 1, post } as const;
  expect(reduceSchedule([ONE, TWO], missed)).toEqual([post, TWO]);
  const changed = { t: "scheduled_post_changed", at: 1, by: "tom", post } as const;
  expect(reduceSchedule([TWO], changed)).toEqual([TWO]);
});

test("one that is deleted is gone", () => {
  const event = { t: "scheduled_post_deleted", at: 1, id: 1, by: "tom" } as const;
  expect(reduceSchedule([ONE, TWO], event)).toEqual([TWO]);
});
