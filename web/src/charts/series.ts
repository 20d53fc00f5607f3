/**
 * An indicator over time: what was observed, where 95% was expected, which
 * periods lie outside, which are incomplete and which have no data.
 */
import * as Plot from '@observablehq/plot';
import type { Episode, IndicatorFinding } from '../lib/assessment';
import { after, counted, day, number, range, shortDay, span, tick } from '../lib/format';
import { text } from '../lib/text';
import { hatching, look, named, timeTicks, type Size, type Table } from './svg';

export interface Period {
  from: Date;
  /** The day after the last day, so that periods touch. */
  to: Date;
  label: string;
  observed?: number;
  lower?: number;
  median?: number;
  upper?: number;
  outside: boolean;
  above: boolean;
  incomplete: boolean;
  /** No source covers it. */
  missing: boolean;
}

/** The periods of an indicator as they are drawn; those without days are left out. */
export function periods(indicator: IndicatorFinding): Period[] {
  return indicator.series.flatMap((point) => {
    const from = day(point.from);
    const to = day(point.to);
    if (!from || !to) return [];
    const { observed, expected } = point;
    return [
      {
        from,
        to: after(to),
        label: span(point.from, point.to),
        observed,
        lower: expected?.lower,
        median: expected?.median,
        upper: expected?.upper,
        outside: point.outside === true,
        above: observed !== undefined && expected !== undefined && observed > expected.median,
        incomplete: point.incomplete === true,
        missing: observed === undefined
      }
    ];
  });
}

/** Neighbouring periods without data as one gap each. */
export function gaps(all: readonly Period[]): { from: Date; to: Date }[] {
  const found: { from: Date; to: Date }[] = [];
  let last: { from: Date; to: Date } | undefined;
  for (const period of all) {
    if (!period.missing) last = undefined;
    else if (last) last.to = period.to;
    else found.push((last = { from: period.from, to: period.to }));
  }
  return found;
}

/** Runs of periods that have an expected range, so that the band stops at gaps. */
export function bandRuns(all: readonly Period[]): Period[][] {
  const runs: Period[][] = [];
  let open = false;
  for (const period of all) {
    if (period.lower === undefined || period.upper === undefined) open = false;
    else if (open) runs[runs.length - 1]!.push(period);
    else {
      runs.push([period]);
      open = true;
    }
  }
  return runs;
}

/** What the chart shows, in two or three sentences. */
export function seriesSummary(indicator: IndicatorFinding): string {
  const all = indicator.series;
  const first = all[0];
  const last = all[all.length - 1];
  if (!first || !last) return `${indicator.title}. ${text.board.noSeries}`;
  const outside = all.filter((point) => point.outside);
  const missing = all.filter((point) => point.observed === undefined).length;
  const newest = outside[outside.length - 1];
  return [
    text.series.summary(indicator.title, number(all.length), span(first.from, last.to)),
    // A reason is part of a sentence; here it stands among sentences.
    /[^.!?]$/.test(indicator.reason) ? `${indicator.reason}.` : indicator.reason,
    newest ? text.series.summaryOutside(outside.length, span(newest.from, newest.to)) : '',
    missing > 0 ? text.series.summaryGaps(missing) : ''
  ]
    .filter(Boolean)
    .join(' ');
}

export function seriesTable(indicator: IndicatorFinding): Table {
  const t = text.series;
  return {
    caption: t.caption(indicator.title),
    columns: [
      { title: t.from },
      { title: t.to },
      { title: t.observed, numeric: true },
      { title: t.lower, numeric: true },
      { title: t.median, numeric: true },
      { title: t.upper, numeric: true },
      { title: t.remark }
    ],
    rows: indicator.series.map((point) => [
      shortDay(point.from),
      shortDay(point.to),
      point.observed === undefined ? t.noData : number(point.observed),
      number(point.expected?.lower),
      number(point.expected?.median),
      number(point.expected?.upper),
      [point.outside ? t.outside : '', point.incomplete ? t.incomplete : '']
        .filter(Boolean)
        .join(', ')
    ])
  };
}

/** Largest value that has to fit; a lone extreme band must not flatten the rest. */
export function ceiling(all: readonly Period[]): number {
  const observed = Math.max(0, ...all.map((period) => period.observed ?? 0));
  const upper = Math.max(0, ...all.map((period) => period.upper ?? 0));
  return observed > 0 ? Math.min(Math.max(observed, upper), Math.max(observed * 3, 4)) : upper;
}

