// Serves the built workbench with an interface that is fed by the program
// `foreshock brief`, for work on the pages without the server.
//
//   node scripts/serve-mock.mjs [PORT]
//
// FORESHOCK_BINARY  the program; FORESHOCK_LAKE  the lake that it reads
// FORESHOCK_WATCHES  folders of watches, parted by commas
// FORESHOCK_TOKEN   ask for this token

import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { promisify } from 'node:util';
import { unpack } from './fill.mjs';

const run = promisify(execFile);
const files = fileURLToPath(new URL('../dist/app/', import.meta.url));
const binary = process.env.FORESHOCK_BINARY ?? 'foreshock';
const folders = (process.env.FORESHOCK_WATCHES ?? '../watches/korea').split(',');
const watches = new Map(folders.map((folder) => [basename(folder), folder]));
const token = process.env.FORESHOCK_TOKEN;
const csrf = randomUUID();
const out = mkdtempSync(join(tmpdir(), 'foreshock-mock-'));
const views = new Map();
const judgements = new Map();
const streams = new Set();
let signedIn = !token;

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

const ofWatch = (watch) => judgements.get(watch) ?? judgements.set(watch, []).get(watch);
const doubted = (watch) => {
  const marked = new Map();
  for (const one of ofWatch(watch))
    if (one.kind === 'doubt' || one.kind === 'doubt_withdrawn') marked.set(`${one.source_id}/${one.event_id}`, one.kind === 'doubt');
  return marked;
};

async function viewOf(watch, asOf) {
  const key = `${watch} ${asOf ?? ''}`;
  if (!views.has(key))
    views.set(
      key,
      (async () => {
        const folder = join(out, createHash('sha256').update(key).digest('hex').slice(0, 12));
        const at = asOf === 'now' ? new Date().toISOString().slice(0, 10) : asOf;
        await run(binary, [
          'brief', watches.get(watch), '--out', folder,
          ...(process.env.FORESHOCK_LAKE ? ['--lake', process.env.FORESHOCK_LAKE] : []),
          ...(at ? ['--as-of', at] : [])
        ], { maxBuffer: 1 << 26 });
        const text = readFileSync(join(folder, 'assessment.json'), 'utf8');
        const html = readFileSync(join(folder, 'brief.html'), 'utf8');
        return { text, html, assessment: JSON.parse(text), provenance: unpack(/id="provenance">([^<]*)/.exec(html)[1]) };
      })().catch((error) => {
        views.delete(key);
        throw { status: 422, error: String(error.stderr ?? error.message ?? error).trim(), help: 'Look into the watch with foreshock check.' };
      })
    );
  return views.get(key);
}

const rowOf = (view, watch) => {
  const where = new Map((view.provenance ?? []).map((one) => [`${one.source_id}/${one.event_id}`, one]));
  const marked = doubted(watch);
  const noted = (id) => ofWatch(watch).filter((one) => one.kind === 'note' && one.on.type === 'event' && `${one.on.source_id}/${one.on.event_id}` === id).length;
  const publishers = new Map(view.assessment.sources.map((one) => [one.id, one.publisher]));
  return (event) => {
    const id = `${event.source_id}/${event.event_id}`;
    const from = where.get(id) ?? { file: 'unknown.csv', file_sha256: '0'.repeat(64), row: 1 };
    return {
      ...event, version: 1, publisher: publishers.get(event.source_id) ?? event.source_id, date_precision: 'day',
      file: from.file, file_sha256: from.file_sha256, row: from.row, known_from: `${event.date}T23:59:59Z`, known_by: 'pseudo',
      ...(marked.get(id) ? { doubtful: true } : {}), ...(noted(id) ? { notes: noted(id) } : {})
    };
  };
};

