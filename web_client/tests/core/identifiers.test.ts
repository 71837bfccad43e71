import { expect, test } from "vitest";
import { PostId, randomId } from "../../src/core/identifiers";

test("ids are long, and no two are the same", () => {
  expect(randomId()).toMatch(/^[0-9a-f]{32}$/);
  expect(randomId()).not.toBe(randomId());
});

test("the same is posted under the same id, and other words are another post", () => {
  const post = new PostId();
  const first = post.under({ text: "Why?" });
  expect(post.under({ text: "Why?" })).toEqual(first);
  const second = post.under({ text: "Why not?" });
  expect(second).toMatchObject({ text: "Why not?" });
  expect(second.cid).not.toBe(first.cid);
});

test("every form posts for itself", () => {
  expect(new PostId().under({}).cid).not.toBe(new PostId().under({}).cid);
});
