/** How often a tripwire's sign was followed by its outcome, against any day. */
import * as Plot from '@observablehq/plot';
import type { CountedShare, SignStrength, TripwireFinding } from '../lib/assessment';
import { number, percent, span } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

export function shareText(tripwire: TripwireFinding): string {
  const { followed } = tripwire;
  return followed
    ? text.tripwires.shareValue(percent(followed.share), percent(followed.lower), percent(followed.upper))
    : text.none;
}

function counted(share: CountedShare | undefined): string {
  if (!share) return text.none;
  const t = text.tripwires;
  const value = t.shareValue(percent(share.share), percent(share.lower), percent(share.upper));
  return `${value}; ${t.cases(number(share.having), number(share.of), number(share.independent))}`;
}

/** The likelihood ratio of a sign with its interval. */
export function likelihoodText(found: SignStrength | undefined): string {
  const one = found?.likelihood_ratio;
  if (!one) return text.none;
  const t = text.tripwires;
  return one.upper === undefined
    ? t.ratioUp(number(one.ratio), number(one.lower))
    : t.ratioValue(number(one.ratio), number(one.lower), number(one.upper));
}

/** Measures of how sure a sign is, without it as well. */
export function strengthRows(tripwire: TripwireFinding): string[][] {
  const found = tripwire.strength;
  const t = text.tripwires;
  if (!found) return [];
  return [
    [t.share, counted(found.followed)],
    [t.withoutBefore, counted(found.without_sign_before)],
    [t.withoutSign, counted(found.without_sign)],
    [t.likelihoodRatio, likelihoodText(found)],
    [t.sure, t.verdicts[found.verdict] ?? found.verdict]
  ];
}

export function shareSummary(tripwire: TripwireFinding): string {
  return text.tripwires.summary(tripwire.title, shareText(tripwire), percent(tripwire.base_rate));
}

export function shareTable(tripwire: TripwireFinding): Table {
  const t = text.tripwires;
  return {
    caption: t.caption(tripwire.title),
    columns: [{ title: t.measure }, { title: t.value, numeric: true }],
    rows: [
      [t.hits, number(tripwire.hits)],
      [t.falseAlarms, number(tripwire.false_alarms)],
      [t.pending, number(tripwire.pending)],
      [t.misses, number(tripwire.misses)],
      [t.outcomes, number(tripwire.outcomes)],
      ...(tripwire.strength ? strengthRows(tripwire) : [[t.share, shareText(tripwire)]]),
      [t.base, percent(tripwire.base_rate)],
      ...(tripwire.span ? [[t.span, span(...tripwire.span)]] : [])
    ]
  };
}

export const SHARE_HEIGHT = 84;

export function drawShare(tripwire: TripwireFinding, { width }: Size): SVGSVGElement {
  const { followed, base_rate: base } = tripwire;
  const atEnd = (value: number) => (value > 0.72 ? 'end' : value < 0.28 ? 'start' : 'middle');
  const svg = Plot.plot({
    width,
    height: SHARE_HEIGHT,
    marginLeft: 12,
    marginRight: 18,
    marginTop: 26,
    marginBottom: 24,
    style: look,
    x: { domain: [0, 1] },
    y: { type: 'linear', domain: [0, 1], axis: null },
    marks: [
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], { tickFormat: (v: number) => `${v * 100}%`, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.ruleY([0], { stroke: 'var(--ink-3)' }),
      followed ? Plot.ruleY([0.4], { x1: followed.lower, x2: followed.upper, stroke: 'var(--ink)', strokeWidth: 2 }) : null,
      followed ? Plot.dot([followed.share], { x: (v: number) => v, y: () => 0.4, r: 5, fill: 'var(--ink)' }) : null,
      base !== undefined ? Plot.ruleX([base], { stroke: 'var(--blue)', strokeWidth: 1.6, strokeDasharray: '4 3' }) : null,
      base !== undefined
        ? Plot.text([base], {
            x: (v: number) => v,
            frameAnchor: 'top',
            dy: -12,
            textAnchor: atEnd(base),
            text: () => text.tripwires.baseShort(percent(base)),
            fill: 'var(--blue)'
          })
        : null
    ]
  });
  return named(svg, shareSummary(tripwire));
}
