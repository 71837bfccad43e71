import { signal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { indicesIn, partsOf, SHORT, useLongList } from "../../src/ui/long_list";
import { all, clear, during, one, show } from "../support/page";

const range = (startIndex: number, endIndex: number, count: number) => ({
  startIndex,
  endIndex,
  count,
  overscan: 2,
});

describe("which rows are there", () => {
  test("all of a short list, wherever one is in it", () => {
    expect(indicesIn(range(0, 3, SHORT), [])).toHaveLength(SHORT);
  });

  test("of a long one those near what is seen", () => {
    expect(indicesIn(range(100, 102, 5_000), [])).toEqual([98, 99, 100, 101, 102, 103, 104]);
  });

  test("and those that somebody is about to reach, once and in order", () => {
    expect(indicesIn(range(100, 101, 5_000), [3, 99, 4_999])).toEqual([3, 98, 99, 100, 101, 102, 103, 4_999]);
  });

  test("but none that do not exist", () => {
    expect(indicesIn(range(0, 0, 5_000), [-1, 5_000])).toEqual([0, 1, 2]);
  });
});

describe("the room of rows that are not there", () => {
  const row = (index: number, start: number, end: number) => ({ index, start, end });

  test("is before, between and after those that are", () => {
    expect(partsOf([row(3, 130, 150), row(4, 150, 170), row(9, 270, 290)], 500, 10)).toEqual([
      { is: "gap", after: -1, height: 120 },
      { is: "row", index: 3 },
      { is: "row", index: 4 },
      { is: "gap", after: 4, height: 100 },
      { is: "row", index: 9 },
      { is: "gap", after: 9, height: 210 },
    ]);
  });

  test("is nothing where all are there", () => {
    const parts = partsOf([row(0, 0, 20), row(1, 20, 40)], 40, 0);
    expect(parts).toEqual([
      { is: "row", index: 0 },
      { is: "row", index: 1 },
    ]);
  });
});

const count = signal(0);
let goTo: (index: number) => void;

function List() {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const ids = useMemo(() => Array.from({ length: count.value }, (_, index) => 1_000 + index), [count.value]);
  const { parts, measure, toRow } = useLongList({ scroller, rows, ids, kept: [ids.length - 1] });
  goTo = toRow;
  return (
    <div ref={scroller} data-testid="scroller">
      <div ref={rows}>
        {parts.map((part) =>
          part.is === "gap" ? (
            <div key={`gap ${part.after}`} data-testid="gap" />
          ) : (
            <div key={ids[part.index]} ref={measure} data-index={part.index} data-testid="row" />
          ),
        )}
      </div>
    </div>
  );
}

const shown = () => all("row").map((row) => Number(row.dataset.index));

describe("a list", () => {
  beforeEach(() => {
    // Nothing is laid out here: the scroller says what a browser would.
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(800);
    vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockImplementation(() => count.value * 56);
  });

  afterEach(() => {
    clear();
    vi.restoreAllMocks();
  });

  test("of five thousand holds a bounded number of rows, and the last one too", () => {
    count.value = 5_000;
    show(<List />);
    expect(shown().length).toBeLessThan(60);
    expect([shown()[0], shown().at(-1)]).toEqual([0, 4_999]);
    expect(all("gap")).toHaveLength(1);
  });

  test("has other rows where one has scrolled to", async () => {
    count.value = 5_000;
    show(<List />);
    await during(() => {
      one("scroller").scrollTop = 56_000;
      one("scroller").dispatchEvent(new Event("scroll"));
    });
    expect(shown()).toContain(1_000);
    expect(shown()).not.toContain(0);
    expect(shown().length).toBeLessThan(60);
  });

  test("is led to a row that was not there", async () => {
    count.value = 5_000;
    show(<List />);
    const scrolled = vi.spyOn(one("scroller"), "scrollTo");
    await during(() => goTo(2_500));
    const [target] = scrolled.mock.calls[0] ?? [];
    expect(target).toMatchObject({ top: expect.closeTo(2_500 * 56, -3) });
  });

  test("that grows out of being short stays bounded", async () => {
    count.value = SHORT;
    show(<List />);
    expect(shown()).toHaveLength(SHORT);
    await during(() => {
      count.value = SHORT + 1;
    });
    expect(shown().length).toBeLessThan(60);
  });
});
