/**
 * Numbers and days as they are printed. Pure functions; every one of them
 * takes what the assessment holds and gives text.
 */
import { text } from './text';
import type { Band } from './assessment';

const DAY = 86_400_000;
const MINUS = '\u2212';
const THIN = '\u202f';

/** A day as a date at midnight UTC; `undefined` where it is no ISO day. */
export function day(iso: string | undefined): Date | undefined {
  const parts = /^([+-]?\d{4,6})-(\d{2})-(\d{2})/.exec(iso ?? '');
  if (!parts) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The day after, so that a period of days can be drawn to its end. */
export function after(date: Date): Date {
  return new Date(date.getTime() + DAY);
}

/** Whole days from one day to another. */
export function daysBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / DAY);
}

/** "9 June 2024"; what is no ISO day is shown as it came. */
export function longDay(iso: string | undefined): string {
  const date = day(iso);
  if (!date) return iso ?? '';
  return `${date.getUTCDate()} ${text.months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "9 Jun 2024". */
export function shortDay(iso: string | undefined): string {
  const date = day(iso);
  if (!date) return iso ?? '';
  return `${date.getUTCDate()} ${text.monthsShort[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "1–30 June 2024", "28 May – 3 June 2024", "28 Dec 2023 – 3 Jan 2024". */
export function span(from: string | undefined, to: string | undefined): string {
  const a = day(from);
  const b = day(to);
  if (!a || !b) return [from, to].filter(Boolean).join(' – ');
  if (a.getTime() === b.getTime()) return shortDay(from);
  const sameYear = a.getUTCFullYear() === b.getUTCFullYear();
  const sameMonth = sameYear && a.getUTCMonth() === b.getUTCMonth();
  if (sameMonth) return `${a.getUTCDate()}–${shortDay(to)}`;
  const left = sameYear
    ? `${a.getUTCDate()} ${text.monthsShort[a.getUTCMonth()]}`
    : shortDay(from);
  return `${left} – ${shortDay(to)}`;
}

/** A number with as many digits as help: 1,234; 12.3; 0.42; 0.0031. */
export function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return text.none;
  const size = Math.abs(value);
  const options: Intl.NumberFormatOptions =
    size >= 100 || Number.isInteger(value)
      ? { maximumFractionDigits: 0 }
      : size >= 10
        ? { maximumFractionDigits: 1 }
        : { maximumSignificantDigits: 2 };
  return value.toLocaleString(text.locale, options).replace(/^-/, MINUS);
}

/** A number for an axis: 1,200; 12k; 3.4M. */
export function tick(value: number): string {
  if (Math.abs(value) < 10_000) return number(value);
  return value
    .toLocaleString(text.locale, { notation: 'compact', maximumFractionDigits: 1 })
    .replace(/^-/, MINUS);
}

/** "0 to 3". */
export function range(lower: number, upper: number): string {
  return number(lower) === number(upper)
    ? number(lower)
    : text.fromTo(number(lower), number(upper));
}

/** "0 to 3" of a predictive band. */
export function band(expected: Band | undefined): string {
  return expected ? range(expected.lower, expected.upper) : text.none;
}

/** "×2.4". */
export function ratio(value: number): string {
  return `×${number(value)}`;
}

/** "+12" or "−3": a slope needs its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${number(value)}` : number(value);
}

/** "38%"; never "0%" or "100%" for what is only near to it. */
export function percent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return text.none;
  const value = share * 100;
  if (value > 0 && value < 1) return '<1%';
  if (value < 100 && value > 99) return '>99%';
  return `${Math.round(value)}%`;
}

/** A probability: "0.031", "0.20", "<0.0001". */
export function probability(p: number | undefined): string {
  if (p === undefined || !Number.isFinite(p)) return text.none;
  if (p < 0.0001) return '<0.0001';
  if (p < 0.01) return p.toLocaleString(text.locale, { maximumSignificantDigits: 2 });
  return p.toFixed(p < 0.1 ? 3 : 2);
}

/** First digits of a digest, in groups that can be read aloud. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12).replace(/(.{4})(?=.)/g, `$1${THIN}`);
}

/** "1 launch", "9 launches". */
export function counted(value: number | undefined, unit: readonly [string, string]): string {
  return `${number(value)} ${value === 1 ? unit[0] : unit[1]}`;
}

/** "a", "a and b", "a, b and c". */
export function list(items: readonly string[]): string {
  return items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} ${text.and} ${items[items.length - 1]}`;
}

/** Text cut to fit a number of characters, for labels inside charts only. */
export function clip(label: string, characters: number): string {
  const all = Array.from(label);
  return all.length <= characters ? label : `${all.slice(0, Math.max(1, characters - 1)).join('').trimEnd()}…`;
}

/** Categories are identifiers in the tables; on paper they are words. */
export function words(identifier: string): string {
  return identifier.replace(/_/g, ' ');
}

/** "37.96° N, 126.68° E". */
export function position({ lat, lon }: { lat: number; lon: number }): string {
  const part = (value: number, plus: string, minus: string) =>
    `${Math.abs(value).toFixed(2)}° ${value < 0 ? minus : plus}`;
  return `${part(lat, 'N', 'S')}, ${part(lon, 'E', 'W')}`;
}

/** "16 Sep 2024, 12:04 UTC"; what is no instant is shown as it came. */
export function moment(at: string): string {
  const date = new Date(at);
  if (!/T/.test(at) || Number.isNaN(date.getTime())) return shortDay(at);
  const iso = date.toISOString();
  return `${shortDay(iso)}, ${iso.slice(11, 16)} UTC`;
}
