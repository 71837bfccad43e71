import { expect, test } from "vitest";
import { lazy } from "../../src/core/lazy";
import { settled } from "../support/visiting";

test("a part is loaded when it is first needed, and once", async () => {
  let loads = 0;
  const part = lazy(() => Promise.resolve(`part ${++loads}`));
  expect(loads).toBe(0);
  expect(part()).toBeNull();
  expect(part()).toBeNull();
  await settled();
  expect(part()).toBe("part 1");
  expect(loads).toBe(1);
});

test("what could not be loaded is tried again when it is needed again", async () => {
  let up = false;
  const part = lazy(() => (up ? Promise.resolve("here") : Promise.reject(new Error("offline"))));
  expect(part()).toBeNull();
  await settled();
  up = true;
  expect(part()).toBeNull();
  await settled();
  expect(part()).toBe("here");
});
