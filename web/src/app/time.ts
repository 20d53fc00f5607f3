/** Days as one moves through time: pure functions over ISO days. */
const DAY = 86_400_000;

export type Step = 'day' | 'week' | 'month';
export const STEPS: readonly Step[] = ['day', 'week', 'month'];

/** The day of an ISO day or instant; `undefined` where it is neither. */
export function dayOf(instant: string | undefined): string | undefined {
  const found = /^\d{4}-\d{2}-\d{2}/.exec(instant ?? '')?.[0];
  return found !== undefined && !Number.isNaN(Date.parse(found)) ? found : undefined;
}

/** Days since 1970; the day has to be one. */
export function numberOf(day: string): number {
  return Math.round(Date.parse(day) / DAY);
}

export function dayNumbered(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10);
}

/**
 * The day one step from another, `steps` may be negative. A month on from the
 * 31st is the last day of a shorter month.
 */
export function stepped(day: string, step: Step, steps: number): string {
  if (step !== 'month') return dayNumbered(numberOf(day) + steps * (step === 'week' ? 7 : 1));
  const date = new Date(Date.parse(day));
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + steps;
  const year = Math.floor(months / 12);
  const month = months - year * 12;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(date.getUTCDate(), last))).toISOString().slice(0, 10);
}

/** The day held between two others; a limit that is absent holds nothing. */
export function within(day: string, first: string | undefined, last: string | undefined): string {
  if (first !== undefined && day < first) return first;
  return last !== undefined && day > last ? last : day;
}
