import { describe, expect, test } from 'vitest';
import { complete } from '../../brief/complete';
import type { Assessment } from '../../lib/assessment';
import { changeOf, compare, sidesOf } from './compare';

const view = (parts: Record<string, unknown>): Assessment => complete({ records: 0, ...parts });
const indicator = (id: string, level?: number, observed?: number, band: [number, number] = [0, 3], trend = 'unclear') => ({
  id,
  title: id.toUpperCase(),
  level,
  latest: observed === undefined ? undefined : { observed, expected: { lower: band[0], median: 1, upper: band[1] } },
  frequency: { trend, ratio: 1 }
});

describe('two views side by side', () => {
  test('a view differs from itself in nothing', () => {
    const one = view({
      records: 5,
      headlines: ['h'],
      indicators: [indicator('a', 1, 4)],
      claims: [{ id: 'c', text: 'C', verdict: 'open' }],
      forecasts: [{ id: 'q', text: 'Q', forecasts: [{ horizon_days: 7, state: 'open', probability: 0.2 }] }],
      events: [{ source_id: 's', event_id: '1' }],
      readiness: { now: { place: 0, title: 'Routine' } }
    });
    const found = compare(one, one);
    expect(found.headlines).toEqual({ first: [], second: [], both: ['h'] });
    expect(found.events).toEqual({ added: 0, removed: 0 });
    for (const pair of [...found.indicators, ...found.claims, ...found.forecasts, found.readiness!]) expect(pair.change).toBe('same');
  });

  test('an indicator is told by its level, else by any part that moved', () => {
    const found = compare(
      view({ indicators: [indicator('up', 0, 1), indicator('down', 3, 9), indicator('more', 0, 1), indicator('band', 0, 1), indicator('trend', 0, 1), indicator('gone', 1, 1)] }),
      view({
        indicators: [
          indicator('up', 2, 8), indicator('down', 1, 2), indicator('more', 0, 2), indicator('band', 0, 1, [0, 5]), indicator('trend', 0, 1, [0, 3], 'rising'), indicator('new', 1, 1)
        ]
      })
    );
    expect(found.indicators.map((pair) => [pair.id, pair.change])).toEqual([
      ['up', 'higher'], ['down', 'lower'], ['more', 'other'], ['band', 'other'], ['trend', 'other'], ['new', 'added'], ['gone', 'removed']
    ]);
    expect(found.indicators[0]!.parts).toMatchObject({ level: 'higher', observed: 'higher', expected: 'same', frequency: 'same' });
    expect(found.indicators[4]!.parts).toMatchObject({ level: 'same', frequency: 'other' });
  });

  test('a level that could not be told before is not called higher', () => {
    const [pair] = compare(view({ indicators: [indicator('a', undefined, 1)] }), view({ indicators: [indicator('a', 2, 1)] })).indicators;
    expect(pair!.parts.level).toBe('added');
    expect(pair!.change).toBe('other');
  });

  test('forecasts are matched by question and horizon, and a settled one is no lower chance', () => {
    const question = (forecasts: unknown[]) => view({ forecasts: [{ id: 'q', text: 'Q', forecasts }] });
    const found = compare(
      question([{ horizon_days: 7, state: 'open', probability: 0.2 }, { horizon_days: 30, state: 'open', probability: 0.5 }, { horizon_days: 90, state: 'open', probability: 0.9 }]),
      question([{ horizon_days: 7, state: 'open', probability: 0.3 }, { horizon_days: 30, state: 'yes' }])
    );
    expect(found.forecasts.map((pair) => [pair.horizon, pair.change])).toEqual([[7, 'higher'], [30, 'other'], [90, 'removed']]);
  });

  test('what became known and what was withdrawn is counted', () => {
    const events = (...ids: string[]) => ids.map((event_id) => ({ source_id: 's', event_id }));
    expect(compare(view({ records: 2, events: events('1', '2') }), view({ records: 4, events: events('2', '3', '4') }))).toMatchObject({
      records: { first: 2, second: 4 },
      events: { added: 2, removed: 1 }
    });
  });

  test('absent is not zero', () => {
    expect([changeOf(undefined, 0), changeOf(0, undefined), changeOf(undefined, undefined), changeOf(0, 0), changeOf(1, 0)]).toEqual([
      'added', 'removed', 'same', 'same', 'lower'
    ]);
  });
});

describe('the sides of an address', () => {
  const own = '2024-09-16';
  const before = '2024-09-09';
  test('two instants stand in order of time, whichever is named first', () => {
    for (const [asOf, other] of [['2024-06-01', '2024-09-16'], ['2024-09-16', '2024-06-01']])
      expect(sidesOf({ asOf, with: other }, own, before)).toEqual({ first: { asOf: '2024-06-01' }, second: { asOf: '2024-09-16' }, doubtful: false });
    expect(sidesOf({ asOf: 'now', with: '2030-01-01' }, own, before).second.asOf).toBe('now');
    expect(sidesOf({ asOf: '2024-06-01', with: '2024-06-01T12:00:00Z' }, own, before).first.asOf).toBe('2024-06-01T12:00:00Z');
  });
  test('without an instant the watch’s own day is compared with the one before it', () => {
    expect(sidesOf({}, own, before)).toMatchObject({ first: { asOf: '2024-09-09' }, second: { asOf: undefined } });
  });
  test('doubtful reports alone make the difference where one instant is named', () => {
    expect(sidesOf({ asOf: '2024-06-01', without: 'doubtful' }, own, before)).toEqual({
      first: { asOf: '2024-06-01' }, second: { asOf: '2024-06-01', without: 'doubtful' }, doubtful: true
    });
  });
  test('with two instants they are left out on both sides', () => {
    const found = sidesOf({ asOf: '2024-06-01', with: '2024-09-16', without: 'doubtful' }, own, before);
    expect([found.first.without, found.second.without, found.doubtful]).toEqual(['doubtful', 'doubtful', false]);
  });
});
