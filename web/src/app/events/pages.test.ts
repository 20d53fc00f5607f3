import { describe, expect, test } from 'vitest';
import { Pages, type Page } from './pages';

/** A list of a given length whose requests are answered one at a time. */
function slow(length: number, { size = 10, keep = 3 } = {}) {
  const asked: { offset: number; signal: AbortSignal; answer: (page?: Page<number>) => void; fail: (error: Error) => void }[] = [];
  let changes = 0;
  const pages = new Pages<number>(
    (offset, limit, signal) =>
      new Promise((resolve, reject) =>
        asked.push({
          offset,
          signal,
          answer: (page) =>
            resolve(page ?? { total: length, rows: Array.from({ length: Math.min(limit, length - offset) }, (_, at) => offset + at) }),
          fail: reject
        })
      ),
    () => (changes += 1),
    size,
    keep
  );
  return { pages, asked, changes: () => changes };
}
const settle = () => new Promise((done) => setTimeout(done, 0));

describe('pages of rows', () => {
  test('are asked for once, and their rows are where they belong', async () => {
    const { pages, asked, changes } = slow(1000);
    pages.want(5, 25);
    pages.want(5, 25);
    expect(asked.map((one) => one.offset)).toEqual([0, 10, 20]);
    asked.forEach((one) => one.answer());
    await settle();
    expect(changes()).toBe(3);
    expect(pages.total).toBe(1000);
    expect([pages.row(5), pages.row(19), pages.row(29), pages.row(30)]).toEqual([5, 19, 29, undefined]);
  });

  test('that nobody waits for any more are given up, and their answers are not kept', async () => {
    const { pages, asked } = slow(1000);
    pages.want(0, 10);
    pages.want(500, 510);
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.answer();
    asked[1]!.answer();
    await settle();
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row(500)).toBe(500);
  });

  test('that were looked at longest ago are dropped', async () => {
    const { pages, asked } = slow(1000);
    for (const first of [0, 10, 20]) {
      pages.want(first, first + 10);
      asked[asked.length - 1]!.answer();
      await settle();
    }
    pages.want(0, 10);
    pages.want(30, 40);
    asked[asked.length - 1]!.answer();
    await settle();
    expect(pages.row(0)).toBe(0);
    expect(pages.row(10)).toBeUndefined();
    expect(pages.row(30)).toBe(30);
  });

  test('from before rows came in are dropped, so that no row stands twice', async () => {
    const { pages, asked } = slow(1000);
    pages.want(0, 10);
    asked[0]!.answer();
    await settle();
    pages.want(10, 20);
    asked[1]!.answer({ total: 1001, rows: [9, 10, 11] });
    await settle();
    expect(pages.total).toBe(1001);
    expect(pages.row(0)).toBeUndefined();
    expect(pages.row(10)).toBe(9);
  });

  test('that failed say so, are asked for again, and then forget it', async () => {
    const { pages, asked } = slow(1000);
    pages.want(0, 10);
    asked[0]!.fail(new Error('no lake'));
    await settle();
    expect((pages.problem as Error).message).toBe('no lake');
    pages.again(0, 10);
    expect(pages.problem).toBeUndefined();
    asked[1]!.answer();
    await settle();
    expect(pages.row(3)).toBe(3);
  });

  test('come to nothing after the list is closed', async () => {
    const { pages, asked, changes } = slow(1000);
    pages.want(0, 10);
    pages.close();
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.fail(new Error('aborted'));
    await settle();
    expect(changes()).toBe(0);
    expect(pages.problem).toBeUndefined();
  });
});
