/** How many events are to be expected up to each day: bands of quantiles. */
import * as Plot from '@observablehq/plot';
import type { Forecast } from '../lib/assessment';
import { day, number, shortDay } from '../lib/format';
import { text } from '../lib/text';
import { look, named, timeTicks, type Size, type Table } from './svg';

export const FAN_HEIGHT = 150;

export function fanTable(forecast: Forecast, title: string): Table {
  const t = text.forecasts;
  return {
    caption: t.fanCaption(title),
    columns: [
      { title: t.upTo },
      ...['5%', '25%', '50%', '75%', '95%'].map((name) => ({ title: name, numeric: true }))
    ],
    rows: forecast.fan.map((point) => [
      shortDay(point.date),
      ...[point.q05, point.q25, point.q50, point.q75, point.q95].map((value) => number(value))
    ])
  };
}

export function fanSummary(forecast: Forecast, title: string): string {
  const last = forecast.fan[forecast.fan.length - 1];
  return last
    ? text.forecasts.fanSummary(title, shortDay(last.date), number(last.q50), number(last.q05), number(last.q95))
    : title;
}

export function drawFan(forecast: Forecast, title: string, { width }: Size): SVGSVGElement {
  const points = forecast.fan.flatMap((point) => {
    const at = day(point.date);
    return at ? [{ ...point, at }] : [];
  });
  const last = points[points.length - 1];
  const domain: [Date, Date] = [points[0]?.at ?? new Date(0), last?.at ?? new Date(0)];
  const { ticks, format } = timeTicks(domain, width);
  const svg = Plot.plot({
    width,
    height: FAN_HEIGHT,
    marginLeft: 30,
    marginRight: 34,
    marginTop: 12,
    marginBottom: 34,
    style: look,
    x: { type: 'utc', domain },
    y: { domain: [0, Math.max(1, last?.q95 ?? 1)], nice: true },
    marks: [
      Plot.axisX(ticks, { tickFormat: format, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.axisY({ ticks: 3, tickSize: 0, label: null, fill: 'var(--ink-2)' }),
      Plot.areaY(points, { x: 'at', y1: 'q05', y2: 'q95', fill: 'var(--band)', curve: 'step-after' }),
      Plot.areaY(points, { x: 'at', y1: 'q25', y2: 'q75', fill: 'var(--band-edge)', fillOpacity: 0.55, curve: 'step-after' }),
      Plot.lineY(points, { x: 'at', y: 'q50', stroke: 'var(--ink)', strokeWidth: 1.6, curve: 'step-after' }),
      Plot.ruleY([0], { stroke: 'var(--ink-3)' }),
      Plot.text(points.slice(-1).flatMap((point) => labels(point)), {
        x: 'at',
        y: 'y',
        text: 'label',
        textAnchor: 'start',
        dx: 5,
        fill: 'var(--ink-2)'
      })
    ]
  });
  return named(svg, fanSummary(forecast, title));
}

/** The ends of the bands, unless they would stand on each other. */
function labels(point: { at: Date; q50: number; q95: number }): { at: Date; y: number; label: string }[] {
  const { at, q50, q95 } = point;
  const upper = { at, y: q95, label: '95%' };
  return q95 - q50 < q95 / 6 ? [upper] : [upper, { at, y: q50, label: '50%' }];
}
