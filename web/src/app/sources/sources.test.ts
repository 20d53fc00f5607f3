import { describe, expect, test } from 'vitest';
import type { PublisherCoverage } from '../api';
import { gapWords, unaccounted } from './account';
import { shade, stripOf, stripSummary, stripTable } from './strip';

const rows = (read: number, rejected = 0) => ({ files: 1, read, kept: read - rejected, outside: 0, superseded: 0, rejected });
const publisher = (name: string, periods: PublisherCoverage['periods']): PublisherCoverage => ({
  publisher: name, ...rows(10), unknown: 0, periods, reasons: [], gaps: []
});

describe('the strip of rows read', () => {
  const strip = stripOf([
    publisher('GDELT', [{ period: '2024-01', ...rows(100) }, { period: '2024-03', ...rows(50, 2) }]),
    publisher('By hand', [{ period: '2024-02-03', ...rows(1) }, { period: '2024-02-17', ...rows(2) }, rows(4, 4)])
  ]);

  test('adds up the days of a month; rows without a month are in no cell', () => {
    expect(strip.cells.map((cell) => [cell.publisher, cell.month, cell.read, cell.files])).toEqual([
      ['GDELT', '2024-01', 100, 1],
      ['GDELT', '2024-03', 50, 1],
      ['By hand', '2024-02', 3, 2]
    ]);
    expect(strip.months).toEqual(['2024-01', '2024-03']);
  });

  test('has a table with the newest month first, and a name', () => {
    expect(stripTable(strip).rows.map((row) => row.slice(0, 2))).toEqual([
      ['GDELT', 'March 2024'],
      ['By hand', 'February 2024'],
      ['GDELT', 'January 2024']
    ]);
    expect(stripSummary(strip)).toContain('GDELT and By hand');
    expect(stripSummary(strip)).toContain('153');
  });

  test('of nothing has no months', () => {
    expect(stripOf([publisher('x', [])]).months).toBeUndefined();
  });

  test('is darker for each power of ten, and never too dark or too light to see', () => {
    const shades = [1, 10, 100, 1000, 10_000, 100_000, 10_000_000].map(shade);
    for (let at = 1; at < 6; at += 1) expect(shades[at]).toBeGreaterThan(shades[at - 1]!);
    expect(Math.max(...shades)).toBe(1);
    expect(shade(9)).toBe(shade(1));
  });
});

describe('accounts', () => {
  test('say how many rows are not accounted for', () => {
    expect(unaccounted({ read: 10, kept: 5, outside: 3, superseded: 1, rejected: 1 })).toBe(0);
    expect(unaccounted({ read: 10, kept: 5, outside: 3, superseded: 0, rejected: 1 })).toBe(1);
  });

  test('gaps in words: days or instants, one or many', () => {
    expect(gapWords({ from: '2024-09-01', to: '2024-09-03', slots: 3, slot: 'day', never_published: false })).toBe(
      '1–3 Sep 2024: 3 files (each day) are missing.'
    );
    expect(gapWords({ from: '2014-01-23T00:15:00Z', to: '2014-01-23T00:15:00Z', slots: 1, slot: '15 minutes', never_published: true })).toBe(
      '23 Jan 2014, 00:15 UTC: one file (15 minutes) is missing. The publisher never published them.'
    );
  });
});
