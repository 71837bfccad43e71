/*
 * Which rows of a list that scrolls are in the document: all of a short one, and of a long one those near what is seen
 * and those that somebody is about to reach. Sizes are measured; what is not there yet has an estimate. It keeps what is
 * being read in its place when rows come above it or turn out larger, and knows nothing of what a row holds.
 */
import { useSignal } from "@preact/signals";
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  type VirtualItem,
  Virtualizer,
} from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";

/** A list that is no longer than that is there as a whole: finding in the page finds all of it. */
export const SHORT = 120;
/** Rows beside those in view, so that scrolling and arrow keys come to something. */
const BESIDE = 12;
const ESTIMATE_PX = 56;
/** Until the list was measured, and while it is hidden. */
const RECT = { width: 360, height: 800 };

interface Props {
  /** The element that scrolls. */
  scroller: RefObject<HTMLElement>;
  /** The element that holds the rows and nothing else. */
  rows: RefObject<HTMLElement>;
  /** Names each row, whatever comes before it; the same array while they are the same. */
  ids: readonly number[];
  /** Indices of rows that are there wherever one has scrolled to, ascending. */
  kept: readonly number[];
}

/** A row, or the room that rows take which are not there. */
export type Part =
  | { readonly is: "row"; readonly index: number }
  | { readonly is: "gap"; readonly after: number; readonly height: number };

export interface LongList {
  readonly parts: readonly Part[];
  /** The `ref` of every row, which also has `data-index`. */
  readonly measure: (element: HTMLElement | null) => void;
  /** Bring a row to the middle of what is seen. */
  toRow(index: number): void;
}

type Rows = Virtualizer<HTMLElement, HTMLElement>;

export function useLongList({ scroller, rows, ids, kept }: Props): LongList {
  const changes = useSignal(0);
  const above = useSignal(0);
  const getItemKey = useMemo(() => (index: number) => ids[index] ?? index, [ids]);
  const options = {
    count: ids.length,
    getItemKey,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATE_PX,
    initialRect: RECT,
    observeElementRect: observeShown,
    observeElementOffset,
    scrollToFn: elementScroll,
    measureElement: sizeOf,
    rangeExtractor: (range: Range) => indicesIn(range, kept),
    overscan: BESIDE,
    scrollMargin: above.value,
    onChange: () => {
      changes.value += 1;
    },
  };
  const list = useMemo<Rows>(() => new Virtualizer(options), []);
  list.setOptions(options);
  // Read, so that a change of what is seen renders again.
  void changes.value;
  useEffect(() => list._didMount(), []);
  useLayoutEffect(() => list._willUpdate());
  useLayoutEffect(() => {
    const start = startOf(rows.current, scroller.current);
    if (Math.abs(start - above.value) > 1) above.value = start;
  });
  // What a change of the document moves is put back here, and what moves later, such as a picture that comes, there.
  const read = firstInView(rows.current, scroller.current);
  const changing = useRef(true);
  changing.current = true;
  list.shouldAdjustScrollPositionOnItemSizeChange = ({ start }, _delta, { scrollOffset }) =>
    !changing.current && start < (scrollOffset ?? 0);
  useLayoutEffect(() => {
    for (const row of rowsOf(rows.current)) list.resizeItem(list.indexFromElement(row), sizeNow(row));
    const moved = read === null || !read.row.isConnected ? 0 : bottomOf(read.row) - read.bottom;
    if (scroller.current !== null && Math.abs(moved) > 0.5) scroller.current.scrollTop += moved;
    changing.current = false;
  });
  return {
    parts: partsOf(list.getVirtualItems(), list.getTotalSize() + above.value, above.value),
    measure: list.measureElement,
    toRow: (index) => list.scrollToIndex(index, { align: "center" }),
  };
}

export function indicesIn(range: Range, kept: readonly number[]): number[] {
  if (range.count <= SHORT) return Array.from({ length: range.count }, (_, index) => index);
  const near = defaultRangeExtractor(range);
  const [first = 0, last = 0] = [near[0], near.at(-1)];
  const isKept = (index: number) => index >= 0 && index < range.count;
  const before = kept.filter((index) => isKept(index) && index < first);
  const after = kept.filter((index) => isKept(index) && index > last);
  return [...before, ...near, ...after];
}

/** Rows with the gaps between them; `start` and `end` are where the rows begin and end, in pixels. */
export function partsOf(
  items: readonly Pick<VirtualItem, "index" | "start" | "end">[],
  end: number,
  start: number,
): readonly Part[] {
  const parts: Part[] = [];
  let at = start;
  let after = -1;
  const gapUntil = (place: number) => {
    if (place - at > 0.5) parts.push({ is: "gap", after, height: place - at });
  };
  for (const item of items) {
    gapUntil(item.start);
    parts.push({ is: "row", index: item.index });
    at = item.end;
    after = item.index;
  }
  gapUntil(end);
  return parts;
}

/** What is hidden has no height, and keeps what it had: rows are not taken away to be made again. */
function observeShown(list: Rows, tell: (rect: { width: number; height: number }) => void) {
  return observeElementRect(list, (rect) => {
    if (rect.height > 0) tell(rect);
  });
}

/** To the fraction of a pixel, because many add up. A row that is not laid out is taken to be as an unknown one. */
function sizeOf(element: HTMLElement, entry: ResizeObserverEntry | undefined): number {
  return entry?.borderBoxSize?.[0]?.blockSize || sizeNow(element);
}

function sizeNow(row: HTMLElement): number {
  return row.getBoundingClientRect().height || ESTIMATE_PX;
}

function rowsOf(rows: HTMLElement | null): readonly HTMLElement[] {
  return rows === null ? [] : [...rows.querySelectorAll<HTMLElement>(":scope > [data-index]")];
}

/** What is being read before the document changes; null between rows that are not there. */
function firstInView(rows: HTMLElement | null, scroller: HTMLElement | null) {
  const edge = scroller?.getBoundingClientRect().top ?? 0;
  const row = rowsOf(rows).find((each) => bottomOf(each) > edge);
  return row === undefined ? null : { row, bottom: bottomOf(row) };
}

/** A row may lose its day or its name to the one before; what is below it stays. */
function bottomOf(row: HTMLElement): number {
  return row.getBoundingClientRect().bottom;
}

/** What stands above the rows in what scrolls, in pixels. */
function startOf(rows: HTMLElement | null, scroller: HTMLElement | null): number {
  if (rows === null || scroller === null) return 0;
  return rows.offsetTop - (rows.offsetParent === scroller ? 0 : scroller.offsetTop);
}
