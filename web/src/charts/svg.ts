/** What every chart needs besides Observable Plot. */
import * as Plot from '@observablehq/plot';
import { text } from '../lib/text';

const SVG = 'http://www.w3.org/2000/svg';

/** A figure and the rows behind it; every chart gives both. */
export interface Table {
  caption: string;
  columns: { title: string; numeric?: boolean }[];
  rows: string[][];
}

export interface Size {
  width: number;
}

let patterns = 0;

/**
 * A mark that draws nothing but a pattern of slanted lines to fill shapes
 * with; gives the fill as well. Two charts never share an id, since a chart
 * that is taken away would take the pattern of the other along.
 */
export function hatching(
  color: string,
  { gap = 5, width = 1.5, angle = 45, ground = 'none' } = {}
): { mark: Plot.Markish; fill: string } {
  patterns += 1;
  const id = `hatching-${patterns}`;
  const mark = () => {
    const element = (name: string, attributes: Record<string, string | number>) => {
      const one = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, String(value));
      return one;
    };
    const pattern = element('pattern', {
      id,
      width: gap,
      height: gap,
      patternUnits: 'userSpaceOnUse',
      patternTransform: `rotate(${angle})`
    });
    if (ground !== 'none') {
      const rect = element('rect', { width: gap, height: gap });
      rect.style.fill = ground;
      pattern.append(rect);
    }
    const line = element('rect', { width, height: gap });
    line.style.fill = color;
    pattern.append(line);
    const defs = element('defs', {});
    defs.append(pattern);
    return defs as SVGElement;
  };
  return { mark, fill: `url(#${id})` };
}

/** Gives the drawing its name, as one picture. */
export function named(svg: Element, label: string): SVGSVGElement {
  // Plot puts a chart with a legend or a warning into a figure.
  const drawing = svg instanceof SVGSVGElement ? svg : svg.querySelector('svg');
  if (!drawing) throw new Error('nothing was drawn');
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', label);
  drawing.removeAttribute('font-family');
  // What Plot would put into a style element stands in theme.css: a strict policy lets none in.
  drawing.querySelector('style')?.remove();
  // The marks are spoken by the label and the table; their own names would be noise.
  for (const mark of drawing.querySelectorAll('[aria-label]')) mark.removeAttribute('aria-label');
  return drawing;
}

/** Ticks of a time axis that stay apart at this width, first and last inside. */
export function timeTicks(domain: [Date, Date], width: number): { ticks: Date[]; format: (date: Date) => string } {
  const days = (domain[1].getTime() - domain[0].getTime()) / 86_400_000;
  const room = Math.max(2, Math.floor(width / 70));
  const steps: [number, 'day' | 'month' | 'year'][] = [
    [1, 'day'], [2, 'day'], [7, 'day'], [14, 'day'],
    [1, 'month'], [2, 'month'], [3, 'month'], [6, 'month'],
    [1, 'year'], [2, 'year'], [5, 'year'], [10, 'year'], [20, 'year'], [50, 'year'], [100, 'year'], [500, 'year']
  ];
  const length = { day: 1, month: 30.4, year: 365.25 };
  const [step, unit] =
    steps.find(([n, of]) => days / (n * length[of]) <= room) ?? steps[steps.length - 1]!;
  const ticks: Date[] = [];
  const start = domain[0];
  const year = start.getUTCFullYear();
  const at = (n: number): Date =>
    unit === 'year'
      ? utc(Math.floor(year / step) * step + n * step, 0, 1)
      : unit === 'month'
        ? utc(year, n * step, 1)
        : utc(year, start.getUTCMonth(), start.getUTCDate() + n * step);
  for (let n = 0; ticks.length < 200; n += 1) {
    const tick = at(n);
    if (tick > domain[1]) break;
    if (tick >= domain[0]) ticks.push(tick);
  }
  const month = (date: Date) => text.monthsShort[date.getUTCMonth()]!;
  let before: number | undefined;
  const labels = new Map<number, string>();
  for (const tick of ticks) {
    const y = tick.getUTCFullYear();
    const name =
      unit === 'year'
        ? String(y)
        : unit === 'month'
          ? month(tick)
          : `${tick.getUTCDate()} ${month(tick)}`;
    labels.set(tick.getTime(), unit !== 'year' && y !== before ? `${name}\n${y}` : name);
    before = y;
  }
  return { ticks, format: (date) => labels.get(date.getTime()) ?? '' };
}

function utc(year: number, month: number, day: number): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date;
}

/** The common look: text takes the colour of the page. */
export const look: Plot.PlotOptions['style'] = {
  background: 'transparent',
  color: 'var(--ink-2)',
  fontFamily: 'var(--sans)',
  fontSize: '11.5px',
  overflow: 'visible'
};
