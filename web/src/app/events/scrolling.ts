/**
 * Which of very many rows lie in sight. Pure functions.
 *
 * A browser draws no element taller than some 17 million pixels, fewer when
 * the page is zoomed, so that a million rows do not fit. The scroller is
 * therefore at most [`TALLEST`] high, and the position among the rows is kept
 * apart from that of the scrollbar: small moves go row by row, as in any
 * list, and a leap of the scrollbar leads to the same share of the rows. At
 * rest `settled` brings the scrollbar back to where it belongs.
 */

/** Pixels; drawn by every browser at up to four times zoom. */
export const TALLEST = 4_000_000;

export interface Extent {
  rows: number;
  /** Pixels of one row; all are of the same height. */
  rowHeight: number;
  /** Pixels of rows in sight. */
  viewport: number;
}

export interface Position {
  /** Of the scroller, in pixels. */
  scrollTop: number;
  /** Pixels above the upper edge of what is in sight, were no row left out. */
  top: number;
}

export const START: Position = { scrollTop: 0, top: 0 };

/** Pixels of all rows, were there room for them. */
function whole({ rows, rowHeight }: Extent): number {
  return rows * rowHeight;
}

/** Pixels of the element that is scrolled. */
export function scrollHeight(extent: Extent): number {
  return Math.min(TALLEST, whole(extent));
}

function furthest(extent: Extent): { top: number; scrollTop: number } {
  return {
    top: Math.max(0, whole(extent) - extent.viewport),
    scrollTop: Math.max(0, scrollHeight(extent) - extent.viewport)
  };
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Where a move of the scroller leads. */
export function scrolled(before: Position, scrollTop: number, extent: Extent): Position {
  const end = furthest(extent);
  const at = between(scrollTop, 0, end.scrollTop);
  if (whole(extent) <= TALLEST) return { scrollTop: at, top: at };
  // The ends of the scrollbar are the ends of the rows, however one gets there.
  if (at <= 0) return START;
  if (at >= end.scrollTop) return end;
  const moved = at - before.scrollTop;
  if (Math.abs(moved) <= extent.viewport)
    return { scrollTop: at, top: between(before.top + moved, 0, end.top) };
  return { scrollTop: at, top: (at / end.scrollTop) * end.top };
}

/** The same rows, with the scrollbar where these rows belong. */
export function settled(position: Position, extent: Extent): Position {
  const end = furthest(extent);
  const top = between(position.top, 0, end.top);
  if (end.top === 0) return START;
  return { top, scrollTop: (top / end.top) * end.scrollTop };
}

/** Moved as little as needed for the row to be whole in sight. */
export function revealed(position: Position, row: number, extent: Extent): Position {
  const above = row * extent.rowHeight;
  const below = above + extent.rowHeight - extent.viewport;
  const top = position.top > above ? above : position.top < below ? below : position.top;
  return top === position.top ? position : settled({ ...position, top }, extent);
}

export interface Span {
  /** First row. */
  first: number;
  /** One after the last row. */
  end: number;
  /** Pixels from the top of the scrolled element to the first row. */
  offset: number;
}

/** The rows to draw: those in sight and some on either side. */
export function rowsInSight(position: Position, extent: Extent, beside: number): Span {
  const first = Math.max(0, Math.floor(position.top / extent.rowHeight) - beside);
  const end = Math.min(extent.rows, Math.ceil((position.top + extent.viewport) / extent.rowHeight) + beside);
  return {
    first: Math.min(first, Math.max(0, extent.rows - 1)),
    end,
    offset: position.scrollTop - (position.top - first * extent.rowHeight)
  };
}

/** Where a key leads from a row; `undefined` for keys that lead nowhere. */
export function rowByKey(key: string, row: number, extent: Extent): number | undefined {
  const page = Math.max(1, Math.floor(extent.viewport / extent.rowHeight) - 1);
  const to = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + page,
    PageUp: row - page,
    Home: 0,
    End: extent.rows - 1
  }[key];
  return to === undefined || extent.rows === 0 ? undefined : between(to, 0, extent.rows - 1);
}
