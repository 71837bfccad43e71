import { expect, test } from "vitest";
import { problemOf } from "../../src/core/devices";

test.each([
  ["NotAllowedError", "denied"],
  ["SecurityError", "denied"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
  ["SomethingElse", "failed"],
])("%s is a device that is %s", (name, problem) => {
  expect(problemOf(new DOMException("", name))).toBe(problem);
});

test("what is no error at all is a failure", () => {
  expect(problemOf("no")).toBe("failed");
});
