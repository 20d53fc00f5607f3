/** Events by indicator over time, with the known episodes behind them. */
import * as Plot from '@observablehq/plot';
import type { Assessment, Event, IndicatorFinding } from '../lib/assessment';
import { after, clip, day, number, span } from '../lib/format';
import { text } from '../lib/text';
import { look, named, timeTicks, type Size } from './svg';

/** One dot: one event, or all events of a row within a few days. */
export interface Dot {
  row: number;
  date: Date;
  events: Event[];
  /** Grows with what the row of the table measures, or with the events. */
  size: number;
}

export interface Row {
  /** Absent for events that no indicator counts. */
  indicator?: IndicatorFinding;
  title: string;
  dots: Dot[];
  events: number;
}

export interface Timeline {
  rows: Row[];
  /** Rows that were left out for want of room. */
  hidden: number;
  /** Events long before the rest, left out so that the rest can be seen. */
  earlier: number;
  episodes: { title: string; from: Date; to: Date }[];
  domain?: [Date, Date];
  /** Days that one dot stands for; 0 where each event has its own. */
  bin: number;
}

/** More dots than this are neither seen nor quick to draw. */
const MOST_DOTS = 1_500;
const MOST_ROWS = 40;
/** Of the events, at most this share is left out at the early end. */
const EARLY = 0.05;

/**
 * Where the time axis begins: at the first event, unless a few early ones would
 * take more than half of it.
 */
function begin(sorted: number[]): number {
  const first = sorted[0]!;
  const usual = sorted[Math.floor(EARLY * sorted.length)]!;
  const last = sorted[sorted.length - 1]!;
  return usual - first > last - usual ? usual : first;
}

export function timeline(
  assessment: Pick<Assessment, 'events' | 'indicators' | 'episodes'>
): Timeline {
  const claimed = new Set<number>();
  const rows: { indicator?: IndicatorFinding; title: string; events: { date: Date; event: Event }[] }[] = [];
  const dated = (index: number) => {
    const event = assessment.events[index];
    const date = day(event?.date);
    return event && date ? [{ date, event }] : [];
  };
  for (const indicator of assessment.indicators) {
    const events = indicator.events.flatMap((index) => {
      claimed.add(index);
      return dated(index);
    });
    // A price or a mean is a measurement, not something that happened.
    if (events.length > 0 && !indicator.is_level) rows.push({ indicator, title: indicator.title, events });
  }
  const rest = assessment.events.flatMap((_, index) => (claimed.has(index) ? [] : dated(index)));
  if (rest.length > 0) rows.push({ title: text.timeline.unnamed, events: rest });

  const hidden = Math.max(0, rows.length - MOST_ROWS);
  const all = rows
    .slice(0, MOST_ROWS)
    .flatMap((row) => row.events.map(({ date }) => date.getTime()))
    .sort((a, b) => a - b);
  if (all.length === 0) return { rows: [], hidden, earlier: 0, episodes: [], bin: 0 };
  const start = begin(all);
  const shown = rows
    .slice(0, MOST_ROWS)
    .map((row) => ({ ...row, events: row.events.filter(({ date }) => date.getTime() >= start) }))
    .filter((row) => row.events.length > 0);
  const dates = all.filter((date) => date >= start);
  const earlier = all.length - dates.length;
  let first = Infinity;
  let last = -Infinity;
  for (const date of dates) {
    if (date < first) first = date;
    if (date > last) last = date;
  }
  const domain: [Date, Date] = [new Date(first), after(new Date(last))];
  const days = (last - first) / 86_400_000;
  const bin = dates.length > MOST_DOTS ? Math.max(1, Math.ceil(days / 120)) : 0;

  return {
    hidden,
    earlier,
    bin,
    domain,
    rows: shown.map((row, at) => {
      const largest = Math.max(0, ...row.events.map(({ event }) => event.count ?? 0));
      // A figure of one or two is no size worth showing.
      const scaled = largest >= 5;
      const dots =
        bin > 0
          ? binned(row.events, at, bin, first)
          : row.events.map(({ date, event }) => ({
              row: at,
              date,
              events: [event],
              // Areas compare within a row only: shells are not balloons.
              size: scaled && event.count !== undefined ? Math.max(0, event.count) / largest : scaled ? 0 : 0.06
            }));
      return {
        indicator: row.indicator,
        title: row.title,
        events: row.events.length,
        dots: dots.sort((a, b) => a.date.getTime() - b.date.getTime())
      };
    }),
    episodes: assessment.episodes.flatMap((episode) => {
      const from = day(episode.from);
      const to = day(episode.to);
      if (!from || !to || after(to) <= domain[0] || from >= domain[1]) return [];
      return [
        {
          title: episode.title,
          from: from < domain[0] ? domain[0] : from,
          to: after(to) > domain[1] ? domain[1] : after(to)
        }
      ];
    })
  };
}

