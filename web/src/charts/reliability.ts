/** How often it came true, by the probability that was given. */
import * as Plot from '@observablehq/plot';
import type { Scores } from '../lib/assessment';
import { number, percent } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

export const RELIABILITY_HEIGHT = 220;

export function reliabilityTable(scores: Scores, title: string): Table {
  const t = text.forecasts;
  return {
    caption: t.reliabilityCaption(title),
    columns: [
      { title: t.given },
      { title: t.mean, numeric: true },
      { title: t.count, numeric: true },
      { title: t.cameTrue, numeric: true },
      { title: t.consistent, numeric: true }
    ],
    rows: scores.reliability.map((bin) => [
      t.between(percent(bin.from), percent(bin.to)),
      percent(bin.mean),
      number(bin.forecasts),
      percent(bin.yes / bin.forecasts),
      bin.lower === undefined || bin.upper === undefined ? text.none : t.between(percent(bin.lower), percent(bin.upper))
    ])
  };
}

export function drawReliability(scores: Scores, title: string, { width }: Size): SVGSVGElement {
  const bins = scores.reliability.map((bin) => ({ ...bin, share: bin.yes / bin.forecasts }));
  const banded = bins.filter((bin) => bin.lower !== undefined && bin.upper !== undefined);
  const svg = Plot.plot({
    width: Math.min(width, 300),
    height: RELIABILITY_HEIGHT,
    marginLeft: 42,
    marginRight: 12,
    marginTop: 12,
    marginBottom: 38,
    style: look,
    x: { domain: [0, 1] },
    y: { domain: [0, 1] },
    r: { domain: [0, Math.max(1, ...bins.map((bin) => bin.forecasts))], range: [2, 7] },
    marks: [
      Plot.axisX([0, 0.5, 1], { tickFormat: (v: number) => `${v * 100}%`, tickSize: 3, label: text.forecasts.givenAxis, labelAnchor: 'center', labelArrow: 'none', stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.axisY([0, 0.5, 1], { tickFormat: (v: number) => `${v * 100}%`, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.ruleX(banded, { x: 'mean', y1: 'lower', y2: 'upper', stroke: 'var(--band)', strokeWidth: 9 }),
      Plot.line([[0, 0], [1, 1]], { stroke: 'var(--blue)', strokeDasharray: '4 3' }),
      Plot.dot(bins, { x: 'mean', y: 'share', r: 'forecasts', fill: 'var(--ink)' })
    ]
  });
  return named(svg, text.forecasts.reliabilitySummary(title, number(scores.forecasts), number(scores.brier), number(scores.brier_of_base_rate)));
}
