import { describe, expect, test } from "vitest";
import { tileGrid } from "../../src/core/tile_grid";

const GAP = 8;
const DESKTOP = { width: 1056, height: 750 };
const PHONE = { width: 374, height: 700 };
const COUNTS = Array.from({ length: 16 }, (_, index) => index + 1);

describe.each([
  ["desktop", DESKTOP],
  ["phone", PHONE],
  ["a strip", { width: 900, height: 100 }],
])("on %s", (_name, { width, height }) => {
  test.each(COUNTS)("%i tiles fit without overflow", (count) => {
    const grid = tileGrid(count, width, height, GAP);
    expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
    expect(grid.columns * grid.width + (grid.columns - 1) * GAP).toBeLessThanOrEqual(width);
    expect(grid.rows * grid.height + (grid.rows - 1) * GAP).toBeLessThanOrEqual(height);
    expect(grid.width * grid.height).toBeGreaterThan(0);
  });
});

test("six people make three columns on a desktop and two on a phone", () => {
  expect(tileGrid(6, DESKTOP.width, DESKTOP.height, GAP).columns).toBe(3);
  expect(tileGrid(6, PHONE.width, PHONE.height, GAP).columns).toBe(2);
});

test("two people stand side by side when it is wide, one above the other when it is tall", () => {
  expect(tileGrid(2, 1400, 600, GAP)).toMatchObject({ columns: 2, rows: 1 });
  expect(tileGrid(2, PHONE.width, PHONE.height, GAP)).toMatchObject({ columns: 1, rows: 2 });
});

test("a tile is never wider than 16:9 nor narrower than 3:4", () => {
  for (const count of COUNTS)
    for (const { width, height } of [DESKTOP, PHONE, { width: 3000, height: 300 }]) {
      const grid = tileGrid(count, width, height, GAP);
      expect(grid.width / grid.height).toBeLessThan(16 / 9 + 0.05);
      expect(grid.width / grid.height).toBeGreaterThan(3 / 4 - 0.05);
    }
});

test("nobody, and a stage of no size, need no tiles", () => {
  expect(tileGrid(0, 800, 600, GAP)).toMatchObject({ width: 0, height: 0 });
  expect(tileGrid(4, 0, 0, GAP)).toMatchObject({ width: 0, height: 0 });
});