function select(view, watch, query) {
  const get = (key) => query.get(key) ?? undefined;
  let events = view.assessment.events;
  if (get('indicator')) {
    const indicator = view.assessment.indicators.find((one) => one.id === get('indicator'));
    if (!indicator) throw { status: 404, error: `no indicator ${get('indicator')}`, help: 'The watch names its indicators.' };
    events = indicator.events.map((at) => events[at]);
  }
  const words = (get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const all = events.map(rowOf(view, watch)).filter((event) =>
    (!get('from') || (event.until ?? event.date) >= get('from')) &&
    (!get('to') || event.date <= get('to')) &&
    words.every((word) => [event.text, event.place, event.actor, event.target, event.category, event.citation].join(' ').toLowerCase().includes(word)) &&
    (!get('source') || event.source_id === get('source')) &&
    (!get('publisher') || event.publisher === get('publisher')) &&
    (!get('category') || event.category === get('category')) &&
    (!get('actor') || event.actor === get('actor') || event.actor?.startsWith(`${get('actor')}.`)) &&
    (!get('target') || event.target === get('target')) &&
    (!get('west') || (event.lon >= +get('west') && event.lon <= +get('east') && event.lat >= +get('south') && event.lat <= +get('north'))) &&
    (get('doubtful') === undefined || (event.doubtful === true) === (get('doubtful') === 'true')) &&
    (get('noted') !== 'true' || (event.notes ?? 0) > 0)
  );
  const sort = get('sort') ?? '-date';
  const key = sort.replace('-', '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return all.sort((a, b) => sign * ((a[key] ?? '') < (b[key] ?? '') ? -1 : (a[key] ?? '') > (b[key] ?? '') ? 1 : 0));
}

const tally = (events, of) => {
  const counts = new Map();
  for (const event of events) if (of(event) !== undefined) counts.set(of(event), (counts.get(of(event)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value, n]) => ({ value, events: n }));
};

async function summary(watch, asOf) {
  try {
    const { assessment: a } = await viewOf(watch, asOf);
    const days = a.events.map((event) => event.date).sort();
    return {
      id: watch, title: a.title, about: a.about, as_of: a.as_of, date: a.date, timezone: a.timezone, records: a.records,
      indicators: a.indicators.length, alarms: a.indicators.filter((one) => (one.level ?? 0) >= 2).length, headlines: a.headlines,
      level: a.readiness?.now.title, level_severity: a.readiness ? (a.readiness.now.place > 0 ? 'warning' : 'none') : undefined,
      changes: a.changes.length, first_day: days[0], last_day: days.at(-1), latest: new Date().toISOString(),
      known_digest: a.known_digest, etag: `"${a.known_digest.slice(0, 16)}-${ofWatch(watch).length}"`, judgements: ofWatch(watch).length,
      doubtful: [...doubted(watch).values()].filter(Boolean).length,
      capabilities: {
        dynamics: a.dynamics !== undefined, forecasts: a.forecasts.length > 0, hypotheses: a.hypotheses !== undefined, effects: a.effects !== undefined,
        scenarios: (a.scenarios ?? []).length > 0, readiness: a.readiness !== undefined, relations: (a.relations ?? []).length > 0,
        tripwires: a.tripwires.length > 0, claims: a.claims.length > 0
      }
    };
  } catch (problem) {
    return { id: watch, title: watch, error: problem.error ?? String(problem) };
  }
}

function judge(watch, body) {
  const all = ofWatch(watch);
  const before = all.find((one) => one.key === body.key);
  const { key: _, ...told } = before ?? {};
  if (before) return { judgement: told, new: false };
  const kept = {
    sequence: all.length + 1, at: new Date().toISOString(), by: 'mock', digest: createHash('sha256').update(JSON.stringify(body)).digest('hex'), ...body.judgement,
    ...(body.judgement.kind === 'tick' ? { on: new Date().toISOString().slice(0, 10) } : {})
  };
  all.push({ key: body.key, ...kept });
  for (const stream of streams) stream.write(`event: watch\ndata: ${JSON.stringify({ watch, etag: `"${all.length}"`, judgements: all.length })}\n\n`);
  return { judgement: kept, new: true };
}

async function answer(path, query, method, body) {
  const asOf = query.get('as_of') ?? undefined;
  const session = { signed_in: signedIn, name: signedIn ? 'mock' : '', role: signedIn ? 'admin' : undefined, needs_token: token !== undefined, csrf, version: 'mock' };
  if (path[0] === 'session') {
    if (method === 'POST') {
      if (body.token !== token) throw { status: 401, error: 'unknown token', help: 'Ask whoever runs this server.' };
      signedIn = true;
      return { ...session, signed_in: true, name: 'mock', role: 'admin' };
    }
    if (method === 'DELETE') signedIn = false;
    return session;
  }
  if (!signedIn) throw { status: 401, error: 'not signed in', help: 'Sign in with a token.' };
  if (path[0] !== 'watches') throw { status: 404, error: 'no such route', help: 'See openapi.json.' };
  if (path.length === 1) return Promise.all([...watches.keys()].map((watch) => summary(watch, asOf)));
  const watch = path[1];
  if (!watches.has(watch)) throw { status: 404, error: `no watch ${watch}`, help: 'GET /watches lists them.' };
  if (path[2] === 'judgements')
    return method === 'POST' ? judge(watch, body) : ofWatch(watch).map(({ key: _, ...one }) => one).reverse();
  if (path[2] === 'watch.toml') return readFileSync(join(watches.get(watch), 'watch.toml'), 'utf8');
  const view = await viewOf(watch, asOf);
  const a = view.assessment;
  switch (path[2]) {
    case 'assessment': {
      const ticks = ofWatch(watch).filter((one) => one.kind === 'tick');
      if (ticks.length === 0) return view.text;
      const copy = structuredClone(a);
      for (const level of copy.readiness?.levels ?? [])
        for (const item of level.checklist)
          item.ticks.push(...ticks.filter((one) => one.item === item.text && one.level === level.name.id).map(({ at, by, note }) => ({ at, by, note })));
      return copy;
    }
    case 'provenance': return view.provenance;
    case 'ledger': return a.ledger ?? null;
    case 'brief.html': return view.html;
    case 'coverage':
      return a.sources.map((one) => ({
        publisher: one.publisher, files: 1, read: one.records, kept: one.records, outside: 0, superseded: 0, rejected: 0, unknown: 0,
        periods: [{ period: a.date.slice(0, 7), files: 1, read: one.records, kept: one.records, outside: 0, superseded: 0, rejected: 0 }], reasons: [], gaps: []
      }));
    case 'hypotheses': throw { status: 404, error: `${query.get('by')} set nothing`, help: 'Set likelihoods first.' };
    case 'indicators': {
      const one = a.indicators.find((indicator) => indicator.id === path[3]);
      if (!one) throw { status: 404, error: `no indicator ${path[3]}`, help: 'The watch names its indicators.' };
      return {
        id: one.id, title: one.title, unit: one.unit, measure: one.measure, period: one.period, as_of: a.as_of,
        points: one.series.map(({ from, to, observed }) => ({ from, to, covered: observed !== undefined, ...(observed === undefined ? {} : { value: observed }) }))
      };
    }
    case 'events': {
      const events = select(view, watch, query);
      if (path[3] === 'facets') {
        const located = events.filter((event) => event.lat !== undefined);
        const places = new Map();
        for (const event of located) {
          const key = `${event.lat} ${event.lon}`;
          const found = places.get(key) ?? places.set(key, { lat: event.lat, lon: event.lon, place: event.place, events: 0 }).get(key);
          found.events += 1;
        }
        return {
          total: events.length, sources: tally(events, (e) => e.source_id), publishers: tally(events, (e) => e.publisher), categories: tally(events, (e) => e.category),
          actors: tally(events, (e) => e.actor), targets: tally(events, (e) => e.target), countries: [],
          months: tally(events, (e) => e.date.slice(0, 7)).map(({ value, events: n }) => ({ month: value, events: n })).sort((x, y) => (x.month < y.month ? -1 : 1)),
          places: [...places.values()].sort((x, y) => y.events - x.events), without_place: events.length - located.length
        };
      }
      const offset = Number(query.get('offset') ?? 0);
      return { total: events.length, offset, events: events.slice(offset, offset + Number(query.get('limit') ?? 100)) };
    }
    case 'event': {
      const event = a.events.find((one) => one.source_id === query.get('source') && one.event_id === query.get('id'));
      if (!event) throw { status: 404, error: 'no such event', help: 'It may not have been known then.' };
      const row = rowOf(view, watch)(event);
      const at = a.events.indexOf(event);
      const on = (one) => (one.on ?? one).source_id === event.source_id && (one.on ?? one).event_id === event.event_id;
      return {
        event: row, versions: [row], indicators: a.indicators.filter((one) => one.events.includes(at)).map(({ id, title }) => ({ id, title })),
        judgements: ofWatch(watch).filter(on).map(({ key: _, ...one }) => one), merged: []
      };
    }
  }
  throw { status: 404, error: 'no such route', help: 'See openapi.json.' };
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const send = (status, type, content) => {
    const packed = gzipSync(content);
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
    const headers = { 'Content-Type': type, 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', ETag: etag, 'Cache-Control': 'private, no-cache' };
    if (request.headers['if-none-match'] === etag) return response.writeHead(304, headers).end();
    response.writeHead(status, { ...headers, 'Content-Encoding': 'gzip' }).end(packed);
  };
  try {
    if (url.pathname === '/api/v1/updates') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('event: hello\ndata: {"version":"mock"}\n\n');
      streams.add(response);
      request.on('close', () => streams.delete(response));
      return;
    }
    if (url.pathname.startsWith('/api/v1/')) {
      let body = '';
      for await (const part of request) body += part;
      if (request.method !== 'GET' && request.headers['x-foreshock-csrf'] !== csrf) throw { status: 403, error: 'no CSRF token', help: 'Load the page anew.' };
      const path = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
      const found = await answer(path, url.searchParams, request.method, body ? JSON.parse(body) : undefined);
      const status = request.method === 'POST' && path[2] === 'judgements' ? 201 : 200;
      if (typeof found === 'string') send(status, path[2] === 'brief.html' ? 'text/html' : path[2] === 'watch.toml' ? 'text/plain; charset=utf-8' : 'application/json', found);
      else send(status, 'application/json', JSON.stringify(found));
      return;
    }
    const wanted = normalize(join(files, url.pathname));
    const file = wanted.startsWith(files) && extname(wanted) && existsSync(wanted) ? wanted : join(files, 'index.html');
    send(200, TYPES[extname(file)] ?? 'application/octet-stream', readFileSync(file));
  } catch (problem) {
    const { status = 500, error = String(problem), help = '' } = problem;
    send(status, 'application/json', JSON.stringify({ error, help }));
  }
}).listen(Number(process.argv[2] ?? 8137), '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}/`);
});
