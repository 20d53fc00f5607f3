import { afterEach, describe, expect, test, vi } from 'vitest';
import { api, asProblem, downloads, Problem, problemOf, route, whenSignedOut } from './api';

const json = (body: unknown, status = 200) =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

function answering(...responses: (Response | Error)[]) {
  const calls: { address: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    calls.push({ address, init });
    const next = responses.shift()!;
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  });
  return calls;
}

afterEach(() => vi.unstubAllGlobals());

describe('addresses of the interface', () => {
  test('parts and queries are escaped', () => {
    expect(route(['watches', 'a/b', 'event'], { source: 'x&y', id: '#1' })).toBe('/api/v1/watches/a%2Fb/event?source=x%26y&id=%231');
  });
  test('what is absent or empty is left out, and false is not', () => {
    expect(route(['w'], { a: undefined, b: '', c: false, d: 0 })).toBe('/api/v1/w?c=false&d=0');
  });
  test('a download carries the instant', () => {
    expect(downloads.series('k', 'i', 'arrow', { asOf: '2024-09-16', without: 'doubtful' })).toBe(
      '/api/v1/watches/k/indicators/i/series?as_of=2024-09-16&without=doubtful&format=arrow'
    );
  });
});

describe('refusals', () => {
  test('the words of the server are kept', async () => {
    answering(json({ error: 'no indicator x', help: 'The watch names them.' }, 404));
    const problem = asProblem(await api.series('k', 'x').catch((error: unknown) => error));
    expect([problem.status, problem.message, problem.help]).toEqual([404, 'no indicator x', 'The watch names them.']);
  });
  test('a page from something in between still tells its status', async () => {
    const problem = await problemOf(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
    expect([problem.status, problem.message, problem.help]).toEqual([502, '502 Bad Gateway', '']);
  });
  test('an answer of another shape is no words', async () => {
    expect((await problemOf(json({ error: 3, help: [] }, 500))).message).toMatch(/^500/);
    expect((await problemOf(json(null, 500))).message).toMatch(/^500/);
  });
  test('a server that is not there is status 0', async () => {
    answering(new TypeError('Failed to fetch'));
    const problem = await api.watches().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Problem);
    expect((problem as Problem).status).toBe(0);
  });
  test('a request that the page called off is not a problem', async () => {
    answering(new DOMException('aborted', 'AbortError'));
    expect(await api.watches().catch((error: unknown) => error)).not.toBeInstanceOf(Problem);
  });
  test('a lapsed session is told, a wrong token is not', async () => {
    const lapsed = vi.fn();
    whenSignedOut(lapsed);
    answering(json({ error: 'unknown token' }, 401), json({ error: 'not signed in' }, 401));
    await api.signIn('wrong').catch(() => {});
    expect(lapsed).not.toHaveBeenCalled();
    await api.watches().catch(() => {});
    expect(lapsed).toHaveBeenCalledOnce();
  });
});

describe('writing', () => {
  const session = { signed_in: true, name: 'a', needs_token: false, csrf: 'secret-of-the-session', version: '1' };
  test('carries the token of the session and the key it was given', async () => {
    const calls = answering(json(session), json({ judgement: {}, new: true }, 201));
    await api.session();
    await api.judge('k', { kind: 'note', on: { type: 'watch' }, text: 'x' }, { asOf: '2024-09-16' }, 'key-1');
    expect(calls[1]!.address).toBe('/api/v1/watches/k/judgements?as_of=2024-09-16');
    expect(calls[1]!.init.method).toBe('POST');
    expect(calls[1]!.init.headers).toMatchObject({ 'X-Foreshock-CSRF': 'secret-of-the-session', 'Content-Type': 'application/json' });
    expect(JSON.parse(calls[1]!.init.body as string)).toEqual({ key: 'key-1', judgement: { kind: 'note', on: { type: 'watch' }, text: 'x' } });
  });
  test('signing out has no answer to read', async () => {
    answering(json(null, 204));
    await expect(api.signOut()).resolves.toBeUndefined();
  });
  test('a seed of many digits keeps them all', async () => {
    answering(new Response('{"title":"t","seed":12345678901234567890}'));
    expect((await api.assessment('k')).seed).toBe('12345678901234567890');
  });
});
