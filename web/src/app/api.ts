/**
 * The server's interface, version 1: one typed function for each route. A
 * refusal becomes a `Problem` that says what is wrong and what to do. The
 * browser revalidates by itself with the tags that the server gives.
 */
import { parse as parseAssessment } from '../brief/complete';
import type { Assessment, Hypotheses, LedgerFinding } from '../lib/assessment';
import type { Provenance } from '../lib/provenance';
import type {
  Asked as NewJudgement,
  Capabilities,
  Cell,
  EventDetails as EventDetail,
  EventPage,
  Facets,
  Judged as Judgement,
  PublisherCoverage,
  Series,
  Session,
  WatchSummary,
  Written as Recorded
} from './schema';

const BASE = '/api/v1';

export type {
  EventDetails as EventDetail,
  EventPage,
  EventRow,
  Facets,
  Judged as Judgement,
  Asked as NewJudgement,
  PublisherCoverage,
  Series,
  SeriesPoint,
  Session,
  Subject,
  WatchSummary,
  Written as Recorded
} from './schema';

export type Capability = keyof Capabilities;
export type Facet = Facets['sources'][number];
export type LikelihoodCell = Cell;
/** A word of the watch's scale, a probability, or the least and most of one. */
export type Likelihood = NonNullable<Cell['value']>;

/** From where a view looks. */
export interface Look {
  asOf?: string;
  without?: 'doubtful';
}

export interface EventFilter {
  from?: string;
  to?: string;
  q?: string;
  source?: string;
  publisher?: string;
  category?: string;
  actor?: string;
  target?: string;
  country?: string;
  indicator?: string;
  west?: number;
  south?: number;
  east?: number;
  north?: number;
  doubtful?: boolean;
  noted?: boolean;
}

export type EventSort = 'date' | '-date' | 'count' | '-count' | 'category' | 'place';

/** A refusal, in the words of the server: what is wrong and what to do. */
export class Problem extends Error {
  /** The HTTP status; 0 where the server was not reached. */
  readonly status: number;
  readonly help: string;

  constructor(status: number, error: string, help = '') {
    super(error);
    this.name = 'Problem';
    this.status = status;
    this.help = help;
  }
}

