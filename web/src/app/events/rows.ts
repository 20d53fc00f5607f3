/** How the row of an event is laid out and said. Pure functions. */
import type { EventRow } from '../api';
import { text } from './text';

export interface Column {
  name: keyof typeof text.columns;
  /** A track of a CSS grid. */
  width: string;
}

/** Columns by which the server can put rows in order. */
export const SORTED: { [column in Column['name']]?: 'date' | 'count' | 'category' | 'place' } = {
  date: 'date',
  count: 'count',
  category: 'category',
  place: 'place'
};

/** Each column with the width of the table, in letters' heights, from which on it is shown. */
const COLUMNS: readonly (Column & { from: number })[] = [
  { name: 'date', width: '6.4rem', from: 0 },
  { name: 'category', width: 'minmax(6rem, 1.1fr)', from: 0 },
  { name: 'parties', width: 'minmax(7rem, 1.4fr)', from: 54 },
  { name: 'text', width: 'minmax(12rem, 4fr)', from: 0 },
  { name: 'place', width: 'minmax(5rem, 1fr)', from: 0 },
  { name: 'count', width: '4.4rem', from: 42 },
  { name: 'source', width: 'minmax(6rem, 1fr)', from: 66 }
];

/** Below this width rows are cards in a list. */
const CARDS_BELOW = 37;

/** The columns that fit; a single one where rows are cards. */
export function columnsFor(rems: number): readonly Column[] {
  if (rems < CARDS_BELOW) return [{ name: 'text', width: 'minmax(0, 1fr)' }];
  return COLUMNS.filter((column) => column.from <= rems);
}

/** "North Korea → South Korea", by names where there are any. */
export function parties(row: EventRow): string {
  const actor = row.actor_name ?? row.actor;
  const target = row.target_name ?? row.target;
  return actor && target ? `${actor} → ${target}` : actor ? actor : target ? `→ ${target}` : '';
}
