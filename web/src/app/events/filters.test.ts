import { describe, expect, test } from 'vitest';
import { contradictory, isoDay, nextSort, readFilters, readSort, setFilters, sorted, toApi, withoutFilter, writeFilters, type Filters } from './filters';

const all: Filters = {
  q: 'shells & "smoke" <b>',
  from: '2010-01-01',
  to: '2016-12-31',
  source: 'gdelt',
  publisher: 'GDELT 2.0',
  category: '190',
  actor: 'PRK.GOV',
  target: 'KOR',
  country: 'KOR',
  indicator: 'missiles',
  area: { west: 124.5, south: 37.4, east: 128.9, north: 38.8 },
  doubtful: false,
  noted: true
};

describe('filters and their address', () => {
  test('all of them come back from the address, through its text as well', () => {
    const written = writeFilters({}, all, 'count');
    const query = Object.fromEntries(new URLSearchParams(new URLSearchParams(written).toString()));
    expect(readFilters(query)).toEqual(all);
    expect(readSort(query)).toBe('count');
  });

  test('each one alone comes back, and nothing with it', () => {
    for (const name of setFilters(all)) {
      const one = { [name]: all[name] } as Filters;
      expect(readFilters(writeFilters({}, one))).toEqual(one);
    }
  });

  test('what belongs to other parts of the page stays; what was set before goes', () => {
    expect(writeFilters({ tab: 'x', q: 'old', west: '1', sort: 'place' }, { actor: 'PRK' })).toEqual({ tab: 'x', actor: 'PRK' });
  });

  test('what makes no sense in an address is left out', () => {
    expect(
      readFilters({ q: '   ', from: '2024-02-30', to: 'yesterday', doubtful: 'maybe', noted: '1', west: '1', south: '2', east: '3' })
    ).toEqual({});
    expect(readFilters({ west: '10', south: '50', east: '20', north: '40' }).area).toBeUndefined();
    expect(readFilters({ west: '10', south: '', east: '20', north: '40' }).area).toBeUndefined();
    expect(readFilters({ west: '-200', south: '0', east: '20', north: '40' }).area).toBeUndefined();
    expect(readSort({ sort: 'drop table' })).toBe('-date');
    expect(isoDay('2024-02-29')).toBe('2024-02-29');
    expect(isoDay('2023-02-29')).toBeUndefined();
  });

  test('a request has the sides of the area, to a thousandth of a degree', () => {
    expect(toApi({ area: { west: 124.50049, south: 37, east: 128.99951, north: 38.8 }, q: 'a' })).toEqual({
      q: 'a', west: 124.5, south: 37, east: 129, north: 38.8
    });
  });

  test('a filter that is removed leaves the others and the one it came from as they were', () => {
    const before = { ...all };
    expect(withoutFilter(all, 'from', 'to')).not.toHaveProperty('from');
    expect(all).toEqual(before);
    expect(setFilters(withoutFilter(all, 'area'))).not.toContain('area');
  });

  test('days in the wrong order are told from those that fit', () => {
    expect(contradictory({ from: '2024-05-01', to: '2024-04-30' })).toBe(true);
    expect(contradictory({ from: '2024-05-01', to: '2024-05-01' })).toBe(false);
    expect(contradictory({ to: '2024-05-01' })).toBe(false);
  });

  test('a head turns the order around, and begins with the newest or largest', () => {
    expect(nextSort('category', 'date')).toBe('-date');
    expect(nextSort('-date', 'date')).toBe('date');
    expect(nextSort('date', 'date')).toBe('-date');
    expect(nextSort('date', 'place')).toBe('place');
    expect(sorted('-count', 'count')).toBe('descending');
    expect(sorted('place', 'place')).toBe('ascending');
    expect(sorted('place', 'date')).toBeUndefined();
  });
});
