import { expect, test } from 'vitest';
import { complete, parse } from './complete';

test('a seed keeps all its digits', () => {
  expect(String(parse('{"seed": 18446744073709551615}').seed)).toBe('18446744073709551615');
  expect(parse('{"seed":42,"title":"x"}').seed).toBe(42);
  // The same words inside a text are no key.
  const text = JSON.stringify({ title: '"seed":1234567890123456789', seed: 7 });
  expect(parse(text)).toMatchObject({ title: '"seed":1234567890123456789', seed: 7 });
});

test('every list is there', () => {
  expect(complete({ title: 'x' })).toMatchObject({ events: [], indicators: [], schema: '' });
  expect(() => complete([])).toThrow();
  expect(() => complete(null)).toThrow();
});
