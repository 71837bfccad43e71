import { describe, expect, test } from "vitest";
import { FACE, LECTURER, tileGrid } from "../../src/core/tile_grid";

const GAP = 8;

function grid(count: number, width: number, height: number, narrowest = FACE) {
  return tileGrid(count, { width, height, gap: GAP, narrowest });
}

const DESKTOP = { width: 1056, height: 750 };
const PHONE = { width: 374, height: 700 };
const COUNTS = Array.from({ length: 16 }, (_, index) => index + 1);

describe.each([
  ["desktop", DESKTOP],
  ["phone", PHONE],
  ["a strip", { width: 900, height: 100 }],
])("on %s", (_name, { width, height }) => {
  test.each(COUNTS)("%i tiles fit without overflow", (count) => {
    const tiles = grid(count, width, height);
    expect(tiles.columns * tiles.rows).toBeGreaterThanOrEqual(count);
    expect(tiles.columns * tiles.width + (tiles.columns - 1) * GAP).toBeLessThanOrEqual(width);
    expect(tiles.rows * tiles.height + (tiles.rows - 1) * GAP).toBeLessThanOrEqual(height);
    expect(tiles.width * tiles.height).toBeGreaterThan(0);
  });
});

test("six people make three columns on a desktop and two on a phone", () => {
  expect(grid(6, DESKTOP.width, DESKTOP.height).columns).toBe(3);
  expect(grid(6, PHONE.width, PHONE.height).columns).toBe(2);
});

test("two people stand side by side when it is wide, one above the other when it is tall", () => {
  expect(grid(2, 1400, 600)).toMatchObject({ columns: 2, rows: 1 });
  expect(grid(2, PHONE.width, PHONE.height)).toMatchObject({ columns: 1, rows: 2 });
});

test("a tile is never wider than 16:9 nor narrower than 3:4", () => {
  for (const count of COUNTS)
    for (const { width, height } of [DESKTOP, PHONE, { width: 3000, height: 300 }]) {
      const tiles = grid(count, width, height);
      expect(tiles.width / tiles.height).toBeLessThan(16 / 9 + 0.05);
      expect(tiles.width / tiles.height).toBeGreaterThan(3 / 4 - 0.05);
    }
});

test("who teaches is not cropped to a portrait, not even on a phone", () => {
  const alone = grid(1, PHONE.width, PHONE.height, LECTURER);
  expect(alone.width).toBe(PHONE.width);
  expect(alone.width / alone.height).toBeCloseTo(4 / 3, 1);
});

test("nobody, and a stage of no size, need no tiles", () => {
  expect(grid(0, 800, 600)).toMatchObject({ width: 0, height: 0 });
  expect(grid(4, 0, 0)).toMatchObject({ width: 0, height: 0 });
});
