import { describe, expect, test } from 'vitest';
import type { InterventionFinding, OutcomeEffect, TripwireFinding } from '../lib/assessment';
import { clipped, forestHeight, forestSummary, forestTable, intervalText } from './forest';
import { shareTable } from './share';

const ratio = { ratio: 2, lower: 0.5, upper: 8, p_value: 0.3 };
const outcome = (more: Partial<OutcomeEffect> = {}): OutcomeEffect => ({
  indicator: 'x',
  title: 'Launches',
  onsets: 4,
  verdict: 'no_difference',
  agreement: 'neither_more',
  comparison: 'untold',
  text: 'Words.',
  level: {
    level: ratio,
    days: 40,
    events: 6,
    expected: 3,
    other_days: 300,
    other_events: 20,
    dispersion: 1,
    trend: false,
    season: false,
    detectable: { increase: 3 }
  },
  ...more
});
const intervention = (outcomes: OutcomeEffect[]): InterventionFinding => ({
  id: 'i', title: 'Talks', way: 'dates', window_days: 10, spans: [], outcomes, notes: []
});

describe('a forest plot', () => {
  test('keeps what lies beyond its axis at the end, and says that it goes on', () => {
    expect(clipped({ ratio: 0, lower: 0, upper: 300 })).toEqual({
      at: 0.05, from: 0.05, to: 20, goesOnDown: true, goesOnUp: true
    });
    expect(clipped(ratio).goesOnUp).toBe(false);
    expect(clipped({ ratio: 3, lower: 1 }).goesOnUp).toBe(true);
  });
  test('has a row for each indicator, also where an effect is not defined', () => {
    const table = forestTable(intervention([outcome(), outcome({ level: undefined, verdict: 'too_few' })]));
    expect(table.rows).toHaveLength(2);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
    expect(table.rows[1]?.[3]).toBe('–');
    expect(table.rows[0]?.[12]).toBe('no difference can be told');
    expect(forestHeight(2)).toBeGreaterThan(forestHeight(1));
  });
  test('says what it shows', () => {
    expect(forestSummary(intervention([outcome()]))).toContain('Launches');
    expect(intervalText({ ratio: 3, lower: 1.5 })).toContain('up');
    expect(intervalText(undefined)).toBe('–');
  });
});

test('a sign is shown with and without it', () => {
  const share = { share: 0.5, lower: 0.2, upper: 0.8, having: 5, of: 10, independent: 7 };
  const rows = shareTable({
    id: 'w', title: 'w', sign: 's', outcome: 'o', horizon_days: 10, fired: false,
    hits: 5, false_alarms: 5, pending: 0, misses: 1, outcomes: 6, text: '',
    strength: {
      verdict: 'cannot_tell', text: '', followed: share, without_sign: share,
      likelihood_ratio: { ratio: 1.5, lower: 0.4 }
    }
  } as TripwireFinding).rows.map((row) => row[1]);
  expect(rows).toContain('50% (95%: 20% to 80%); 5 of 10, 7 independent');
  expect(rows).toContain('1.5 (95%: from 0.4 up)');
  expect(rows).toContain('cannot be told');
});
