import { describe, expect, test } from 'vitest';
import * as format from './format';

describe('days', () => {
  test('are read as they are written, in no timezone', () => {
    expect(format.day('2024-06-09')?.toISOString()).toBe('2024-06-09T00:00:00.000Z');
    expect(format.longDay('2024-06-09')).toBe('9 June 2024');
    expect(format.shortDay('0099-01-02')).toBe('2 Jan 99');
  });
  test('that are none are shown as they came', () => {
    expect(format.day('never')).toBeUndefined();
    expect(format.longDay('never')).toBe('never');
    expect(format.span('never', undefined)).toBe('never');
  });
  test('spans say no more than they need', () => {
    expect(format.span('2024-06-01', '2024-06-30')).toBe('1–30 Jun 2024');
    expect(format.span('2024-05-28', '2024-06-03')).toBe('28 May – 3 Jun 2024');
    expect(format.span('2023-12-28', '2024-01-03')).toBe('28 Dec 2023 – 3 Jan 2024');
    expect(format.span('2024-06-01', '2024-06-01')).toBe('1 Jun 2024');
  });
});

describe('numbers', () => {
  test('have as many digits as help', () => {
    expect(format.number(1234)).toBe('1,234');
    expect(format.number(1234.5)).toBe('1,235');
    expect(format.number(12.34)).toBe('12.3');
    expect(format.number(0.4236)).toBe('0.42');
    expect(format.number(-3)).toBe('−3');
  });
  test('that are absent are not zero', () => {
    expect(format.number(undefined)).toBe('–');
    expect(format.number(NaN)).toBe('–');
    expect(format.band(undefined)).toBe('–');
  });
  test('ranges of one number are that number', () => {
    expect(format.range(0, 3)).toBe('0 to 3');
    expect(format.range(2, 2)).toBe('2');
  });
  test('percentages never round to certainty', () => {
    expect(format.percent(0.999)).toBe('>99%');
    expect(format.percent(0.001)).toBe('<1%');
    expect(format.percent(1)).toBe('100%');
    expect(format.percent(0)).toBe('0%');
    expect(format.percent(0.384)).toBe('38%');
  });
  test('probabilities keep what is small', () => {
    expect(format.probability(0.2)).toBe('0.20');
    expect(format.probability(0.031)).toBe('0.031');
    expect(format.probability(0.00123)).toBe('0.0012');
    expect(format.probability(1e-9)).toBe('<0.0001');
  });
  test('counts take the unit they need', () => {
    expect(format.counted(1, ['launch', 'launches'])).toBe('1 launch');
    expect(format.counted(0, ['launch', 'launches'])).toBe('0 launches');
  });
});

test('labels are cut by characters that are seen', () => {
  expect(format.clip('abcdef', 4)).toBe('abc…');
  expect(format.clip('🎈🎈🎈🎈', 3)).toBe('🎈🎈…');
  expect(format.clip('ab', 4)).toBe('ab');
});
