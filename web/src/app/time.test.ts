import { describe, expect, test } from 'vitest';
import { dayNumbered, dayOf, numberOf, stepped, within } from './time';

describe('steps through time', () => {
  test('a day and a week are what they are, over every border', () => {
    expect(stepped('2024-02-28', 'day', 1)).toBe('2024-02-29');
    expect(stepped('2024-12-31', 'day', 1)).toBe('2025-01-01');
    expect(stepped('2024-03-01', 'week', -1)).toBe('2024-02-23');
  });
  test('a month on from its last day is the last day of a shorter one', () => {
    expect(stepped('2024-01-31', 'month', 1)).toBe('2024-02-29');
    expect(stepped('2023-03-31', 'month', -1)).toBe('2023-02-28');
    expect(stepped('2024-01-15', 'month', -1)).toBe('2023-12-15');
    expect(stepped('2024-11-30', 'month', 14)).toBe('2026-01-30');
  });
  test('days before 1970 have numbers too', () => {
    for (const day of ['1953-07-27', '1970-01-01', '2024-02-29']) expect(dayNumbered(numberOf(day))).toBe(day);
    expect(numberOf('1953-07-28') - numberOf('1953-07-27')).toBe(1);
  });
  test('the day of an instant is its first ten characters, if they are a day', () => {
    expect(dayOf('2024-09-16T23:59:59+09:00')).toBe('2024-09-16');
    expect(dayOf('now')).toBeUndefined();
    expect(dayOf('2024-99-16')).toBeUndefined();
    expect(dayOf(undefined)).toBeUndefined();
  });
  test('a day stays between its limits', () => {
    expect(within('2020-01-01', '2021-01-01', '2022-01-01')).toBe('2021-01-01');
    expect(within('2023-01-01', '2021-01-01', '2022-01-01')).toBe('2022-01-01');
    expect(within('2020-01-01', undefined, undefined)).toBe('2020-01-01');
  });
});