export const SERIES_HEIGHT = 150;

export function drawSeries(
  indicator: IndicatorFinding,
  episodes: readonly Episode[],
  { width }: Size,
  height: number = SERIES_HEIGHT
): SVGSVGElement {
  const all = periods(indicator);
  const first = all[0];
  const last = all[all.length - 1];
  if (!first || !last) throw new Error('an empty series');
  const domain: [Date, Date] = [first.from, last.to];
  const inner = width - 40;
  const { ticks, format } = timeTicks(domain, inner);
  const level = indicator.is_level;
  const top = ceiling(all);
  const values = all.flatMap((p) => [p.observed, p.lower, p.upper]).filter((v) => v !== undefined);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1;
  const yDomain: [number, number] =
    values.length === 0
      ? [0, 1]
      : level
        ? [low - room, high + room]
        : [Math.min(0, low), Math.max(1, top)];

  const incomplete = hatching('var(--bar)', { gap: 4, width: 1.6 });
  const none = hatching('var(--ink-3)', { gap: 7, width: 0.8 });
  const holes = gaps(all);
  const scale = inner / (domain[1].getTime() - domain[0].getTime());
  const shownEpisodes = episodes.flatMap((episode) => {
    const from = day(episode.from);
    const to = day(episode.to);
    if (!from || !to || after(to) <= domain[0] || from >= domain[1]) return [];
    return [{ from: from < domain[0] ? domain[0] : from, to: after(to) > domain[1] ? domain[1] : after(to) }];
  });
  // Bars stand a little apart, but never vanish.
  const inset = Math.min(2, Math.max(0, (inner / all.length) * 0.14));
  const tip = (period: Period) =>
    [
      period.label,
      period.missing
        ? text.series.noData
        : level
          ? number(period.observed)
          : counted(period.observed, indicator.unit),
      period.lower === undefined ? '' : text.series.expected(range(period.lower, period.upper!)),
      period.outside ? text.series.outside : '',
      period.incomplete ? text.series.incomplete : ''
    ]
      .filter(Boolean)
      .join('\n');
  const seen = all.filter((period) => !period.missing);
  const middle = (period: Period) => new Date((period.from.getTime() + period.to.getTime()) / 2);
  const bands = all.filter((period) => period.upper !== undefined);
  const change = day(indicator.change_point?.date);
  const lastBand = last.upper !== undefined ? last : undefined;
  const clamp = (value: number) => Math.min(yDomain[1], Math.max(yDomain[0], value));

  const marks: Plot.Markish[] = [
    incomplete.mark,
    none.mark,
    Plot.rect(shownEpisodes, { x1: 'from', x2: 'to', fill: 'var(--episode)' }),
    Plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 0.7, ticks: 3 }),
    Plot.rect(bands, {
      x1: 'from',
      x2: 'to',
      y1: (period: Period) => clamp(period.lower!),
      y2: (period: Period) => clamp(period.upper!),
      fill: 'var(--band)',
      // Neighbours would show a seam between them otherwise.
      shapeRendering: 'crispEdges'
    }),
    // Where even the upper end is 0 there would be nothing to see.
    Plot.ruleY(bands, { x1: 'from', x2: 'to', y: (p: Period) => clamp(p.upper!), stroke: 'var(--band-edge)', strokeWidth: 1 }),
    Plot.ruleY(level ? bands : bands.filter((p) => p.lower! > 0), {
      x1: 'from',
      x2: 'to',
      y: (p: Period) => clamp(p.lower!),
      stroke: 'var(--band-edge)',
      strokeWidth: 1
    }),
    // Over the band: what was to be expected there was not looked for.
    Plot.rect(holes, { x1: 'from', x2: 'to', fill: none.fill }),
    Plot.text(
      // A word needs about forty pixels.
      holes.filter((gap) => (gap.to.getTime() - gap.from.getTime()) * scale > 54),
      {
        x: (gap: Period) => new Date((gap.from.getTime() + gap.to.getTime()) / 2),
        frameAnchor: 'middle',
        text: () => text.series.noData,
        fill: 'var(--ink-2)',
        stroke: 'var(--paper)',
        strokeWidth: 5,
        fontStyle: 'italic'
      }
    )
  ];
  if (level) {
    // One line through neighbours; a missing value breaks it.
    marks.push(
      Plot.lineY(all, { x: middle, y: (p: Period) => p.observed ?? NaN, stroke: 'var(--ink)', strokeWidth: 1.4 }),
      Plot.dot(seen, {
        x: middle,
        y: 'observed',
        r: (p: Period) => (p.outside ? 4 : 2.2),
        fill: (p: Period) => (p.incomplete ? 'var(--paper)' : p.outside ? 'var(--alarm)' : 'var(--ink)'),
        stroke: (p: Period) => (p.outside ? 'var(--alarm)' : 'var(--ink)'),
        title: tip
      }),
      Plot.dot(seen.filter((p) => p.outside), { x: middle, y: 'observed', r: 7, stroke: 'var(--alarm)', strokeWidth: 1.2 })
    );
  } else {
    marks.push(
      Plot.rect(seen.filter((p) => p.observed !== 0), {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 'observed',
        insetLeft: inset,
        insetRight: inset,
        fill: (p: Period) => (p.incomplete ? incomplete.fill : p.outside ? 'var(--alarm)' : 'var(--bar)'),
        stroke: (p: Period) => (p.incomplete ? 'var(--bar)' : 'none'),
        title: tip
      }),
      // Zero was observed: a short stroke on the line tells it from no data.
      Plot.ruleY(seen.filter((p) => p.observed === 0), {
        x1: 'from',
        x2: 'to',
        y: 0,
        insetLeft: inset,
        insetRight: inset,
        stroke: (p: Period) => (p.outside ? 'var(--alarm)' : 'var(--bar)'),
        strokeWidth: 3,
        title: tip
      }),
      Plot.text(seen.filter((p) => p.outside), {
        x: middle,
        y: 'observed',
        text: (p: Period) => (p.above ? '▲' : '▼'),
        dy: -8,
        fill: 'var(--alarm)',
        fontSize: 10
      })
    );
  }
  if (change && change > domain[0] && change < domain[1]) {
    const late = (change.getTime() - domain[0].getTime()) * scale > inner - 60;
    marks.push(
      Plot.ruleX([change], { stroke: 'var(--blue)', strokeWidth: 1.3, strokeDasharray: '4 3', insetTop: -12 }),
      Plot.text([change], {
        x: (d: Date) => d,
        frameAnchor: 'top',
        text: () => text.series.changed,
        dy: -14,
        dx: late ? -4 : 4,
        textAnchor: late ? 'end' : 'start',
        fill: 'var(--blue)'
      })
    );
  }
  marks.push(
    Plot.axisX(ticks, { tickFormat: format, tickSize: 4, tickPadding: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
    Plot.axisY({
      ticks: integerTicks(yDomain, level),
      tickFormat: tick,
      tickSize: 0,
      tickPadding: 6,
      label: null,
      fill: 'var(--ink-2)'
    })
  );
  if (lastBand && !level) marks.push(Plot.ruleY([0], { stroke: 'var(--ink-3)', strokeWidth: 1 }));
  else marks.push(Plot.ruleY([yDomain[0]], { stroke: 'var(--ink-3)', strokeWidth: 1 }));

  const svg = Plot.plot({
    width,
    height,
    marginLeft: 34,
    marginRight: 6,
    marginTop: 22,
    marginBottom: 32,
    style: look,
    x: { type: 'utc', domain },
    y: { domain: yDomain, nice: level },
    marks
  });
  return named(svg, seriesSummary(indicator));
}

/** Few, round, and whole where things are counted. */
function integerTicks(domain: [number, number], level: boolean): number | number[] {
  const top = domain[1];
  if (level || domain[0] < 0 || top > 6) return 3;
  if (top < 1.5) return [0, 1];
  return top <= 3
    ? Array.from({ length: Math.floor(top) + 1 }, (_, n) => n)
    : Array.from({ length: Math.floor(top / 2) + 1 }, (_, n) => n * 2);
}

/** How the chart is read, for those who meet it away from the page. */
export function seriesKey(indicator: IndicatorFinding): string {
  return `${seriesAxis(indicator)}. ${text.series.key}${indicator.is_level ? ` ${text.series.keyLevel}` : ''}`;
}

/** What stands beside the value axis. */
export function seriesAxis(indicator: IndicatorFinding): string {
  return indicator.is_level
    ? text.series.axisLevel(indicator.unit[1])
    : text.series.axis(indicator.unit[1], indicator.period.replace(/^1 /, ''));
}
