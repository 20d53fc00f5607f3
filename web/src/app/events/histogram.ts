/** Events by month as bars, those within the chosen days in full colour. */
import * as Plot from '@observablehq/plot';
import { look, named, timeTicks, type Size, type Table } from '../../charts/svg';
import { number, tick } from '../../lib/format';
import { monthName, monthStart, type Month } from './months';
import { text } from './text';

export const HISTOGRAM_HEIGHT = 132;
/** Pixels beside the bars, so that what lies over them can be put to the same place. */
export const LEFT = 44;
export const RIGHT = 10;
const BOTTOM = 34;
const TOP = 16;
export const BARS = { top: TOP, bottom: BOTTOM };

export function monthsSummary(months: readonly Month[]): string {
  const most = months.reduce((best, one) => (one.events > best.events ? one : best), months[0]!);
  return text.months.summary(
    number(months.reduce((sum, one) => sum + one.events, 0)),
    monthName(months[0]!.month),
    monthName(months[months.length - 1]!.month),
    monthName(most.month),
    number(most.events)
  );
}

export function monthsTable(months: readonly Month[]): Table {
  return {
    caption: text.months.caption,
    columns: [{ title: text.months.month }, { title: text.months.events, numeric: true }],
    rows: months
      .filter((one) => one.events > 0)
      .map((one) => [monthName(one.month), number(one.events)])
      .reverse()
  };
}

export function drawMonths(months: readonly Month[], [from, to]: [number, number], { width }: Size): SVGSVGElement {
  const domain: [Date, Date] = [monthStart(months[0]!.month), monthStart(months[months.length - 1]!.month, 1)];
  const { ticks, format } = timeTicks(domain, width - LEFT - RIGHT);
  const wide = (width - LEFT - RIGHT) / months.length;
  const most = Math.max(1, ...months.map((one) => one.events));
  const steps = drawable(most);
  const svg = Plot.plot({
    width,
    height: HISTOGRAM_HEIGHT,
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: look,
    x: { type: 'utc', domain },
    y: { domain: [0, most] },
    marks: [
      Plot.axisY(steps, { tickFormat: (v: number) => tick(v), tickSize: 0, label: null, fill: 'var(--ink-2)' }),
      Plot.gridY(steps, { stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.text([text.months.axis], { frameAnchor: 'top-left', dx: -LEFT + 2, dy: -TOP + 3, textAnchor: 'start', lineAnchor: 'top', fill: 'var(--ink-2)' }),
      Plot.rect(months, {
        x1: (one: Month) => monthStart(one.month),
        x2: (one: Month) => monthStart(one.month, 1),
        y1: 0,
        y2: 'events',
        // Narrow bars without a gap, or nothing would be left of them.
        insetRight: wide > 4 ? 1 : 0,
        fill: (_: Month, at: number) => (at >= from && at <= to ? 'var(--blue)' : 'var(--ink-3)'),
        fillOpacity: (_: Month, at: number) => (at >= from && at <= to ? 1 : 0.45)
      }),
      Plot.ruleY([0], { stroke: 'var(--ink-3)' }),
      Plot.axisX(ticks, { tickFormat: format, tickSize: 4, tickPadding: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' })
    ]
  });
  return named(svg, monthsSummary(months));
}

/** Two or three whole numbers for the axis of counts. */
export function drawable(most: number): number[] {
  const unit = 10 ** Math.floor(Math.log10(most));
  const step = Math.max(1, [0.5, 1, 2, 5].map((of) => of * unit).find((of) => most / of <= 3.99) ?? unit);
  const steps: number[] = [];
  for (let at = step; at <= most; at += step) steps.push(at);
  return steps;
}
