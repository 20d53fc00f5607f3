// An interface with a million made-up events, for tests of the list in a browser.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROWS = 1_000_000;
/** Published text that would run if any of it were taken for markup. */
export const HOSTILE = '<script>window.ran = 1</script>"><img src=x onerror="window.ran = 2">';

const files = fileURLToPath(new URL('../dist/app/', import.meta.url));
const assessment = readFileSync(new URL('../fixtures/assessment.json', import.meta.url), 'utf8');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'self'";
const FIRST = Date.UTC(1980, 0, 1);
const DAYS = 16_000;

/** The event with a number, the oldest first. */
function event(number, hostile) {
  const date = new Date(FIRST + Math.floor((number / ROWS) * DAYS) * 86_400_000).toISOString().slice(0, 10);
  const say = (text) => (hostile ? HOSTILE : text);
  return {
    source_id: say('made-up'), event_id: say(`${number}`), version: 1, publisher: say('Nobody'), date, date_precision: 'day',
    category: say('artillery_fire'), actor: say('PRK'), target: say('KOR'), count: number % 90, place: say('Yeonpyeong'), lat: 37.67, lon: 125.7,
    text: say(`Event number ${number}`), url: hostile ? 'javascript:window.ran = 3' : 'https://example.org/', file: say('rows.csv'),
    file_sha256: 'ab'.repeat(32), row: number + 1, known_from: `${date}T12:00:00Z`, known_by: 'published'
  };
}

function answer(path, query, body, ledger) {
  const hostile = query.get('q') === 'hostile' || query.get('id') === HOSTILE;
  const total = query.get('q') === 'nothing' ? 0 : hostile ? 500 : ROWS;
  switch (path) {
    case 'session':
      return { signed_in: true, name: 'Ada', role: 'analyst', needs_token: false, csrf: 'x', version: '0' };
    case 'watches': {
      const { title, as_of, date, timezone } = JSON.parse(assessment);
      return [{ id: 'w', title, as_of, date, timezone, records: ROWS, indicators: 1, alarms: 0, headlines: [], changes: 0, latest: `${date}T12:00:00Z`, known_digest: 'x', etag: 'x', judgements: 0, doubtful: 0, capabilities: {} }];
    }
    case 'watches/w/assessment':
      return JSON.parse(assessment);
    case 'watches/w/events': {
      const [offset, limit] = [Number(query.get('offset')), Number(query.get('limit'))];
      const length = Math.max(0, Math.min(limit, total - offset));
      return { total, offset, events: Array.from({ length }, (_, at) => event(total - 1 - offset - at, hostile)) };
    }
    case 'watches/w/events/facets': {
      const one = [{ value: hostile ? HOSTILE : 'made-up', events: total }];
      const places = total === 0 ? [] : [{ lat: 37.67, lon: 125.7, place: hostile ? HOSTILE : 'Yeonpyeong', events: total }];
      const months = total === 0 ? [] : [{ month: '1980-01', events: 5 }, { month: '2023-10', events: 9 }];
      return { total, sources: one, publishers: one, categories: one, actors: one, targets: one, countries: one, months, places, without_place: 0 };
    }
    case 'watches/w/event': {
      const found = event(Number(query.get('id')) || 7, hostile);
      const versions = [{ ...found, text: 'An earlier text' }, { ...found, version: 2 }];
      return { event: found, versions, indicators: [], judgements: ledger.slice().reverse(), merged: [] };
    }
    case 'watches/w/judgements': {
      if (!body) return ledger.slice().reverse();
      const { key, judgement } = JSON.parse(body);
      const known = ledger.find((one) => one.key === key);
      if (known) return { judgement: known, new: false };
      const made = { ...judgement, key, sequence: ledger.length + 1, at: '2024-09-16T12:00:00Z', by: 'Ada', digest: 'cd'.repeat(32) };
      ledger.push(made);
      return { judgement: made, new: true };
    }
    default:
      return undefined;
  }
}

/** Serves the built workbench; `refuse` may say for which requests the interface is out of order. */
export async function serve(state) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost');
    if (!pathname.startsWith('/api/v1/')) {
      const file = extname(pathname) ? normalize(pathname) : 'index.html';
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'text/plain', 'Content-Security-Policy': POLICY });
      response.end(readFileSync(join(files, file)));
      return;
    }
    const path = pathname.slice('/api/v1/'.length);
    if (path === 'updates') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      return;
    }
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      state.asked.push({ path, query: searchParams, body });
      const found = answer(path, searchParams, body, state.ledger);
      const refused = state.refuse?.(path, body);
      response.writeHead(refused ? 503 : found === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(refused || found === undefined ? { error: 'Out of order.', help: 'Wait a moment.' } : found));
    });
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      // The stream of updates would stay open for ever.
      server.closeAllConnections();
      server.close();
    }
  };
}
