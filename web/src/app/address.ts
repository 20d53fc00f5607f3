/**
 * Addresses of the workbench. Every view has one that reproduces it: the page,
 * what it shows, the instant from which one looks, and what the page keeps.
 */

export interface Address {
  /** Absent on the pages that show every watch. */
  watch?: string;
  /** `overview` where there is no watch. */
  page: string;
  /** What the page shows one of: an indicator, an event. */
  id?: string;
  /** A day, an instant, or `now`; absent for the watch's own. */
  asOf?: string;
  /** The instant that is compared with. */
  with?: string;
  /** Reports marked as doubtful are left out. */
  without?: 'doubtful';
  /** What else the page keeps in its address: filters, a chosen period. */
  query: Readonly<Record<string, string>>;
  /** The place on the page. */
  hash?: string;
}

/** The page of a watch that is opened where none is named. */
export const FIRST_PAGE = 'board';
/** The page of all watches. */
export const OVERVIEW = 'overview';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** Whether a text can stand for an instant from which one looks. */
export function isInstant(value: string): boolean {
  return value === 'now' || ((DAY.test(value) || INSTANT.test(value)) && !Number.isNaN(Date.parse(value)));
}

/** The address of a location; what it does not know goes to `page: 'unknown'`. */
export function parse(location: { pathname: string; search: string; hash?: string }): Address {
  const query: Record<string, string> = {};
  const found: Address = { page: 'unknown', query };
  for (const [key, value] of new URLSearchParams(location.search)) {
    if (value === '') continue;
    if (key === 'as_of') {
      if (isInstant(value)) found.asOf = value;
    } else if (key === 'with') {
      if (isInstant(value)) found.with = value;
    } else if (key === 'without') {
      if (value === 'doubtful') found.without = value;
    } else if (key !== '__proto__') query[key] = value;
  }
  if (location.hash && location.hash.length > 1) found.hash = decoded(location.hash.slice(1));
  const parts = location.pathname.split('/').filter((part) => part !== '').map(decoded);
  if (parts.length === 0) found.page = OVERVIEW;
  else if (parts[0] === 'w' && parts[1] !== undefined && parts.length <= 4) {
    found.watch = parts[1];
    found.page = parts[2] ?? FIRST_PAGE;
    if (parts[3] !== undefined) found.id = parts[3];
  }
  return found;
}

/** The path and query of an address; `parse` gives the address back. */
export function format(address: Address): string {
  const query = new URLSearchParams();
  if (address.asOf !== undefined) query.set('as_of', address.asOf);
  if (address.with !== undefined) query.set('with', address.with);
  if (address.without !== undefined) query.set('without', address.without);
  for (const key of Object.keys(address.query).sort()) {
    const value = address.query[key];
    if (value !== undefined && value !== '') query.set(key, value);
  }
  const path =
    address.watch === undefined
      ? '/'
      : `/w/${[address.watch, address.page, ...(address.id === undefined ? [] : [address.id])].map(encodeURIComponent).join('/')}`;
  const search = query.toString();
  return `${path}${search === '' ? '' : `?${search}`}${address.hash ? `#${encodeURIComponent(address.hash)}` : ''}`;
}

/** Another page of the same watch, seen from the same instant. */
export function toPage(from: Address, page: string, id?: string, query: Record<string, string> = {}, hash?: string): Address {
  return {
    watch: from.watch,
    page,
    ...(id === undefined ? {} : { id }),
    ...(from.asOf === undefined ? {} : { asOf: from.asOf }),
    ...(from.without === undefined ? {} : { without: from.without }),
    query,
    ...(hash === undefined ? {} : { hash })
  };
}

/** The same view with some of it changed; `undefined` takes a part away. */
export function changed(from: Address, changes: Partial<Address>): Address {
  const to: Address = { ...from, ...changes };
  for (const key of ['watch', 'id', 'asOf', 'with', 'without', 'hash'] as const)
    if (to[key] === undefined) delete to[key];
  return to;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
