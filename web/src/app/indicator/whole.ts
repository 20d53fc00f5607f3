/** The whole series of an indicator with what the assessment says of its newest periods. */
import type { Episode, IndicatorFinding, Point } from '../../lib/assessment';
import type { Series } from '../api';

/** Periods shown at first where there are more. */
export const SHOWN_AT_FIRST = 400;

/**
 * The indicator with every period there is. Only the assessed ones have an
 * expected range; of the others it is known what was observed, or that no
 * source covers them.
 */
export function whole(indicator: IndicatorFinding, series: Series | undefined): IndicatorFinding {
  if (!series || series.id !== indicator.id) return indicator;
  const assessed = new Map(indicator.series.map((point) => [point.from, point]));
  const points = series.points.map((point): Point => {
    const known = assessed.get(point.from);
    assessed.delete(point.from);
    return known ?? { from: point.from, to: point.to, ...(point.covered && point.value !== undefined ? { observed: point.value } : {}) };
  });
  const all = [...points, ...assessed.values()].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  return { ...indicator, series: all };
}

/** The newest periods of an indicator only. */
export function newest(indicator: IndicatorFinding, periods: number): IndicatorFinding {
  return { ...indicator, series: indicator.series.slice(-periods) };
}

export interface Span {
  from: string;
  to: string;
}

/** Neighbouring periods that no source covers, as one span each. */
export function uncovered(points: readonly Point[]): Span[] {
  const found: Span[] = [];
  let open: Span | undefined;
  for (const point of points) {
    if (point.observed !== undefined) open = undefined;
    else if (open) open.to = point.to;
    else found.push((open = { from: point.from, to: point.to }));
  }
  return found;
}

/** Whether two spans of days share one. */
export function meets(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** The episodes that fall into the series. */
export function episodesIn(points: readonly Point[], episodes: readonly Episode[]): Episode[] {
  const first = points[0];
  const last = points[points.length - 1];
  return first && last ? episodes.filter((episode) => meets(episode, { from: first.from, to: last.to })) : [];
}

/** Places of the first and last period that a span meets; `undefined` where it meets none. */
export function periodsOf(points: readonly Point[], span: Span): [number, number] | undefined {
  const first = points.findIndex((point) => meets(point, span));
  if (first < 0) return undefined;
  let last = first;
  while (last + 1 < points.length && meets(points[last + 1]!, span)) last += 1;
  return [first, last];
}

/** The days from the beginning of one period to the end of another, in either order. */
export function spanOf(points: readonly Point[], a: number, b: number): Span | undefined {
  const first = points[Math.min(a, b)];
  const last = points[Math.max(a, b)];
  return first && last ? { from: first.from, to: last.to } : undefined;
}

/** The periods where the chosen one moves to by a key; `undefined` where the key says nothing. */
export function moved(
  points: readonly Point[],
  chosen: [number, number] | undefined,
  key: string
): [number, number] | undefined {
  const last = points.length - 1;
  if (last < 0) return undefined;
  const to = (at: number): [number, number] => {
    const held = Math.min(last, Math.max(0, at));
    return [held, held];
  };
  switch (key) {
    case 'ArrowRight':
      return chosen ? to(chosen[1] + 1) : to(last);
    case 'ArrowLeft':
      return chosen ? to(chosen[0] - 1) : to(last);
    case 'PageUp':
      return chosen ? to(chosen[0] - 10) : to(last);
    case 'PageDown':
      return chosen ? to(chosen[1] + 10) : to(last);
    case 'Home':
      return to(0);
    case 'End':
      return to(last);
    // More periods, at the newer end; fewer, down to one.
    case '+':
      return chosen ? [chosen[0], Math.min(last, chosen[1] + 1)] : to(last);
    case '-':
      return chosen ? [chosen[0], Math.max(chosen[0], chosen[1] - 1)] : to(last);
    default:
      return undefined;
  }
}
