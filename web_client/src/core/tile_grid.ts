/* Where tiles stand: the largest equal tiles that fit a stage without overflow. Pure arithmetic in CSS pixels. */

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
}

export interface Stage {
  readonly width: number;
  readonly height: number;
  /** Between tiles. */
  readonly gap: number;
  /** The least width of a tile for its height: how much may be cropped from the sides of a camera. */
  readonly narrowest: number;
}

/** A face may be cropped to a portrait; somebody who teaches shows more than a face. */
export const FACE = 3 / 4;
export const LECTURER = 4 / 3;
const WIDEST = 16 / 9;

/** The grid for `count` tiles. */
export function tileGrid(count: number, stage: Stage): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const grid = gridOf(count, columns, stage);
    if (grid.width * grid.height > best.width * best.height) best = grid;
  }
  return best;
}

function gridOf(count: number, columns: number, { width, height, gap, narrowest }: Stage): Grid {
  const rows = Math.ceil(count / columns);
  const cellWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  const cellHeight = Math.max(0, (height - gap * (rows - 1)) / rows);
  return {
    columns,
    rows,
    width: Math.floor(Math.min(cellWidth, cellHeight * WIDEST)),
    height: Math.floor(Math.min(cellHeight, cellWidth / narrowest)),
  };
}
