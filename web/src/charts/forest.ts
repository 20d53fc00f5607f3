/** Rate ratios on a logarithmic axis: both designs side by side, with placebo dates behind them. */
import * as Plot from '@observablehq/plot';
import type { InterventionFinding, OutcomeEffect } from '../lib/assessment';
import { number, ratio } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

const ROW = 46;
const TOP = 22;
const BOTTOM = 34;
/** The axis: anything beyond stands at its end. */
const LEAST = 0.05;
const MOST = 20;

export const forestHeight = (rows: number): number => TOP + BOTTOM + ROW * Math.max(1, rows);

interface Estimate {
  ratio: number;
  lower: number;
  upper?: number;
}

/** The part of an interval that the axis shows, and at which ends it goes on. */
export function clipped(one: Estimate): { at: number; from: number; to: number; goesOnDown: boolean; goesOnUp: boolean } {
  const inside = (value: number) => Math.min(MOST, Math.max(LEAST, value));
  const upper = one.upper ?? Infinity;
  return {
    at: inside(one.ratio),
    from: inside(one.lower),
    to: inside(upper),
    goesOnDown: one.lower < LEAST,
    goesOnUp: upper > MOST
  };
}

export function intervalText(one: Estimate | undefined): string {
  const t = text.effects;
  if (!one) return text.none;
  return one.upper === undefined
    ? t.intervalUp(ratio(one.ratio), ratio(one.lower))
    : t.interval(ratio(one.ratio), ratio(one.lower), ratio(one.upper));
}

/** The point process as a rate ratio on the same days. */
export function processRatio(outcome: OutcomeEffect): Estimate | undefined {
  const found = outcome.excitation;
  return found && { ratio: found.ratio, lower: found.ratio_lower, upper: found.ratio_upper };
}

export function forestTable(intervention: InterventionFinding): Table {
  const t = text.effects;
  return {
    caption: t.caption(intervention.title),
    columns: [
      { title: t.outcome },
      { title: t.events, numeric: true },
      { title: t.expected, numeric: true },
      { title: t.regression, numeric: true },
      { title: t.process, numeric: true },
      { title: t.additional, numeric: true },
      { title: t.placebo, numeric: true },
      { title: t.placeboP, numeric: true },
      { title: t.before, numeric: true },
      { title: t.beforeP, numeric: true },
      { title: t.smallestRise, numeric: true },
      { title: t.smallestFall, numeric: true },
      { title: t.verdict }
    ],
    rows: intervention.outcomes.map((one) => [
      one.title,
      one.level ? t.onDays(number(one.level.events), number(one.level.days)) : text.none,
      number(one.level?.expected),
      intervalText(one.level?.level),
      intervalText(processRatio(one)),
      number(one.excitation?.additional),
      one.placebo ? t.range(ratio(one.placebo.lower), ratio(one.placebo.upper)) : text.none,
      number(one.placebo?.p_value),
      intervalText(one.before),
      number(one.before?.p_value),
      one.level?.detectable.increase === undefined ? text.none : ratio(one.level.detectable.increase),
      one.level?.detectable.decrease === undefined ? text.none : ratio(one.level.detectable.decrease),
      t.verdicts[one.verdict] ?? one.verdict
    ])
  };
}

export function forestSummary(intervention: InterventionFinding): string {
  const t = text.effects;
  const parts = intervention.outcomes.map((one) => t.summaryOf(one.title, intervalText(one.level?.level)));
  return t.summary(intervention.title, parts.join('; '));
}

export function drawForest(intervention: InterventionFinding, { width }: Size): SVGSVGElement {
  const t = text.effects;
  const rows = intervention.outcomes.map((one, row) => ({ one, row }));
  const placebo = rows.flatMap(({ one, row }) =>
    one.placebo ? [{ row, ...clipped({ ratio: one.placebo.median, lower: one.placebo.lower, upper: one.placebo.upper }) }] : []
  );
  const unseen = rows.flatMap(({ one, row }) => {
    const seen = one.level?.detectable;
    return [seen?.increase, seen?.decrease].flatMap((value) =>
      value !== undefined && value >= LEAST && value <= MOST ? [{ row, value }] : []
    );
  });
  const regression = rows.flatMap(({ one, row }) => (one.level ? [{ row, ...clipped(one.level.level) }] : []));
  const process = rows.flatMap(({ one, row }) => {
    const found = processRatio(one);
    return found ? [{ row, ...clipped(found) }] : [];
  });
  const ends = (marks: { row: number; from: number; to: number; goesOnDown: boolean; goesOnUp: boolean }[], dy: number, fill: string) => [
    Plot.text(marks.filter((mark) => mark.goesOnUp), { x: 'to', y: (mark: { row: number }) => mark.row + dy, text: () => '▸', fill, dx: 4 }),
    Plot.text(marks.filter((mark) => mark.goesOnDown), { x: 'from', y: (mark: { row: number }) => mark.row + dy, text: () => '◂', fill, dx: -4 })
  ];
  const ticks = width < 420 ? [0.1, 0.3, 1, 3, 10] : [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20];
  const at = (dy: number) => (mark: { row: number }) => mark.row + dy;
  const svg = Plot.plot({
    width,
    height: forestHeight(rows.length),
    marginLeft: 14,
    marginRight: 14,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: look,
    x: { type: 'log', domain: [LEAST, MOST] },
    y: { type: 'linear', domain: [Math.max(1, rows.length) - 0.5, -0.5], axis: null },
    marks: [
      Plot.axisX(ticks, { tickFormat: (value: number) => `×${value}`, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.rect(placebo, { x1: 'from', x2: 'to', y1: at(-0.12), y2: at(0.36), fill: 'var(--band)' }),
      Plot.ruleX([1], { stroke: 'var(--ink-3)' }),
      Plot.ruleX(unseen, { x: 'value', y1: at(-0.12), y2: at(0.36), stroke: 'var(--alarm)', strokeDasharray: '3 2', strokeWidth: 1.4 }),
      Plot.ruleY(regression, { y: at(0), x1: 'from', x2: 'to', stroke: 'var(--ink)', strokeWidth: 2 }),
      Plot.dot(regression, { y: at(0), x: 'at', r: 4.5, fill: 'var(--ink)' }),
      ...ends(regression, 0, 'var(--ink)'),
      Plot.ruleY(process, { y: at(0.24), x1: 'from', x2: 'to', stroke: 'var(--blue)', strokeWidth: 2 }),
      Plot.dot(process, { y: at(0.24), x: 'at', r: 4.5, fill: 'var(--paper)', stroke: 'var(--blue)', strokeWidth: 2 }),
      ...ends(process, 0.24, 'var(--blue)'),
      Plot.text(rows, { x: LEAST, y: at(-0.3), text: ({ one }: { one: OutcomeEffect }) => one.title, textAnchor: 'start', fontWeight: 600, fill: 'var(--ink)' }),
      Plot.text([t.axis], { frameAnchor: 'bottom', dy: 30, text: (label: string) => label, fill: 'var(--ink-2)' })
    ]
  });
  return named(svg, forestSummary(intervention));
}
