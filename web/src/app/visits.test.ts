import { describe, expect, test } from 'vitest';
import type { WatchSummary } from './api';
import { readVisits, sinceVisit, visitOf, writeVisits } from './visits';

const summary = (changes: Partial<WatchSummary> = {}): WatchSummary => ({
  id: 'k', title: 'K', as_of: '2024-09-16', date: '2024-09-16', timezone: 'UTC', records: 10, indicators: 4, alarms: 1,
  headlines: ['a', 'b'], level: 'Routine', changes: 0, latest: '2024-09-16T00:00:00Z', known_digest: 'd1', etag: 'e1',
  judgements: 2, doubtful: 0, capabilities: {} as WatchSummary['capabilities'], ...changes
});
const before = visitOf(summary(), '2024-09-01T00:00:00Z');

describe('since the last visit', () => {
  test('the first visit says so', () => {
    expect(sinceVisit(summary(), undefined)).toEqual({ kind: 'first' });
  });
  test('nothing changed is said with the day', () => {
    expect(sinceVisit(summary(), before)).toEqual({ kind: 'nothing', since: '2024-09-01T00:00:00Z' });
  });
  test('each thing that changed is told, from what to what', () => {
    const found = sinceVisit(
      summary({ level: 'Elevated', alarms: 3, records: 12, headlines: ['b', 'c'], judgements: 3, etag: 'e2' }),
      before
    );
    expect(found).toEqual({
      kind: 'some',
      since: '2024-09-01T00:00:00Z',
      changes: [
        { what: 'level', before: 'Routine', now: 'Elevated' },
        { what: 'alarms', before: 1, now: 3 },
        { what: 'records', before: 10, now: 12 },
        { what: 'headlines', added: ['c'] },
        { what: 'judgements', added: 1 }
      ]
    });
  });
  test('a corrected record moves no count and is told all the same', () => {
    expect(sinceVisit(summary({ known_digest: 'd2' }), before)).toMatchObject({ kind: 'some', changes: [{ what: 'findings' }] });
  });
  test('a level that was dropped from the watch is told', () => {
    expect(sinceVisit(summary({ level: undefined }), before)).toMatchObject({ changes: [{ what: 'level', before: 'Routine', now: undefined }] });
  });
});

describe('what is remembered', () => {
  const storage = (content: string | null = null) => {
    let kept = content;
    return { getItem: () => kept, setItem: (_: string, value: string) => { kept = value; } };
  };
  test('comes back as it was written', () => {
    const held = storage();
    writeVisits(held, new Map([['k', before], ['__proto__', before]]));
    expect([...readVisits(held)]).toEqual([['k', before], ['__proto__', before]]);
  });
  test('anything else counts as no visit', () => {
    for (const content of [null, '', 'null', '{', '{"k":1}', '[["k",{}]]', '[["k",null]]', '[["k",{"at":"x","known_digest":"d","etag":"e","records":"1","alarms":0,"judgements":0,"headlines":[]}]]'])
      expect(readVisits(storage(content)).size).toBe(0);
  });
  test('storage that is shut is no failure', () => {
    const shut = { getItem: (): string => { throw new Error('shut'); }, setItem: () => { throw new Error('shut'); } };
    expect(readVisits(shut).size).toBe(0);
    expect(() => writeVisits(shut, new Map())).not.toThrow();
  });
});
