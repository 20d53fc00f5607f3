/** What each source covers: everything, part, or nothing. */
import * as Plot from '@observablehq/plot';
import type { Assessment, SourceFinding } from '../lib/assessment';
import { after, clip, day, list, number, shortDay, span, words } from '../lib/format';
import { text } from '../lib/text';
import { hatching, look, named, timeTicks, type Size, type Table } from './svg';

export interface Lane {
  source: string;
  label: string;
  from: Date;
  to: Date;
  partial: boolean;
}

export interface Coverages {
  lanes: Lane[];
  domain?: [Date, Date];
}

/** One lane per span that a source declares, up to the day of the view. */
export function coverages(assessment: Pick<Assessment, 'sources' | 'date'>): Coverages {
  const end = day(assessment.date);
  const lanes = assessment.sources.flatMap((source) =>
    source.covers.flatMap((cover) => {
      const from = day(cover.from);
      const declared = day(cover.to);
      if (!from || !end) return [];
      const to = declared && declared < end ? declared : end;
      if (to < from) return [];
      return [
        {
          source: source.title,
          label: cover.categories.length > 0 ? list(cover.categories.map(words)) : text.sources.all,
          from,
          to: after(to),
          partial: cover.partial
        }
      ];
    })
  );
  if (lanes.length === 0) return { lanes };
  const first = new Date(Math.min(...lanes.map((lane) => lane.from.getTime())));
  return { lanes, domain: [first, after(end!)] };
}

export function coverageTable(sources: readonly SourceFinding[]): Table {
  const t = text.sources.columns;
  return {
    caption: text.sources.caption,
    columns: [
      { title: t.source },
      { title: t.categories },
      { title: t.from },
      { title: t.to },
      { title: t.how },
      { title: t.note }
    ],
    rows: sources.flatMap((source) =>
      source.covers.map((cover) => [
        source.title,
        cover.categories.length > 0 ? list(cover.categories.map(words)) : text.sources.all,
        shortDay(cover.from),
        cover.to ? shortDay(cover.to) : text.sources.ongoing,
        cover.partial ? text.sources.partial : text.sources.full,
        cover.note ?? ''
      ])
    )
  };
}

export function coverageSummary(of: Coverages, sources: number): string {
  const iso = (date: Date) => date.toISOString().slice(0, 10);
  const [from, to] = of.domain ?? [];
  return text.sources.summary(
    number(sources),
    from && to ? span(iso(from), iso(new Date(to.getTime() - 1))) : ''
  );
}

const LANE = 36;

export function coverageHeight(of: Coverages): number {
  return 40 + of.lanes.length * LANE;
}

export function drawCoverage(of: Coverages, sources: number, { width }: Size): SVGSVGElement {
  if (!of.domain) throw new Error('no coverage');
  const { ticks, format } = timeTicks(of.domain, width - 24);
  const part = hatching('var(--blue)', { gap: 5, width: 1.8 });
  const letters = Math.floor((width - 24) / 6.5);
  const name = (lane: Lane, at: number) =>
    of.lanes[at - 1]?.source === lane.source ? lane.label : `${lane.source}: ${lane.label}`;
  const svg = Plot.plot({
    width,
    height: coverageHeight(of),
    marginLeft: 4,
    marginRight: 20,
    marginTop: 4,
    marginBottom: 36,
    style: look,
    x: { type: 'utc', domain: of.domain },
    y: { type: 'linear', domain: [0, of.lanes.length], reverse: true, axis: null },
    marks: [
      part.mark,
      Plot.ruleY(of.lanes, { y: (_: Lane, at: number) => at + 0.72, stroke: 'var(--ink-3)', strokeDasharray: '1 4' }),
      Plot.rect(of.lanes, {
        x1: 'from',
        x2: 'to',
        y1: (_: Lane, at: number) => at + 0.58,
        y2: (_: Lane, at: number) => at + 0.86,
        fill: (lane: Lane) => (lane.partial ? part.fill : 'var(--blue)'),
        stroke: 'var(--blue)'
      }),
      Plot.text(of.lanes, {
        y: (_: Lane, at: number) => at + 0.34,
        frameAnchor: 'left',
        textAnchor: 'start',
        text: (lane: Lane, at: number) => clip(name(lane, at), letters),
        title: name,
        fill: 'var(--ink)'
      }),
      Plot.axisX(ticks, { tickFormat: format, tickSize: 4, tickPadding: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' })
    ]
  });
  return named(svg, coverageSummary(of, sources));
}
