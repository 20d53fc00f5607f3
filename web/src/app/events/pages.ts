/**
 * Rows of a long list, fetched a page at a time as they come into sight.
 * Keeps the pages that were looked at last and gives up requests for pages
 * that nobody waits for any more.
 */

export interface Page<Row> {
  /** Rows of the whole list. */
  total: number;
  rows: Row[];
}

export type Fetch<Row> = (offset: number, limit: number, signal: AbortSignal) => Promise<Page<Row>>;

export const PAGE = 150;
/** Pages kept: more than a screen of any size shows at once. */
export const KEPT = 24;

export class Pages<Row> {
  /** Absent until the first page has come. */
  total: number | undefined;
  /** What went wrong with the page that was asked for last. */
  problem: unknown;

  /** In order of use: the one looked at last stands last. */
  private readonly kept = new Map<number, Row[]>();
  private readonly asked = new Map<number, AbortController>();
  private closed = false;

  constructor(
    private readonly fetch: Fetch<Row>,
    /** Called whenever what can be read here has changed. */
    private readonly changed: () => void,
    private readonly size: number = PAGE,
    private readonly keep: number = KEPT
  ) {}

  /** The row, where its page is there. */
  row(at: number): Row | undefined {
    return this.kept.get(Math.floor(at / this.size))?.[at % this.size];
  }

  /** Sees to it that these rows come; all other requests are given up. */
  want(first: number, end: number): void {
    const wanted = new Set<number>();
    for (let page = Math.floor(first / this.size); page * this.size < Math.max(end, 1); page += 1) wanted.add(page);
    for (const [page, request] of this.asked)
      if (!wanted.has(page)) {
        request.abort();
        this.asked.delete(page);
      }
    for (const page of wanted) {
      const rows = this.kept.get(page);
      if (rows) {
        this.kept.delete(page);
        this.kept.set(page, rows);
      } else if (!this.asked.has(page)) void this.ask(page);
    }
  }

  /** Asks again for what could not be had. */
  again(first: number, end: number): void {
    this.problem = undefined;
    this.changed();
    this.want(first, end);
  }

  /** Gives up all requests; nothing is called or kept after this. */
  close(): void {
    this.closed = true;
    for (const request of this.asked.values()) request.abort();
    this.asked.clear();
  }

  private async ask(page: number): Promise<void> {
    const request = new AbortController();
    this.asked.set(page, request);
    try {
      const { total, rows } = await this.fetch(page * this.size, this.size, request.signal);
      if (this.closed || request.signal.aborted) return;
      // Rows came or went meanwhile: pages from before no longer fit to these.
      if (this.total !== undefined && this.total !== total) this.kept.clear();
      this.total = total;
      this.problem = undefined;
      this.kept.set(page, rows);
      for (const oldest of this.kept.keys()) {
        if (this.kept.size <= this.keep) break;
        this.kept.delete(oldest);
      }
    } catch (error) {
      if (this.closed || request.signal.aborted) return;
      this.problem = error;
    }
    this.asked.delete(page);
    this.changed();
  }
}
