import { describe, expect, test } from 'vitest';
import { changed, format, isInstant, parse, toPage, type Address } from './address';

const at = (address: string): Address => {
  const url = new URL(address, 'http://here');
  return parse(url);
};

describe('addresses', () => {
  const all: Address[] = [
    { page: 'overview', query: {} },
    { watch: 'korea', page: 'board', query: {} },
    { watch: 'korea', page: 'board', asOf: '2024-09-16', query: {} },
    { watch: 'korea', page: 'board', asOf: '2024-09-16T12:00:00Z', query: {} },
    { watch: 'korea', page: 'board', asOf: '2024-09-16T12:00:00+09:00', query: {} },
    { watch: 'korea', page: 'indicator', id: 'missile_launches', asOf: 'now', query: { from: '2024-01-01', to: '2024-01-31' } },
    { watch: 'korea', page: 'compare', asOf: '2024-06-01', with: '2024-09-16', without: 'doubtful', query: {} },
    { watch: 'a/b c', page: 'event', id: 'x?y#z/%', query: { source: 'ö & =', q: 'two words' } },
    { watch: 'korea', page: 'forecasts', query: {}, hash: 'question-a_5f_b' }
  ];
  for (const address of all)
    test(`${format(address)} comes back as it was`, () => {
      expect(at(format(address))).toEqual(address);
    });

  test('the same view has one address, whatever the order of what it keeps', () => {
    expect(format({ watch: 'w', page: 'events', query: { b: '2', a: '1' } })).toBe(
      format({ watch: 'w', page: 'events', query: { a: '1', b: '2' } })
    );
  });

  test('a watch alone opens its board', () => {
    expect(at('/w/korea')).toEqual({ watch: 'korea', page: 'board', query: {} });
    expect(at('/w/korea/')).toEqual({ watch: 'korea', page: 'board', query: {} });
  });

  test('what is no page is known as such', () => {
    for (const path of ['/w', '/elsewhere', '/w/a/b/c/d']) expect(at(path).page).toBe('unknown');
  });

  test('an instant that is none is left out, and so is an empty filter', () => {
    expect(at('/w/k/board?as_of=yesterday&with=2024-13-01&without=all&q=')).toEqual({ watch: 'k', page: 'board', query: {} });
  });

  test('what cannot be decoded stays as it is', () => {
    expect(at('/w/%E0%A4%A/board').watch).toBe('%E0%A4%A');
  });

  test('a key of the query cannot reach into the prototype', () => {
    const found = at('/w/k/board?__proto__=x&constructor=y');
    expect(Object.getPrototypeOf(found.query)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('another page keeps the instant and what is left out, and nothing else', () => {
    const from: Address = { watch: 'k', page: 'compare', asOf: 'now', with: '2024-01-01', without: 'doubtful', query: { q: 'x' }, hash: 'h' };
    expect(toPage(from, 'indicator', 'i')).toEqual({ watch: 'k', page: 'indicator', id: 'i', asOf: 'now', without: 'doubtful', query: {} });
  });

  test('a part is taken away by undefined', () => {
    expect(changed({ watch: 'k', page: 'board', asOf: 'now', query: {} }, { asOf: undefined })).toEqual({ watch: 'k', page: 'board', query: {} });
  });

  test('days and instants are told from other text', () => {
    for (const yes of ['now', '2024-02-29', '2024-02-29T00:00Z', '2024-02-29T00:00:00.5+09:00']) expect(isInstant(yes)).toBe(true);
    for (const no of ['', 'today', '2024', '2024-02', '2024-02-30T', '2024-02-29T00:00', '20240229', '2024-99-99']) expect(isInstant(no)).toBe(false);
  });
});
