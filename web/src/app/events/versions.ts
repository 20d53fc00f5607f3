/** What changed from one version of an event to the next. Pure functions. */
import type { EventRow } from '../api';

/** What an event says; where and when it was read is not part of it. */
export const FIELDS = [
  'date', 'until', 'date_precision', 'category', 'actor', 'actor_name', 'target', 'target_name', 'count', 'intensity',
  'fatalities', 'place', 'lat', 'lon', 'country', 'text', 'citation', 'url'
] as const satisfies readonly (keyof EventRow)[];
export type Field = (typeof FIELDS)[number];

export interface Difference {
  field: Field;
  before?: string | number;
  after?: string | number;
}

export function differences(before: EventRow, after: EventRow): Difference[] {
  return FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    before: before[field],
    after: after[field]
  }));
}

export interface Step {
  version: EventRow;
  /** Absent for the first one. */
  changed?: Difference[];
  kind: 'first' | 'revised' | 'same' | 'retracted' | 'restored';
}

/** Versions, oldest first, each with what it changed. */
export function steps(versions: readonly EventRow[]): Step[] {
  return versions.map((version, at) => {
    const before = versions[at - 1];
    if (!before) return { version, kind: version.retracted ? 'retracted' : 'first' };
    const changed = differences(before, version);
    if (version.retracted) return { version, changed, kind: 'retracted' };
    if (before.retracted) return { version, changed, kind: 'restored' };
    return { version, changed, kind: changed.length > 0 ? 'revised' : 'same' };
  });
}
