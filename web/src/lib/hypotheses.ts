/** Numbers and words of the weighing of hypotheses. Pure functions. */
import { text } from './text';

/** Bits below which an item says nothing that is worth a word. */
const NEUTRAL = 0.1;

export type Leaning = 'favours' | 'opposes' | 'neutral' | 'unset';

/** Whether a cell speaks for its hypothesis, against it or neither. */
export function leaning(cell: { bits?: number } | undefined): Leaning {
  const bits = cell?.bits;
  if (bits === undefined) return 'unset';
  if (Math.abs(bits) < NEUTRAL) return 'neutral';
  return bits > 0 ? 'favours' : 'opposes';
}

/** Bits with their sign, in one decimal: "+1.2", "−0.8"; "" where there are none. */
export function signed(bits: number | undefined): string {
  if (bits === undefined || Math.abs(bits) < NEUTRAL) return '';
  return `${bits > 0 ? '+' : '−'}${Math.abs(bits).toFixed(1)}`;
}

/** A factor: "×2.4", "×0.03". */
export function factor(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
  return `×${value.toFixed(digits)}`;
}

/** A range in words, or its one value where both ends are the same. */
export function ranged(
  range: { lower: number; upper: number },
  format: (value: number) => string
): string {
  const [low, high] = [format(range.lower), format(range.upper)];
  return low === high ? low : text.fromTo(low, high);
}

/** "a", "a and b", "a, b and c". */
export function besides(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? text.none;
  return `${names.slice(0, -1).join(', ')} ${text.and} ${names[names.length - 1]}`;
}

/** At most `size` at a time, in order and as evenly as can be. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts = Math.ceil(items.length / size);
  return Array.from({ length: parts }, (_, part) =>
    items.slice(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts))
  );
}
