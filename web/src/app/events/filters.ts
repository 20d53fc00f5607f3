/**
 * What the reader asks of the events, as it stands in the address of the page
 * and in that of a request: the same names in both. Pure functions.
 */
import type { EventFilter, EventSort } from '../api';

/** What a page keeps in its address. */
export type Query = Readonly<Record<string, string>>;

/** Degrees; the box that an event's place has to lie in. */
export interface Area {
  west: number;
  south: number;
  east: number;
  north: number;
}

export const SORTS: readonly EventSort[] = ['-date', 'date', '-count', 'count', 'category', 'place'];

/** Filters that hold one text each. */
export const WORDS = ['q', 'source', 'publisher', 'category', 'actor', 'target', 'country', 'indicator'] as const;
export type Word = (typeof WORDS)[number];

export type Filters = { [word in Word]?: string } & {
  /** First day, as an ISO date. */
  from?: string;
  /** Last day, as an ISO date. */
  to?: string;
  area?: Area;
  /** Only events that are marked as doubtful, or only those that are not. */
  doubtful?: boolean;
  /** Only events with a note. */
  noted?: true;
};

export const FIRST_SORT: EventSort = '-date';

const SIDES = ['west', 'south', 'east', 'north'] as const;
/** Every name that this module owns in an address. */
const OWN: readonly string[] = [...WORDS, 'from', 'to', ...SIDES, 'doubtful', 'noted', 'sort'];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A date that exists, or nothing: an address may hold anything. */
export function isoDay(value: string | undefined): string | undefined {
  if (!value || !DAY.test(value)) return undefined;
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value ? undefined : value;
}

/** The filters of an address; what makes no sense is left out. */
export function readFilters(query: Query): Filters {
  const filters: Filters = {};
  for (const word of WORDS) {
    const value = query[word]?.trim();
    if (value) filters[word] = value;
  }
  const from = isoDay(query['from']);
  const to = isoDay(query['to']);
  if (from) filters.from = from;
  if (to) filters.to = to;
  const area = readArea(query);
  if (area) filters.area = area;
  const doubtful = query['doubtful'];
  if (doubtful === 'true' || doubtful === 'false') filters.doubtful = doubtful === 'true';
  if (query['noted'] === 'true') filters.noted = true;
  return filters;
}

function readArea(query: Query): Area | undefined {
  const [west, south, east, north] = SIDES.map((side) => {
    const value = query[side];
    return value === undefined || value.trim() === '' ? NaN : Number(value);
  }) as [number, number, number, number];
  const inside = Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && Math.abs(north) <= 90;
  return inside && south <= north ? { west, south, east, north } : undefined;
}

export function readSort(query: Query): EventSort {
  const value = query['sort'];
  return SORTS.find((sort) => sort === value) ?? FIRST_SORT;
}

/**
 * The same address with these filters and this order; names that belong to
 * other parts of the page stay. The usual order is not written down.
 */
export function writeFilters(query: Query, filters: Filters, sort: EventSort = FIRST_SORT): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) if (!OWN.includes(name)) written[name] = value;
  for (const [name, value] of Object.entries(toApi(filters))) if (value !== undefined) written[name] = String(value);
  if (sort !== FIRST_SORT) written['sort'] = sort;
  return written;
}

/** The filters as a request asks for them. */
export function toApi(filters: Filters): EventFilter {
  const { area, ...rest } = filters;
  const asked: EventFilter = { ...rest };
  if (area) for (const side of SIDES) asked[side] = degrees(area[side]);
  return asked;
}

/** A hundred metres are near enough for an area that was drawn by hand. */
function degrees(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Whether no day can fit, since the first one asked for lies after the last. */
export function contradictory({ from, to }: Filters): boolean {
  return from !== undefined && to !== undefined && from > to;
}

export type FilterName = keyof Filters;

/** The filters that are set, in the order in which they are shown. */
export function setFilters(filters: Filters): FilterName[] {
  const order: FilterName[] = ['q', 'from', 'to', 'indicator', 'source', 'publisher', 'category', 'actor', 'target', 'country', 'area', 'doubtful', 'noted'];
  return order.filter((name) => filters[name] !== undefined);
}

export function withoutFilter(filters: Filters, ...names: FilterName[]): Filters {
  const left = { ...filters };
  for (const name of names) delete left[name];
  return left;
}

/** What a click on a column's head makes of the order. */
export function nextSort(sort: EventSort, column: 'date' | 'count' | 'category' | 'place'): EventSort {
  if (column === 'category' || column === 'place') return column;
  return sort === `-${column}` ? column : `-${column}`;
}

/** How a column stands in the order, in the words of ARIA. */
export function sorted(sort: EventSort, column: string): 'ascending' | 'descending' | undefined {
  if (sort === column) return 'ascending';
  return sort === `-${column}` ? 'descending' : undefined;
}
