import { describe, expect, test } from 'vitest';
import { besides, chunks, factor, leaning, ranged, signed } from './hypotheses';

describe('the weighing of hypotheses', () => {
  test('a cell says in words whether it speaks for or against', () => {
    expect(leaning({ bits: 0.4 })).toBe('favours');
    expect(leaning({ bits: -0.4 })).toBe('opposes');
    expect(leaning({ bits: 0.05 })).toBe('neutral');
    expect(leaning({})).toBe('unset');
    expect(leaning(undefined)).toBe('unset');
    expect(signed(1.24)).toBe('+1.2');
    expect(signed(-0.8)).toBe('−0.8');
    expect(signed(undefined)).toBe('');
  });

  test('factors keep the digits that matter', () => {
    expect([0.031, 2.4, 24.24, 240.4].map(factor)).toEqual(['×0.0310', '×2.40', '×24.2', '×240']);
  });

  test('ranges of one value are that value', () => {
    const format = (value: number) => `${value}`;
    expect(ranged({ lower: 1, upper: 1 }, format)).toBe('1');
    expect(ranged({ lower: 1, upper: 2 }, format)).toBe('1 to 2');
  });

  test('names are joined and columns shared out evenly', () => {
    expect([besides([]), besides(['a']), besides(['a', 'b', 'c'])]).toEqual(['–', 'a', 'a, b and c']);
    expect(chunks([1, 2, 3, 4, 5, 6, 7], 6)).toEqual([[1, 2, 3], [4, 5, 6, 7]]);
    expect(chunks([], 6)).toEqual([]);
  });
});
