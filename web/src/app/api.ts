/**
 * The server's interface, version 1: one typed function for each route. A
 * refusal becomes a `Problem` that says what is wrong and what to do. The
 * browser revalidates by itself with the tags that the server gives.
 */
import { parse as parseAssessment } from '../brief/complete';
import type { Assessment, Hypotheses, LedgerFinding } from '../lib/assessment';
import type { Provenance } from '../lib/provenance';

const BASE = '/api/v1';

export interface Session {
  signed_in: boolean;
  name: string;
  role?: 'reader' | 'analyst' | 'admin';
  needs_token: boolean;
  csrf: string;
  version: string;
}

export type Capability =
  | 'dynamics'
  | 'forecasts'
  | 'hypotheses'
  | 'effects'
  | 'scenarios'
  | 'readiness'
  | 'relations'
  | 'tripwires'
  | 'claims';

export interface WatchSummary {
  id: string;
  title: string;
  about?: string;
  as_of: string;
  date: string;
  timezone: string;
  records: number;
  indicators: number;
  /** Indicators of level 2 or more. */
  alarms: number;
  headlines: string[];
  level?: string;
  level_severity?: string;
  changes: number;
  first_day?: string;
  last_day?: string;
  latest: string;
  known_digest: string;
  etag: string;
  judgements: number;
  doubtful: number;
  /** What keeps the watch from being assessed; then only id and title are certain. */
  error?: string;
  help?: string;
  capabilities: Record<Capability, boolean>;
}

/** From where a view looks. */
export interface Look {
  asOf?: string;
  without?: 'doubtful';
}

export interface SeriesPoint {
  from: string;
  to: string;
  covered: boolean;
  value?: number;
}

export interface Series {
  id: string;
  title: string;
  unit: [string, string];
  measure: string;
  period: string;
  as_of: string;
  points: SeriesPoint[];
}

export interface PublisherCoverage {
  publisher: string;
  files: number;
  read: number;
  kept: number;
  outside: number;
  superseded: number;
  rejected: number;
  unknown: number;
  periods: {
    period?: string;
    files: number;
    read: number;
    kept: number;
    outside: number;
    superseded: number;
    rejected: number;
  }[];
  reasons: { reason: string; rows: number }[];
  gaps: { from: string; to: string; slots: number; slot: string; never_published: boolean }[];
}

export interface EventRow {
  source_id: string;
  event_id: string;
  version: number;
  publisher: string;
  date: string;
  until?: string;
  date_precision: 'day' | 'month' | 'quarter' | 'year';
  category: string;
  actor?: string;
  actor_name?: string;
  target?: string;
  target_name?: string;
  count?: number;
  intensity?: number;
  fatalities?: number;
  place?: string;
  lat?: number;
  lon?: number;
  country?: string;
  text?: string;
  citation?: string;
  url?: string;
  /** The publisher forbids reprinting. */
  text_withheld?: true;
  file: string;
  file_sha256: string;
  row: number;
  known_from: string;
  known_by: 'published' | 'pseudo' | 'ingested';
  merged_with?: string[];
  doubtful?: true;
  notes?: number;
  /** Only among the versions of one event. */
  retracted?: true;
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

export interface EventPage {
  total: number;
  offset: number;
  events: EventRow[];
}

export interface Facet {
  value: string;
  events: number;
}

export interface Facets {
  total: number;
  sources: Facet[];
  publishers: Facet[];
  categories: Facet[];
  actors: Facet[];
  targets: Facet[];
  countries: Facet[];
  months: { month: string; events: number }[];
  places: { lat: number; lon: number; place?: string; events: number }[];
  without_place: number;
}

export interface EventDetail {
  event: EventRow;
  versions: EventRow[];
  indicators: { id: string; title: string }[];
  judgements: Judgement[];
  merged: EventRow[];
}

export type Subject =
  | { type: 'event'; source_id: string; event_id: string }
  | { type: 'period'; indicator: string; from: string; to: string }
  | { type: 'watch' };

/** A word of the watch's scale, a probability, or the least and most of one. */
export type Likelihood = string | number | [number, number];

export interface LikelihoodCell {
  hypothesis: string;
  value?: Likelihood;
  ratio?: Likelihood;
  reason?: string;
}

export type NewJudgement =
  | { kind: 'note'; on: Subject; text: string }
  | { kind: 'doubt'; source_id: string; event_id: string; reason: string }
  | { kind: 'doubt_withdrawn'; source_id: string; event_id: string; reason: string }
  | { kind: 'likelihoods'; evidence: string; cells: LikelihoodCell[] }
  | { kind: 'tick'; level?: string; item: string; note?: string };

type Kept =
  | Exclude<NewJudgement, { kind: 'tick' }>
  | { kind: 'tick'; level?: string; item: string; on: string; note?: string };

export type Judgement = { sequence: number; at: string; by: string; digest: string } & Kept;

export interface Recorded {
  judgement: Judgement;
  /** False where the same key had been written before. */
  new: boolean;
}

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
