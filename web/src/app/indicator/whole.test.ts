import { describe, expect, test } from 'vitest';
import type { IndicatorFinding, Point } from '../../lib/assessment';
import type { Series } from '../api';
import { episodesIn, moved, newest, periodsOf, spanOf, uncovered, whole } from './whole';

const indicator = {
  id: 'i',
  series: [
    { from: '2024-03-01', to: '2024-03-31', observed: 3, expected: { lower: 0, median: 1, upper: 2 }, outside: true },
    { from: '2024-04-01', to: '2024-04-30', observed: 1, incomplete: true }
  ]
} as unknown as IndicatorFinding;
const series = {
  id: 'i',
  points: [
    { from: '2024-01-01', to: '2024-01-31', covered: false },
    { from: '2024-02-01', to: '2024-02-29', covered: true, value: 0 },
    { from: '2024-03-01', to: '2024-03-31', covered: true, value: 99 }
  ]
} as unknown as Series;

describe('the whole series', () => {
  test('holds what was assessed where it was, and every other period', () => {
    expect(whole(indicator, series).series).toEqual([
      { from: '2024-01-01', to: '2024-01-31' },
      { from: '2024-02-01', to: '2024-02-29', observed: 0 },
      ...indicator.series
    ]);
  });
  test('is the assessed one until it is there, and where it is of another indicator', () => {
    expect(whole(indicator, undefined)).toBe(indicator);
    expect(whole(indicator, { ...series, id: 'other' })).toBe(indicator);
  });
  test('a period that is said to be covered without a value has no zero made up', () => {
    const points = whole(indicator, { ...series, points: [{ from: '2023-01-01', to: '2023-01-31', covered: true }] }).series;
    expect(points[0]).toEqual({ from: '2023-01-01', to: '2023-01-31' });
  });
  test('can be cut to its newest periods', () => {
    expect(newest(indicator, 1).series.map((point) => point.from)).toEqual(['2024-04-01']);
  });
});

describe('spans of periods', () => {
  const points: Point[] = [1, 2, 3, 4, 5, 6].map((month) => ({
    from: `2024-0${month}-01`,
    to: `2024-0${month}-28`,
    ...(month === 2 || month === 3 || month === 6 ? {} : { observed: 1 })
  }));
  test('neighbours without data are one gap', () => {
    expect(uncovered(points)).toEqual([
      { from: '2024-02-01', to: '2024-03-28' },
      { from: '2024-06-01', to: '2024-06-28' }
    ]);
    expect(uncovered([])).toEqual([]);
  });
  test('days lead to periods and periods to days', () => {
    expect(periodsOf(points, { from: '2024-02-10', to: '2024-04-01' })).toEqual([1, 3]);
    expect(periodsOf(points, { from: '2023-01-01', to: '2023-12-31' })).toBeUndefined();
    expect(spanOf(points, 3, 1)).toEqual({ from: '2024-02-01', to: '2024-04-28' });
    expect(spanOf(points, 9, 9)).toBeUndefined();
  });
  test('episodes outside the series are left out', () => {
    const episode = (from: string, to: string) => ({ id: from, title: from, from, to });
    expect(episodesIn(points, [episode('2023-01-01', '2023-12-31'), episode('2024-06-28', '2024-09-01')]).map((one) => one.id)).toEqual(['2024-06-28']);
    expect(episodesIn([], [episode('2024-01-01', '2024-01-02')])).toEqual([]);
  });
  test('keys move the chosen period and never leave the series', () => {
    expect(moved(points, undefined, 'ArrowLeft')).toEqual([5, 5]);
    expect(moved(points, [5, 5], 'ArrowRight')).toEqual([5, 5]);
    expect(moved(points, [2, 4], 'ArrowLeft')).toEqual([1, 1]);
    expect(moved(points, [2, 2], '+')).toEqual([2, 3]);
    expect(moved(points, [2, 3], '-')).toEqual([2, 2]);
    expect(moved(points, [2, 2], '-')).toEqual([2, 2]);
    expect(moved(points, [0, 0], 'PageUp')).toEqual([0, 0]);
    expect(moved(points, [0, 0], 'x')).toBeUndefined();
    expect(moved([], undefined, 'End')).toBeUndefined();
  });
});