/** What failed, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, error instanceof Error ? error.message : String(error));
}

/** Whether a request was called off by the page itself. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** The parts of an address of the interface, and its query. */
export function route(parts: readonly string[], query: object = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query) as [string, unknown][])
    if (value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return `${BASE}/${parts.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

const looking = (look: Look) => ({ as_of: look.asOf, without: look.without });

/** When this page last wrote a judgement of a watch. */
const wrote = new Map<string, number>();

/** Whether news of a watch may well be of what this page has just written itself. */
export function justWrote(watch: string): boolean {
  return Date.now() - (wrote.get(watch) ?? -Infinity) < 5_000;
}

/** Called when the server says that nobody is signed in. */
let onSignedOut: () => void = () => {};
let csrf = '';

export function whenSignedOut(call: () => void): void {
  onSignedOut = call;
}

/** The problem that a refused response tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  let error = '';
  let help = '';
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null) {
      const told = body as { error?: unknown; help?: unknown };
      if (typeof told.error === 'string') error = told.error;
      if (typeof told.help === 'string') help = told.help;
    }
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  return new Problem(response.status, error || `${response.status} ${response.statusText}`.trim(), help);
}

async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem(0, error instanceof Error ? error.message : String(error));
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !address.endsWith('/session')) onSignedOut();
  throw problem;
}

const read = async <T>(address: string, signal?: AbortSignal): Promise<T> =>
  (await ask(address, { signal: signal ?? null })).json() as Promise<T>;

const write = async <T>(address: string, method: string, body?: unknown): Promise<T> => {
  const response = await ask(address, {
    method,
    headers: {
      'X-Foreshock-CSRF': csrf,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' })
    },
    body: body === undefined ? null : JSON.stringify(body)
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
};

const remember = (session: Session): Session => {
  csrf = session.csrf;
  return session;
};

/** The whole interface. */
export const api = {
  session: async () => remember(await read<Session>(route(['session']))),
  signIn: async (token: string) => remember(await write<Session>(route(['session']), 'POST', { token })),
  signOut: () => write<void>(route(['session']), 'DELETE'),

  watches: (look: Look = {}, signal?: AbortSignal) =>
    read<WatchSummary[]>(route(['watches'], looking(look)), signal),

  assessment: async (watch: string, look: Look = {}, signal?: AbortSignal): Promise<Assessment> =>
    parseAssessment(
      await (
        await ask(route(['watches', watch, 'assessment'], looking(look)), { signal: signal ?? null })
      ).text()
    ),
  provenance: (watch: string, look: Look = {}, signal?: AbortSignal) =>
    read<Provenance[]>(route(['watches', watch, 'provenance'], looking(look)), signal),
  ledger: (watch: string, signal?: AbortSignal) =>
    read<LedgerFinding | null>(route(['watches', watch, 'ledger']), signal),
  watchFile: async (watch: string, signal?: AbortSignal): Promise<string> =>
    (await ask(route(['watches', watch, 'watch.toml']), { signal: signal ?? null })).text(),
  series: (watch: string, indicator: string, look: Look = {}, signal?: AbortSignal) =>
    read<Series>(route(['watches', watch, 'indicators', indicator, 'series'], looking(look)), signal),
  hypotheses: (watch: string, by: string, look: Look = {}, signal?: AbortSignal) =>
    read<Hypotheses>(route(['watches', watch, 'hypotheses'], { ...looking(look), by }), signal),
  coverage: (watch: string, look: Look = {}, signal?: AbortSignal) =>
    read<PublisherCoverage[]>(route(['watches', watch, 'coverage'], looking(look)), signal),

  events: (
    watch: string,
    filter: EventFilter & { sort?: EventSort; offset?: number; limit?: number },
    look: Look = {},
    signal?: AbortSignal
  ) => read<EventPage>(route(['watches', watch, 'events'], { ...looking(look), ...filter }), signal),
  facets: (watch: string, filter: EventFilter, look: Look = {}, signal?: AbortSignal) =>
    read<Facets>(route(['watches', watch, 'events', 'facets'], { ...looking(look), ...filter }), signal),
  event: (watch: string, source: string, id: string, look: Look = {}, signal?: AbortSignal) =>
    read<EventDetail>(route(['watches', watch, 'event'], { ...looking(look), source, id }), signal),

  judgements: (watch: string, signal?: AbortSignal) =>
    read<Judgement[]>(route(['watches', watch, 'judgements']), signal),
  /** Writes a judgement once, however often it is sent with the same key, a UUID. */
  judge: async (watch: string, judgement: NewJudgement, look: Look, key: string): Promise<Recorded> => {
    wrote.set(watch, Date.now());
    return write<Recorded>(route(['watches', watch, 'judgements'], looking(look)), 'POST', { key, judgement });
  }
};

/** Addresses of what is saved as a file. */
export const downloads = {
  brief: (watch: string, look: Look = {}) => route(['watches', watch, 'brief.html'], looking(look)),
  watchFile: (watch: string) => route(['watches', watch, 'watch.toml']),
  assessment: (watch: string, look: Look = {}) => route(['watches', watch, 'assessment'], looking(look)),
  series: (watch: string, indicator: string, format: 'json' | 'csv' | 'arrow', look: Look = {}) =>
    route(['watches', watch, 'indicators', indicator, 'series'], { ...looking(look), format }),
  events: (watch: string, filter: EventFilter, format: 'csv' | 'arrow', look: Look = {}) =>
    route(['watches', watch, `events.${format}`], { ...looking(look), ...filter })
};

/** What the stream of updates tells of one watch. */
export interface WatchUpdate {
  watch: string;
  etag: string;
  judgements: number;
}

/** Listens until the function that is returned is called. */
export function listen(heard: (update: WatchUpdate) => void): () => void {
  const stream = new EventSource(`${BASE}/updates`);
  stream.addEventListener('watch', (event) => {
    try {
      heard(JSON.parse((event as MessageEvent<string>).data) as WatchUpdate);
    } catch {
      // One message that cannot be read is no reason to stop listening.
    }
  });
  return () => stream.close();
}
