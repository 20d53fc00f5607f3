/** What passes between two sides: cooperation up, conflict down, the net as a line with what was expected of it. */
import * as Plot from '@observablehq/plot';
import type { PairFinding, RelationPoint } from '../lib/assessment';
import { after, band, day, number, signed, span } from '../lib/format';
import { text } from '../lib/text';
import { look, named, timeTicks, type Size, type Table } from './svg';

export const RELATION_HEIGHT = 172;

export function relationTable(pair: PairFinding): Table {
  const t = text.relations;
  return {
    caption: t.caption(pair.title),
    columns: [
      { title: t.period },
      ...[t.cooperation, t.conflict, t.net, t.expected, t.perEvent, t.events, t.total].map((title) => ({
        title,
        numeric: true
      }))
    ],
    rows: [...pair.series].reverse().map((point) => {
      const seen = point.observed;
      const when = span(point.from, point.to);
      if (!seen) return [when, text.relations.notCollected, ...Array<string>(6).fill(text.none)];
      return [
        when,
        number(seen.cooperation),
        number(seen.conflict),
        signed(seen.net),
        band(point.expected),
        seen.net_per_event === undefined ? text.none : signed(seen.net_per_event),
        number(seen.events),
        number(seen.total)
      ];
    })
  };
}

export function relationSummary(pair: PairFinding): string {
  return `${pair.title}. ${pair.text}`;
}

interface Bar {
  from: Date;
  to: Date;
  middle: Date;
  up: number;
  down: number;
  net: number;
}

/** Runs of periods without a gap, so that no line bridges what was not collected. */
export function runs(series: readonly RelationPoint[]): Bar[][] {
  const all: Bar[][] = [[]];
  for (const point of series) {
    const from = day(point.from);
    const last = day(point.to);
    if (!from || !last || !point.observed) {
      all.push([]);
      continue;
    }
    const to = after(last);
    all[all.length - 1]!.push({
      from,
      to,
      middle: new Date((from.getTime() + to.getTime()) / 2),
      up: point.observed.cooperation,
      down: -point.observed.conflict,
      net: point.observed.net
    });
  }
  return all.filter((run) => run.length > 0);
}

export function drawRelation(pair: PairFinding, { width }: Size): SVGSVGElement {
  const connected = runs(pair.series);
  const bars = connected.flat();
  const bands = pair.series.flatMap((point) => {
    const from = day(point.from);
    const to = day(point.to);
    return from && to && point.expected ? [{ from, to: after(to), ...point.expected }] : [];
  });
  const unseen = pair.series.flatMap((point) => {
    const from = day(point.from);
    const to = day(point.to);
    return from && to && !point.observed ? [{ from, to: after(to) }] : [];
  });
  const domain: [Date, Date] = [
    day(pair.series[0]?.from) ?? new Date(0),
    after(day(pair.series[pair.series.length - 1]?.to) ?? new Date(0))
  ];
  const { ticks, format } = timeTicks(domain, width);
  const top = Math.max(1, ...bars.map((bar) => bar.up));
  const bottom = Math.min(-1, ...bars.map((bar) => bar.down));
  const held = (value: number) => Math.min(top, Math.max(bottom, value));
  const last = bars[bars.length - 1];
  const svg = Plot.plot({
    width,
    height: RELATION_HEIGHT,
    marginLeft: 34,
    marginRight: 12,
    marginTop: 16,
    marginBottom: 34,
    style: look,
    x: { type: 'utc', domain },
    y: { domain: [bottom, top], nice: true },
    marks: [
      Plot.rect(unseen, { x1: 'from', x2: 'to', y1: () => bottom, y2: () => top, fill: 'var(--rule)', fillOpacity: 0.6 }),
      Plot.axisX(ticks, { tickFormat: format, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.axisY({ ticks: 4, tickSize: 0, label: null, fill: 'var(--ink-2)' }),
      Plot.rect(bars, { x1: 'from', x2: 'to', y1: () => 0, y2: 'up', fill: 'var(--blue)', fillOpacity: 0.45, insetLeft: 0.5, insetRight: 0.5 }),
      Plot.rect(bars, { x1: 'from', x2: 'to', y1: () => 0, y2: 'down', fill: 'var(--alarm)', fillOpacity: 0.5, insetLeft: 0.5, insetRight: 0.5 }),
      Plot.rect(bands, {
        x1: 'from',
        x2: 'to',
        y1: (one: { lower: number }) => held(one.lower),
        y2: (one: { upper: number }) => held(one.upper),
        fill: 'var(--band)',
        fillOpacity: 0.55
      }),
      Plot.ruleY([0], { stroke: 'var(--ink-3)' }),
      ...connected.map((run) => Plot.lineY(run, { x: 'middle', y: 'net', stroke: 'var(--ink)', strokeWidth: 1.8 })),
      Plot.dot(bars, { x: 'middle', y: 'net', r: 1.8, fill: 'var(--ink)' }),
      Plot.text([text.relations.up], { frameAnchor: 'top-left', dx: 4, dy: -13, fill: 'var(--blue)', text: (d: string) => d }),
      Plot.text([text.relations.down], { frameAnchor: 'bottom-left', dx: 4, dy: -3, fill: 'var(--alarm)', text: (d: string) => d }),
      last
        ? Plot.text([last], {
            x: 'middle',
            y: 'net',
            text: (bar: Bar) => text.relations.netShort(signed(bar.net)),
            textAnchor: 'end',
            dy: last.net >= 0 ? -9 : 10,
            fill: 'var(--ink)',
            stroke: 'var(--paper)',
            strokeWidth: 3
          })
        : null
    ]
  });
  return named(svg, relationSummary(pair));
}
