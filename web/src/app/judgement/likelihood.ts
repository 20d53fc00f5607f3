/** Likelihoods as they are said. */
import { number } from '../../lib/format';
import { factor } from '../../lib/hypotheses';
import { text as common } from '../../lib/text';
import type { Likelihood } from '../api';
import { text } from './text';

/** A share as a percentage that loses no digit that a person has given. */
export function exactPercent(share: number): string {
  return `${Number((share * 100).toPrecision(4))}%`;
}

/** "very likely", "35%", "20% to 45%"; of ratios "×2.00". */
export function likelihoodWords(value: Likelihood | undefined, ratio: boolean): string {
  if (value === undefined) return text.weighing.notSet;
  if (typeof value === 'string') return value;
  const say = ratio ? factor : exactPercent;
  if (typeof value === 'number') return say(value);
  return common.fromTo(say(value[0]), say(value[1]));
}

/** The difference of two shares in points, with its sign. */
export function points(before: number, after: number): string {
  const by = Math.round((after - before) * 1000) / 10;
  return by > 0 ? `+${number(by)}` : number(by);
}
