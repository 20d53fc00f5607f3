/** Months, and events by month with the months in which there were none. Pure functions. */
import { text } from '../../lib/text';

export interface Month {
  /** "2024-09". */
  month: string;
  events: number;
}

const MONTH = /^(\d{4})-(\d{2})$/;

/** Months since year 0; `undefined` for what is no month. */
export function monthIndex(month: string): number | undefined {
  const parts = MONTH.exec(month);
  if (!parts) return undefined;
  const of = Number(parts[2]);
  return of >= 1 && of <= 12 ? Number(parts[1]) * 12 + of - 1 : undefined;
}

export function monthAt(index: number): string {
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Every month from the first to the last, in order. */
export function filled(months: readonly Month[]): Month[] {
  const events = new Map<number, number>();
  for (const one of months) {
    const at = monthIndex(one.month);
    if (at !== undefined) events.set(at, (events.get(at) ?? 0) + one.events);
  }
  if (events.size === 0) return [];
  const first = Math.min(...events.keys());
  const last = Math.max(...events.keys());
  return Array.from({ length: last - first + 1 }, (_, at) => ({
    month: monthAt(first + at),
    events: events.get(first + at) ?? 0
  }));
}

/** "September 2024". */
export function monthName(month: string): string {
  const at = monthIndex(month);
  return at === undefined ? month : `${text.months[at % 12]} ${Math.floor(at / 12)}`;
}

/** The first instant of a month, or of one so many months after it. */
export function monthStart(month: string, after = 0): Date {
  const at = (monthIndex(month) ?? 0) + after;
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(at / 12), at % 12, 1);
  return date;
}

export function firstDay(month: string): string {
  return `${month}-01`;
}

export function lastDay(month: string): string {
  const at = monthIndex(month)!;
  const days = new Date(Date.UTC(2000, 0, 1));
  days.setUTCFullYear(Math.floor(at / 12), (at % 12) + 1, 0);
  return `${month}-${String(days.getUTCDate()).padStart(2, '0')}`;
}

/**
 * Which of the months a span of days reaches, as positions in the list; the
 * ends of the list where the span is open or reaches beyond it.
 */
export function reached(months: readonly Month[], from: string | undefined, to: string | undefined): [number, number] {
  const last = Math.max(0, months.length - 1);
  const start = monthIndex(months[0]?.month ?? '') ?? 0;
  const at = (day: string | undefined, absent: number) => {
    const index = day === undefined ? undefined : monthIndex(day.slice(0, 7));
    return index === undefined ? absent : Math.min(Math.max(index - start, 0), last);
  };
  const [a, b] = [at(from, 0), at(to, last)];
  return a <= b ? [a, b] : [b, a];
}
