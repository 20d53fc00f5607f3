import { expect, test } from 'vitest';
import type { Assessment, ClaimFinding, IndicatorFinding } from './assessment';
import { anchor, byClaim, byUrgency, eventsOf, sides } from './findings';
import { safeUrl } from './links';
import { ProvenanceIndex } from './provenance';

const indicator = (id: string, more: Partial<IndicatorFinding> = {}): IndicatorFinding => ({
  id,
  title: id,
  unit: ['event', 'events'],
  measure: 'count',
  is_level: false,
  period: '30 days',
  direction: 'up',
  sources: [],
  status: 'assessed',
  level_word: '',
  reason: '',
  series: [],
  notes: [],
  events: [],
  events_total: 0,
  ...more
});
const claim = (id: string, more: Partial<ClaimFinding> = {}): ClaimFinding => ({
  id,
  text: id,
  verdict: 'open',
  reason: '',
  hangs_on: [],
  evidence: [],
  ...more
});

test('indicators stand under their claims in the order of the watch', () => {
  const groups = byClaim({
    claims: [claim('a'), claim('b'), claim('empty')],
    indicators: [
      indicator('1', { claim: 'b' }),
      indicator('2'),
      indicator('3', { claim: 'a' }),
      indicator('4', { claim: 'b' }),
      indicator('5', { claim: 'gone' })
    ]
  } as unknown as Assessment);
  expect(groups.map((group) => [group.claim?.id, group.indicators.map((one) => one.id)])).toEqual([
    ['a', ['3']],
    ['b', ['1', '4']],
    [undefined, ['2', '5']]
  ]);
});

test('the most urgent come first and those without a level last', () => {
  const order = byUrgency([
    indicator('none'),
    indicator('low', { level: 0 }),
    indicator('high', { level: 4 }),
    indicator('middle', { level: 2 })
  ]);
  expect(order.map((one) => one.id)).toEqual(['high', 'middle', 'low', 'none']);
});

test('events come newest first, and an index that leads nowhere is left out', () => {
  const events = ['a', 'b', 'c'].map((event_id) => ({ event_id }));
  const found = eventsOf({ events } as unknown as Assessment, indicator('x', { events: [0, 2, 7, -1] }));
  expect(found.map((event) => event.event_id)).toEqual(['c', 'a']);
});

test('evidence stands on its side, strongest first', () => {
  const evidence = (id: string, verdict: 'supports' | 'contradicts', p_value?: number) => ({
    kind: 'indicator' as const,
    id,
    title: id,
    expects: 'up' as const,
    verdict,
    strength: p_value === undefined ? undefined : { p_value, odds_at_most: 1, grade: 'positive' as const },
    reason: ''
  });
  const weighed = sides(
    claim('c', {
      evidence: [
        evidence('unknown', 'supports'),
        evidence('weak', 'supports', 0.04),
        evidence('strong', 'supports', 0.001),
        evidence('gone', 'contradicts')
      ]
    })
  );
  expect(weighed.supports.map((one) => one.id)).toEqual(['strong', 'weak', 'unknown']);
  expect(weighed.contradicts.map((one) => one.id)).toEqual(['gone']);
});

test('two ids never share an anchor', () => {
  expect(anchor('indicator', 'a b')).not.toBe(anchor('indicator', 'a_b'));
  expect(anchor('indicator', '" onclick="x')).toMatch(/^[A-Za-z0-9_-]+$/);
});

test('only addresses of the web become links', () => {
  expect(safeUrl('https://example.org/a?b=<c>')).toBe('https://example.org/a?b=%3Cc%3E');
  expect(safeUrl(' http://example.org ')).toBe('http://example.org/');
  for (const address of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', '//x.org', 'file:///etc', '', 'x'])
    expect(safeUrl(address)).toBeUndefined();
});

test('provenance is found by source and event together', () => {
  const entry = (source_id: string, event_id: string, row: number) => ({
    source_id, event_id, row, file: 'f.csv', file_sha256: ''
  });
  const index = new ProvenanceIndex([entry('a', 'b/c', 1), entry('a/b', 'c', 2)]);
  expect(index.of('a', 'b/c')?.row).toBe(1);
  expect(index.of('a/b', 'c')?.row).toBe(2);
  expect(index.of('a', 'c')).toBeUndefined();
});
