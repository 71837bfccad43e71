/* Where tiles stand: the largest equal tiles that fit a stage without overflow. Pure arithmetic in CSS pixels. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

/** Cameras crop well between these; beyond them the tile stays within and leaves stage free. */
const NARROWEST = 3 / 4;
const WIDEST = 16 / 9;

/** The grid for `count` tiles on a stage of `width` x `height` with `gap` between tiles. */
export function tileGrid(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const grid = gridOf(count, columns, width, height, gap);
    if (grid.width * grid.height > best.width * best.height) best = grid;
  }
  return best;
}

function gridOf(count: number, columns: number, width: number, height: number, gap: number): Grid {
  const rows = Math.ceil(count / columns);
  const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows);
  return {
    columns,
    rows,
    width: Math.floor(Math.min(cellWidth, cellHeight * WIDEST)),
    height: Math.floor(Math.min(cellHeight, cellWidth / NARROWEST)),
  };
}
