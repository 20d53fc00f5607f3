import { describe, expect, test } from 'vitest';
import { fileName, nameOf, resolved, wrapped } from './standalone';

describe('the name of a saved figure', () => {
  test('is watch, figure and day', () => {
    expect(fileName(['korea', 'Missile launches', '2024-09-16'], 'svg')).toBe('korea_missile-launches_2024-09-16.svg');
  });
  test('leaves no path and no hidden file, whatever the title', () => {
    for (const title of ['../../etc/passwd', '..', '.hidden', 'a/b\\c:d*e?f"g<h>i|j', '\u0000\n', 'CON '])
      expect(fileName([title], 'png')).toMatch(/^[\p{L}\p{N}-]+(_[\p{L}\p{N}-]+)*\.png$/u);
    expect(fileName(['..', ''], 'png')).toBe('figure.png');
  });
  test('keeps letters of every script and stays short', () => {
    expect(fileName(['한국', 'Événement'], 'svg')).toMatch(/_evenement\.svg$/);
    expect(fileName(['x'.repeat(500)], 'svg').length).toBeLessThan(70);
  });
});

describe('words of a saved figure', () => {
  test('its name is what stands before the first stop', () => {
    expect(nameOf('Missile launches: 60 periods, 2022.')).toBe('Missile launches');
    expect(nameOf('What 5 sources cover, 1963–2024.')).toBe('What 5 sources cover, 1963–2024');
    expect(nameOf('Rate of 1.5 per day. More.')).toBe('Rate of 1.5 per day');
    expect(nameOf('')).toBe('');
  });
  test('lines hold at most so many characters and lose no word', () => {
    const text = 'one two three four five six seven eight nine ten';
    for (const width of [5, 9, 20, 100]) {
      const lines = wrapped(text, width);
      expect(lines.join(' ')).toBe(text);
      for (const line of lines) expect(line.length <= width || !line.includes(' ')).toBe(true);
    }
    expect(wrapped('   ', 10)).toEqual([]);
  });
  test('every colour of the page is put in', () => {
    expect(resolved('1px var(--a) solid var(--b-2)', (name) => ({ '--a': '#111', '--b-2': '#222' })[name] ?? '')).toBe('1px #111 solid #222');
  });
});
