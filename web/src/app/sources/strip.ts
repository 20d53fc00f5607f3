/** Rows read of each publisher by month, as a strip that is darker where there are more. */
import * as Plot from '@observablehq/plot';
import { look, named, timeTicks, type Size, type Table } from '../../charts/svg';
import { clip, list, number, span } from '../../lib/format';
import { firstDay, lastDay, monthAt, monthIndex, monthName, monthStart } from '../events/months';
import type { PublisherCoverage } from '../api';
import { text } from './text';

const COUNTS = ['files', 'read', 'kept', 'outside', 'superseded', 'rejected'] as const;

export type Cell = Record<(typeof COUNTS)[number], number> & {
  publisher: string;
  /** Which publisher, from the top. */
  lane: number;
  month: string;
};

export interface Strip {
  publishers: string[];
  cells: Cell[];
  /** First and last month. */
  months?: [string, string];
}

/** Months with rows, publisher by publisher; days belong to their months. */
export function stripOf(coverage: readonly PublisherCoverage[]): Strip {
  const cells: Cell[] = [];
  coverage.forEach(({ publisher, periods }, lane) => {
    const months = new Map<string, Cell>();
    for (const one of periods) {
      const month = one.period?.slice(0, 7) ?? '';
      if (monthIndex(month) === undefined) continue;
      const cell = months.get(month) ?? { publisher, lane, month, files: 0, read: 0, kept: 0, outside: 0, superseded: 0, rejected: 0 };
      for (const name of COUNTS) cell[name] += one[name];
      months.set(month, cell);
    }
    cells.push(...months.values());
  });
  const publishers = coverage.map((one) => one.publisher);
  if (cells.length === 0) return { publishers, cells };
  const indices = cells.map((cell) => monthIndex(cell.month)!);
  const first = indices.reduce((least, at) => Math.min(least, at));
  const last = indices.reduce((most, at) => Math.max(most, at));
  return { publishers, cells, months: [monthAt(first), monthAt(last)] };
}

/** How dark a number of rows is, up to 1: a step for each power of ten. */
export function shade(read: number): number {
  return Math.min(1, 0.2 + 0.16 * Math.floor(Math.log10(Math.max(1, read)) + 1e-9));
}

export function stripTable({ cells }: Strip): Table {
  const t = text.columns;
  return {
    caption: text.caption,
    columns: [{ title: t.publisher }, { title: t.period }, ...COUNTS.map((name) => ({ title: t[name], numeric: true }))],
    rows: [...cells]
      .sort((a, b) => b.month.localeCompare(a.month) || a.lane - b.lane)
      .map((cell) => [cell.publisher, monthName(cell.month), ...COUNTS.map((name) => number(cell[name]))])
  };
}

export function stripSummary({ publishers, cells, months }: Strip): string {
  return text.summary(
    list(publishers),
    months ? span(firstDay(months[0]), lastDay(months[1])) : '',
    number(cells.reduce((sum, cell) => sum + cell.read, 0))
  );
}

const LANE = 42;

export function stripHeight(strip: Strip): number {
  return 42 + strip.publishers.length * LANE;
}

export function drawStrip(strip: Strip, { width }: Size): SVGSVGElement {
  if (!strip.months) throw new Error('no month');
  const [first, last] = strip.months;
  const domain: [Date, Date] = [monthStart(first), monthStart(last, 1)];
  const { ticks, format } = timeTicks(domain, width - 24);
  const letters = Math.floor((width - 24) / 6.5);
  const wide = (width - 24) / (monthIndex(last)! - monthIndex(first)! + 1);
  const span = { x1: (cell: Cell) => monthStart(cell.month), x2: (cell: Cell) => monthStart(cell.month, 1), insetRight: wide > 4 ? 1 : 0 };
  const svg = Plot.plot({
    width,
    height: stripHeight(strip),
    marginLeft: 4,
    marginRight: 20,
    marginTop: 4,
    marginBottom: 36,
    style: look,
    x: { type: 'utc', domain },
    y: { type: 'linear', domain: [0, strip.publishers.length], reverse: true, axis: null },
    marks: [
      Plot.ruleY(strip.publishers, { y: (_: string, at: number) => at + 0.7, stroke: 'var(--ink-3)', strokeDasharray: '1 4' }),
      Plot.rect(strip.cells, {
        ...span,
        y1: (cell: Cell) => cell.lane + 0.48,
        y2: (cell: Cell) => cell.lane + 0.92,
        fill: 'var(--blue)',
        fillOpacity: (cell: Cell) => shade(cell.read),
        title: (cell: Cell) => text.cell(cell.publisher, monthName(cell.month), number(cell.read), number(cell.rejected))
      }),
      Plot.rect(
        strip.cells.filter((cell) => cell.rejected > 0),
        { ...span, y1: (cell: Cell) => cell.lane + 0.92, y2: (cell: Cell) => cell.lane + 0.99, fill: 'var(--alarm)' }
      ),
      Plot.text(strip.publishers, {
        y: (_: string, at: number) => at + 0.26,
        frameAnchor: 'left',
        textAnchor: 'start',
        text: (name: string) => clip(name, letters),
        fill: 'var(--ink)'
      }),
      Plot.axisX(ticks, { tickFormat: format, tickSize: 4, tickPadding: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' })
    ]
  });
  return named(svg, stripSummary(strip));
}
