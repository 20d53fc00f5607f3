/** The branching ratio over time with its interval, against the line of one. */
import * as Plot from '@observablehq/plot';
import type { Dynamics } from '../lib/assessment';
import { day, number, shortDay } from '../lib/format';
import { text } from '../lib/text';
import { look, named, timeTicks, type Size, type Table } from './svg';

export const BRANCHING_HEIGHT = 190;

export function branchingTable(dynamics: Dynamics): Table {
  const t = text.dynamics;
  return {
    caption: t.historyCaption,
    columns: [
      { title: t.upTo },
      { title: t.ratio, numeric: true },
      { title: t.lower, numeric: true },
      { title: t.upper, numeric: true }
    ],
    rows: dynamics.history.map(({ date, branching_ratio: one }) => [
      shortDay(date),
      number(one.median),
      number(one.lower),
      number(one.upper)
    ])
  };
}

export function branchingSummary(dynamics: Dynamics): string {
  const last = dynamics.history[dynamics.history.length - 1];
  return last
    ? text.dynamics.historySummary(
        number(dynamics.history.length),
        number(last.branching_ratio.median),
        number(last.branching_ratio.lower),
        number(last.branching_ratio.upper)
      )
    : text.dynamics.noHistory;
}

export function drawBranching(dynamics: Dynamics, { width }: Size): SVGSVGElement {
  const points = dynamics.history.flatMap(({ date, branching_ratio: one }) => {
    const at = day(date);
    return at ? [{ at, ...one }] : [];
  });
  const first = points[0]?.at ?? new Date(0);
  const last = points[points.length - 1]?.at ?? first;
  const domain: [Date, Date] = [first, last];
  const { ticks, format } = timeTicks(domain, width);
  const top = Math.max(1.1, ...points.map((point) => point.upper));
  const svg = Plot.plot({
    width,
    height: BRANCHING_HEIGHT,
    marginLeft: 34,
    marginRight: 40,
    marginTop: 14,
    marginBottom: 34,
    style: look,
    x: { type: 'utc', domain },
    y: { domain: [0, top], nice: true },
    marks: [
      Plot.axisX(ticks, { tickFormat: format, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.axisY({ ticks: 4, tickSize: 0, label: null, fill: 'var(--ink-2)' }),
      Plot.areaY(points, { x: 'at', y1: 'lower', y2: 'upper', fill: 'var(--band)' }),
      Plot.lineY(points, { x: 'at', y: 'median', stroke: 'var(--ink)', strokeWidth: 1.6 }),
      Plot.dot(points, { x: 'at', y: 'median', r: 2.6, fill: 'var(--ink)' }),
      Plot.ruleY([0], { stroke: 'var(--ink-3)' }),
      Plot.ruleY([1], { stroke: 'var(--alarm)', strokeDasharray: '4 3' }),
      Plot.text([1], {
        x: () => last,
        y: (one: number) => one,
        text: () => text.dynamics.feedsItself,
        textAnchor: 'end',
        dy: -7,
        fill: 'var(--alarm)'
      }),
      Plot.text(points.slice(-1), {
        x: 'at',
        y: 'median',
        text: (point: { median: number }) => number(point.median),
        textAnchor: 'start',
        dx: 7,
        fill: 'var(--ink)'
      })
    ]
  });
  return named(svg, branchingSummary(dynamics));
}
