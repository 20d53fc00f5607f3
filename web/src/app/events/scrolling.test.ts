import { describe, expect, test } from 'vitest';
import { revealed, rowByKey, rowsInSight, scrolled, scrollHeight, settled, START, TALLEST, type Extent, type Position } from './scrolling';

const few: Extent = { rows: 1000, rowHeight: 32, viewport: 640 };
const million: Extent = { rows: 1_000_000, rowHeight: 32, viewport: 640 };

const firstIn = (position: Position, extent: Extent) => Math.floor(position.top / extent.rowHeight);

describe('the height of the scroller', () => {
  test('is that of all rows where they fit, and capped where they do not', () => {
    expect(scrollHeight(few)).toBe(32_000);
    expect(scrollHeight(million)).toBe(TALLEST);
    expect(scrollHeight({ ...few, rows: 0 })).toBe(0);
  });
});

describe('scrolling', () => {
  test('of few rows is that of the browser', () => {
    expect(scrolled(START, 3200, few)).toEqual({ scrollTop: 3200, top: 3200 });
    expect(rowsInSight(scrolled(START, 3200, few), few, 0)).toEqual({ first: 100, end: 120, offset: 3200 });
  });

  test('small moves among a million go row by row, in both directions', () => {
    const start = settled({ scrollTop: 0, top: 16_000_000 }, million);
    let at = start;
    for (let step = 0; step < 50; step += 1) at = scrolled(at, at.scrollTop + 64, million);
    expect(firstIn(at, million) - firstIn(start, million)).toBe(100);
    for (let step = 0; step < 50; step += 1) at = scrolled(at, at.scrollTop - 64, million);
    expect(at.top).toBeCloseTo(start.top, 6);
  });

  test('a leap leads to the same share of the rows, and the ends to the ends', () => {
    const half = scrolled(START, (TALLEST - 640) / 2, million);
    expect(firstIn(half, million)).toBe(Math.floor((1_000_000 - 20) / 2));
    expect(scrolled(half, TALLEST, million).top).toBe(32_000_000 - 640);
    expect(scrolled(half, 0, million)).toEqual(START);
  });

  test('at rest the scrollbar is put where the rows are, and the rows stay', () => {
    let at = settled({ scrollTop: 0, top: 16_000_000 }, million);
    for (let step = 0; step < 500; step += 1) at = scrolled(at, at.scrollTop + 600, million);
    const rest = settled(at, million);
    expect(rest.top).toBe(at.top);
    expect(rest.scrollTop).not.toBe(at.scrollTop);
    expect(rest.scrollTop / (TALLEST - 640)).toBeCloseTo(rest.top / (32_000_000 - 640), 12);
    expect(settled(rest, million).scrollTop).toBeCloseTo(rest.scrollTop, 6);
  });

  test('every row can be reached: first, last and any between', () => {
    for (const row of [0, 1, 19, 20, 499_999, 999_979, 999_980, 999_998, 999_999]) {
      const at = revealed(START, row, million);
      const { first, end } = rowsInSight(at, million, 0);
      expect(first).toBeLessThanOrEqual(row);
      expect(end).toBeGreaterThan(row);
      expect(at.scrollTop).toBeLessThanOrEqual(TALLEST - 640);
    }
  });
});

describe('rows in sight', () => {
  test('never reach beyond the list, and are drawn where they are seen', () => {
    for (const top of [0, 5, 31, 32, 15_999_990, 32_000_000 - 640]) {
      const position = settled({ scrollTop: 0, top }, million);
      const { first, end, offset } = rowsInSight(position, million, 8);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(1_000_000);
      // The first row lies as far above the upper edge as its place among the rows says.
      expect(offset - position.scrollTop).toBeCloseTo(first * 32 - position.top, 3);
      expect(end - first).toBeLessThanOrEqual(640 / 32 + 1 + 16);
    }
  });

  test('are none where there are no rows, and all where all fit', () => {
    expect(rowsInSight(START, { ...few, rows: 0 }, 8)).toEqual({ first: 0, end: 0, offset: 0 });
    expect(rowsInSight(START, { ...few, rows: 3 }, 8)).toEqual({ first: 0, end: 3, offset: 0 });
    expect(settled({ scrollTop: 50, top: 90 }, { ...few, rows: 3 })).toEqual(START);
  });
});

describe('revealing a row', () => {
  test('moves nothing where it is in sight, and as little as needed where it is not', () => {
    const at = scrolled(START, 320, few);
    expect(revealed(at, 10, few)).toBe(at);
    expect(revealed(at, 29, few)).toBe(at);
    expect(revealed(at, 30, few).top).toBe(352);
    expect(revealed(at, 9, few).top).toBe(288);
  });
});

describe('keys', () => {
  test('move by a row, a page, or to the ends, and never beyond', () => {
    expect(rowByKey('ArrowDown', 5, few)).toBe(6);
    expect(rowByKey('ArrowUp', 0, few)).toBe(0);
    expect(rowByKey('PageDown', 5, few)).toBe(24);
    expect(rowByKey('PageUp', 5, few)).toBe(0);
    expect(rowByKey('End', 5, million)).toBe(999_999);
    expect(rowByKey('ArrowDown', 999_999, million)).toBe(999_999);
    expect(rowByKey('Home', 5, few)).toBe(0);
    expect(rowByKey('a', 5, few)).toBeUndefined();
    expect(rowByKey('End', 0, { ...few, rows: 0 })).toBeUndefined();
  });
});
