/** What of a watch is new since the reader last looked at it. */
import type { WatchSummary } from './api';

/** What was to be seen of a watch at a visit. */
export interface Visit {
  at: string;
  known_digest: string;
  etag: string;
  records: number;
  alarms: number;
  level?: string;
  headlines: string[];
  judgements: number;
}

export type Difference =
  | { kind: 'first' }
  | { kind: 'nothing'; since: string }
  | { kind: 'some'; since: string; changes: Part[] };

export type Part =
  | { what: 'level'; before?: string; now?: string }
  | { what: 'alarms'; before: number; now: number }
  | { what: 'records'; before: number; now: number }
  | { what: 'headlines'; added: string[] }
  | { what: 'judgements'; added: number }
  /** The findings changed though none of the above did. */
  | { what: 'findings' };

export function visitOf(summary: WatchSummary, at: string): Visit {
  return {
    at,
    known_digest: summary.known_digest,
    etag: summary.etag,
    records: summary.records,
    alarms: summary.alarms,
    ...(summary.level === undefined ? {} : { level: summary.level }),
    headlines: summary.headlines,
    judgements: summary.judgements
  };
}

/** What changed from a visit to what is known now. */
export function sinceVisit(summary: WatchSummary, visit: Visit | undefined): Difference {
  if (!visit) return { kind: 'first' };
  const changes: Part[] = [];
  if (visit.level !== summary.level) changes.push({ what: 'level', before: visit.level, now: summary.level });
  if (visit.alarms !== summary.alarms) changes.push({ what: 'alarms', before: visit.alarms, now: summary.alarms });
  if (visit.records !== summary.records) changes.push({ what: 'records', before: visit.records, now: summary.records });
  const added = summary.headlines.filter((one) => !visit.headlines.includes(one));
  if (added.length > 0) changes.push({ what: 'headlines', added });
  if (summary.judgements > visit.judgements) changes.push({ what: 'judgements', added: summary.judgements - visit.judgements });
  if (changes.length === 0 && (visit.known_digest !== summary.known_digest || visit.etag !== summary.etag))
    changes.push({ what: 'findings' });
  return changes.length === 0 ? { kind: 'nothing', since: visit.at } : { kind: 'some', since: visit.at, changes };
}

const KEY = 'foreshock.visits';
type Stored = Pick<Storage, 'getItem' | 'setItem'>;

/** The last visits by watch; what cannot be read counts as none. */
export function readVisits(storage: Stored): Map<string, Visit> {
  try {
    const found: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
    if (!Array.isArray(found)) return new Map();
    return new Map(
      (found as unknown[]).flatMap((entry): [string, Visit][] =>
        Array.isArray(entry) && typeof entry[0] === 'string' && isVisit(entry[1]) ? [[entry[0], entry[1]]] : []
      )
    );
  } catch {
    return new Map();
  }
}

export function writeVisits(storage: Stored, visits: ReadonlyMap<string, Visit>): void {
  try {
    storage.setItem(KEY, JSON.stringify([...visits]));
  } catch {
    // Without storage every visit is the first.
  }
}

function isVisit(value: unknown): value is Visit {
  if (typeof value !== 'object' || value === null) return false;
  const visit = value as Record<string, unknown>;
  return (
    ['at', 'known_digest', 'etag'].every((key) => typeof visit[key] === 'string') &&
    ['records', 'alarms', 'judgements'].every((key) => typeof visit[key] === 'number') &&
    Array.isArray(visit['headlines']) &&
    (visit['headlines'] as unknown[]).every((one) => typeof one === 'string') &&
    (visit['level'] === undefined || typeof visit['level'] === 'string')
  );
}
