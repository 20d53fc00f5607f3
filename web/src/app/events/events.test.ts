import { describe, expect, test } from 'vitest';
import type { EventRow } from '../api';
import { areaOf, holds, outline, panned, placeAt, REGIONS, viewOfArea, zoomed } from './area';
import { drawable } from './histogram';
import { filled, lastDay, monthAt, monthIndex, reached } from './months';
import { columnsFor, parties } from './rows';
import { differences, steps } from './versions';

const event = (more: Partial<EventRow> = {}): EventRow => ({
  source_id: 'gdelt', event_id: '1', version: 1, publisher: 'GDELT', date: '2024-09-01', date_precision: 'day', category: '190',
  file: 'a.csv', file_sha256: 'ab', row: 1, known_from: '2024-09-01T12:00:00Z', known_by: 'published', ...more
});

describe('versions', () => {
  test('differ in what they say, not in where it was read', () => {
    const before = event({ text: 'three shells', count: 3 });
    const after = event({ text: 'four shells', count: 4, place: 'Yeonpyeong', version: 2, file: 'b.csv', row: 9, known_from: '2024-09-02T12:00:00Z' });
    expect(differences(before, after)).toEqual([
      { field: 'count', before: 3, after: 4 },
      { field: 'place', before: undefined, after: 'Yeonpyeong' },
      { field: 'text', before: 'three shells', after: 'four shells' }
    ]);
    expect(differences(after, before)).toHaveLength(3);
    expect(differences(before, { ...before, version: 2 })).toEqual([]);
  });

  test('are told one after the other: first, revised, repeated, withdrawn, back again', () => {
    const all = [
      event(),
      event({ version: 2, count: 1 }),
      event({ version: 3, count: 1 }),
      event({ version: 4, count: 1, retracted: true }),
      event({ version: 5, count: 2 })
    ];
    expect(steps(all).map((one) => one.kind)).toEqual(['first', 'revised', 'same', 'retracted', 'restored']);
    expect(steps(all)[4]!.changed).toEqual([{ field: 'count', before: 1, after: 2 }]);
    expect(steps([])).toEqual([]);
  });
});

describe('months', () => {
  test('without events stand between those with some; what is no month is left out', () => {
    expect(filled([{ month: '2024-02', events: 4 }, { month: '2023-12', events: 1 }, { month: 'never', events: 9 }])).toEqual([
      { month: '2023-12', events: 1 },
      { month: '2024-01', events: 0 },
      { month: '2024-02', events: 4 }
    ]);
    expect(filled([])).toEqual([]);
    expect(monthIndex('2024-13')).toBeUndefined();
    expect(monthAt(monthIndex('0999-01')!)).toBe('0999-01');
  });

  test('end on their last day, leap years as well', () => {
    expect([lastDay('2024-02'), lastDay('2023-02'), lastDay('2023-12'), lastDay('1900-02')]).toEqual([
      '2024-02-29', '2023-02-28', '2023-12-31', '1900-02-28'
    ]);
  });

  test('are reached by a span of days, which may be open or go beyond them', () => {
    const months = filled([{ month: '2024-01', events: 1 }, { month: '2024-12', events: 1 }]);
    expect(reached(months, undefined, undefined)).toEqual([0, 11]);
    expect(reached(months, '2024-03-15', '2024-05-01')).toEqual([2, 4]);
    expect(reached(months, '1999-01-01', '2030-01-01')).toEqual([0, 11]);
    expect(reached(months, '2024-05-01', '2024-03-01')).toEqual([2, 4]);
    expect(reached([], '2024-05-01', undefined)).toEqual([0, 0]);
  });

  test('are drawn as whole numbers on the axis, whatever the most', () => {
    for (const most of [1, 2, 3, 7, 10, 99, 1000, 123_456]) {
      const at = drawable(most);
      expect(at.length).toBeGreaterThan(0);
      expect(at.length).toBeLessThanOrEqual(4);
      expect(at.every((value) => Number.isInteger(value) && value > 0 && value <= most)).toBe(true);
    }
  });
});

describe('the area on a map', () => {
  const zone = REGIONS[0]!;

  test('holds what is seen, and a view of it shows the whole area', () => {
    const area = areaOf(zone, 480, 394)!;
    expect(area.west).toBeLessThan(124.9);
    expect(area.east).toBeGreaterThan(128.4);
    expect(area.south).toBeLessThan(37.7);
    expect(area.north).toBeGreaterThan(38.6);
    const again = areaOf(viewOfArea(area), 480, 394)!;
    expect(again.west).toBeLessThanOrEqual(area.west + 0.05);
    expect(again.north).toBeGreaterThanOrEqual(area.north - 0.05);
  });

  test('is not there where the map shows the globe, or reaches across the date line', () => {
    expect(areaOf({ center: [127, 38], radius: 120 }, 480, 394)).toBeUndefined();
    expect(areaOf({ center: [179.5, 0], radius: 3 }, 480, 394)).toBeUndefined();
    expect(areaOf({ center: [170, 0], radius: 3 }, 480, 394)).toBeDefined();
  });

  test('a point of the map is a place, the middle that of the view', () => {
    const [lon, lat] = placeAt(zone, 480, 394, 240, 197)!;
    expect(lon).toBeCloseTo(zone.center[0], 6);
    expect(lat).toBeCloseTo(zone.center[1], 6);
    expect(placeAt(zone, 480, 394, 480, 197)![0]).toBeGreaterThan(lon);
    expect(placeAt(zone, 480, 394, 240, 0)![1]).toBeGreaterThan(lat);
  });

  test('zoom and moves stay on the globe', () => {
    expect(zoomed({ center: [0, 0], radius: 170 }, 2).radius).toBe(180);
    expect(zoomed({ center: [0, 0], radius: 0.11 }, 0.5).radius).toBe(0.1);
    expect(panned({ center: [179, 0], radius: 10 }, 0.5, 0).center[0]).toBeCloseTo(-176, 6);
    expect(panned({ center: [0, 84], radius: 10 }, 0, 0.5).center[1]).toBe(85);
  });

  test('is outlined as a closed line, and a region knows its places', () => {
    const line = outline({ west: 1, south: 2, east: 3, north: 4 });
    expect(line[0]).toEqual(line[line.length - 1]);
    expect(holds(zone, { lat: 37.956, lon: 126.677 })).toBe(true);
    expect(holds(zone, { lat: 35.68, lon: 139.69 })).toBe(false);
  });
});

describe('rows', () => {
  test('are cards on a phone; wider tables gain columns and lose none', () => {
    expect(columnsFor(20)).toHaveLength(1);
    let before = 0;
    for (const rems of [38, 44, 56, 70, 200]) {
      const columns = columnsFor(rems);
      expect(columns.length).toBeGreaterThanOrEqual(before);
      expect(columns.some((column) => column.name === 'text')).toBe(true);
      before = columns.length;
    }
  });

  test('name who did it to whom, as far as it is known', () => {
    expect(parties(event({ actor: 'PRK', actor_name: 'North Korea', target: 'KOR' }))).toBe('North Korea → KOR');
    expect(parties(event({ actor: 'PRK' }))).toBe('PRK');
    expect(parties(event({ target: 'KOR' }))).toBe('→ KOR');
    expect(parties(event())).toBe('');
  });
});