function binned(
  events: { date: Date; event: Event }[],
  row: number,
  bin: number,
  first: number
): Dot[] {
  const width = bin * 86_400_000;
  const bins = new Map<number, Event[]>();
  for (const { date, event } of events) {
    const at = Math.floor((date.getTime() - first) / width);
    const known = bins.get(at);
    if (known) known.push(event);
    else bins.set(at, [event]);
  }
  const most = Math.max(...[...bins.values()].map((one) => one.length));
  return [...bins].map(([at, found]) => ({
    row,
    date: new Date(first + (at + 0.5) * width),
    events: found,
    size: found.length / most
  }));
}

export function timelineSummary(of: Timeline): string {
  const events = of.rows.reduce((sum, row) => sum + row.events, 0);
  const iso = (date: Date) => date.toISOString().slice(0, 10);
  const [from, to] = of.domain ?? [];
  return text.timeline.summary(
    number(events),
    number(of.rows.length),
    from && to ? span(iso(from), iso(new Date(to.getTime() - 1))) : ''
  );
}

const ROW = 26;
const ROW_NARROW = 38;
const HEAD = 34;

/** Height of the drawing, known before it is drawn so that nothing jumps. */
export function timelineHeight(of: Timeline, width: number): number {
  return HEAD + 34 + of.rows.length * (width < 640 ? ROW_NARROW : ROW);
}

export function drawTimeline(of: Timeline, { width }: Size): SVGSVGElement {
  if (!of.domain) throw new Error('no events');
  const narrow = width < 640;
  const left = narrow ? 8 : Math.min(290, Math.round(width * 0.3));
  const right = 12;
  const { ticks, format } = timeTicks(of.domain, width - left - right);
  const dots = of.rows.flatMap((row) => row.dots);
  const rowY = (at: number) => at + (narrow ? 0.2 : 0);
  const scale = (width - left - right) / (of.domain[1].getTime() - of.domain[0].getTime());
  // Titles of episodes stand above them; one that would meet the one before is
  // left to the list below.
  let free = -Infinity;
  const titled = [...of.episodes]
    .sort((a, b) => a.from.getTime() - b.from.getTime())
    .flatMap((episode) => {
      const needed = episode.title.length * 6.1;
      const from = (episode.from.getTime() - of.domain![0].getTime()) * scale;
      const start = Math.max(0, Math.min(from, width - left - right - needed));
      if (start < free || needed > width - left - right) return [];
      free = start + needed + 12;
      return [{ ...episode, x: new Date(of.domain![0].getTime() + start / scale) }];
    });

  const svg = Plot.plot({
    width,
    height: timelineHeight(of, width),
    marginLeft: left,
    marginRight: right,
    marginTop: HEAD,
    marginBottom: 34,
    style: look,
    x: { type: 'utc', domain: of.domain },
    y: { type: 'linear', domain: [-0.5, of.rows.length - 0.5], reverse: true, axis: null },
    r: { type: 'identity' },
    marks: [
      Plot.rect(of.episodes, { x1: 'from', x2: 'to', fill: 'var(--episode)', insetTop: -6 }),
      // Hairlines keep an episode of a day or two in sight.
      Plot.ruleX(of.episodes, { x: 'from', stroke: 'var(--episode-edge)', insetTop: -6 }),
      Plot.text(titled, { x: 'x', frameAnchor: 'top', text: 'title', textAnchor: 'start', dy: -20, fill: 'var(--ink-2)', fontStyle: 'italic' }),
      Plot.ruleY(of.rows, { y: (_: Row, at: number) => rowY(at), stroke: 'var(--rule)' }),
      Plot.text(of.rows, {
        y: (_: Row, at: number) => rowY(at) - (narrow ? 0.42 : 0),
        frameAnchor: 'left',
        dx: narrow ? 0 : -8,
        textAnchor: narrow ? 'start' : 'end',
        text: (row: Row) => clip(row.title, Math.floor((narrow ? width - 20 : left - 10) / 6.4)),
        title: 'title',
        fill: 'var(--ink)',
        stroke: narrow ? 'var(--paper)' : 'none',
        strokeWidth: 3
      }),
      Plot.dot(dots, {
        x: 'date',
        y: (dot: Dot) => rowY(dot.row),
        r: (dot: Dot) => 3 + 6 * Math.sqrt(dot.size),
        fill: 'var(--blue)',
        fillOpacity: 0.55,
        stroke: 'var(--paper)',
        strokeWidth: 0.8,
        sort: null
      }),
      Plot.axisX(ticks, { tickFormat: format, tickSize: 4, tickPadding: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' })
    ]
  });
  const drawing = named(svg, timelineSummary(of));
  // The reader of events finds the dots again by their number.
  const circles = [...drawing.querySelectorAll('circle')];
  circles.forEach((circle, at) => circle.setAttribute('data-dot', String(at)));
  return drawing;
}
