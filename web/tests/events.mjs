// The list of events and one event in a browser, fed by a made-up interface.
//
// CHROMIUM  the browser, /usr/bin/chromium by default

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { HOSTILE, ROWS, serve } from './rows.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const state = { asked: [], ledger: [], refuse: undefined };
let browser;
let server;

before(async () => {
  server = await serve(state);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
  });
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens an address; nothing may go wrong on the page but what is expected to. */
async function open(path, options, use, expected = []) {
  Object.assign(state, { asked: [], ledger: [], refuse: undefined });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !expected.some((one) => one.test(message.text()))) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  try {
    await page.goto(server.address + path);
    await page.waitForSelector('main h2');
    await use(page);
    assert.deepEqual(wrong, []);
    assert.equal(await page.evaluate(() => window.ran), undefined, 'no published text has run');
  } finally {
    await context.close();
  }
}

/** Rows that are wholly in sight, as their numbers and what they say. */
const rowsInSight = (page) =>
  page.evaluate(() => {
    const grid = document.querySelector('[role=grid]');
    const box = grid.getBoundingClientRect();
    const head = grid.querySelector('[role=columnheader]').getBoundingClientRect();
    return [...grid.querySelectorAll('[role=row][id]')]
      .filter((row) => {
        const at = row.getBoundingClientRect();
        return at.top >= head.bottom - 2 && at.bottom <= box.bottom + 2;
      })
      .map((row) => ({ index: Number(row.getAttribute('aria-rowindex')), says: row.textContent }));
  });

/** Waits until the rows in sight have come and each is the one that belongs there. */
async function settledRows(page) {
  // Right after a leap the rows of the old place may still stand, out of sight.
  for (let left = 100; ; left -= 1) {
    await page.waitForFunction(
      (all) => {
        const rows = [...document.querySelectorAll('[role=grid] [role=row][id]')];
        return (
          rows.length > 0 &&
          rows.every((row) => row.textContent.includes(`Event number ${all + 1 - Number(row.getAttribute('aria-rowindex'))}`))
        );
      },
      ROWS
    );
    const rows = await rowsInSight(page);
    if (rows.length > 0) return rows;
    assert.ok(left > 0, 'rows in sight');
    await page.waitForTimeout(50);
  }
}

async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    });
    return found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes[0].html}`);
  });
}

describe('a million events', () => {
  test('every row can be reached by keys, and a page is fetched only where it is looked at', async () => {
    await open('/w/w/events', {}, async (page) => {
      assert.equal((await settledRows(page))[0].index, 2);
      const grid = page.getByRole('grid');
      assert.equal(await grid.getAttribute('aria-rowcount'), String(ROWS + 1));
      await grid.focus();
      await page.keyboard.press('End');
      assert.equal((await settledRows(page)).at(-1).index, ROWS + 1);
      const active = async () => page.evaluate(() => document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant')).textContent);
      assert.match(await active(), /Event number 0$|Event number 0\D/);
      await page.keyboard.press('ArrowUp');
      assert.match(await active(), /Event number 1\D/);
      await page.keyboard.press('PageUp');
      await page.keyboard.press('Home');
      assert.equal((await settledRows(page))[0].index, 2);
      const pages = state.asked.filter((one) => one.path.endsWith('/events'));
      assert.ok(pages.length < 8, `${pages.length} requests`);
    });
  });

  test('the wheel goes row by row in the middle, and the scrollbar to its share', async () => {
    await open('/w/w/events', {}, async (page) => {
      await settledRows(page);
      const grid = page.getByRole('grid');
      await grid.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
      const [start] = await settledRows(page);
      assert.ok(Math.abs(start.index - ROWS / 2) < ROWS / 1000, `row ${start.index}`);
      const rowHeight = await page.evaluate(() => document.querySelector('[role=grid] [role=row][id]').clientHeight + 1);
      await grid.hover();
      await page.mouse.wheel(0, rowHeight * 10);
      await page.waitForFunction((before) => document.querySelector(`[role=row][aria-rowindex="${before + 25}"]`), start.index);
      const [moved] = await settledRows(page);
      assert.ok(Math.abs(moved.index - start.index - 10) <= 1, `${moved.index - start.index} rows`);
    });
  });

  test('Enter opens the row, and the way back leads to where one was', async () => {
    await open('/w/w/events', {}, async (page) => {
      await settledRows(page);
      const grid = page.getByRole('grid');
      await grid.focus();
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('PageDown');
      const before = (await settledRows(page))[0].index;
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Versions' }).waitFor();
      await page.goBack();
      await page.waitForFunction((index) => document.querySelector(`[role=row][aria-rowindex="${index}"]`), before);
      assert.ok(Math.abs((await settledRows(page))[0].index - before) <= 1);
    });
  });
});

describe('filters', () => {
  test('stand in the address, in the request, and on a handle that takes them away', async () => {
    await open('/w/w/events?actor=PRK&doubtful=false', {}, async (page) => {
      await settledRows(page);
      const [first] = state.asked.filter((one) => one.path.endsWith('/events'));
      assert.equal(first.query.get('actor'), 'PRK');
      assert.equal(first.query.get('doubtful'), 'false');
      await page.getByRole('button', { name: 'Remove filter: Actor: PRK' }).click();
      await page.waitForFunction(() => !location.search.includes('actor'));
      await page.getByRole('button', { name: 'Figure' }).click();
      await page.waitForFunction(() => location.search.includes('sort=-count'));
    });
  });

  test('that nothing fits say what to do', async () => {
    await open('/w/w/events?q=nothing', {}, async (page) => {
      await page.getByText('No event fits these filters.').waitFor();
      await page.getByRole('button', { name: 'Clear all filters' }).click();
      await settledRows(page);
    });
  });

  test('the months are chosen by dragging and by keys, the area by the map', async () => {
    await open('/w/w/events', {}, async (page) => {
      await settledRows(page);
      await page.getByRole('slider', { name: 'First month' }).focus();
      await page.keyboard.press('PageUp');
      await page.waitForFunction(() => /from=\d{4}-\d{2}-01/.test(location.search));
      await page.getByRole('button', { name: 'Demilitarised zone' }).click();
      await page.getByRole('button', { name: 'Only events in this area' }).click();
      await page.waitForFunction(() => location.search.includes('west='));
      const last = state.asked.filter((one) => one.path.endsWith('/events')).at(-1).query;
      assert.ok(Number(last.get('west')) < 125 && Number(last.get('east')) > 128.3, `${last}`);
    });
  });
});

describe('published text', () => {
  for (const [name, path] of [['in the list', '/w/w/events?q=hostile'], ['of one event', `/w/w/event?source=x&id=${encodeURIComponent(HOSTILE)}`]])
    test(`${name} is text, whatever it holds`, async () => {
      await open(path, {}, async (page) => {
        await page.waitForFunction((text) => document.querySelector('main').innerText.includes(text), HOSTILE);
        assert.equal(await page.locator('main img, main script').count(), 0);
        assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
      });
    });
});

describe('a judgement', () => {
  test('that could not be saved keeps its text and is written once when it is sent again', async () => {
    await open('/w/w/event?source=made-up&id=7', {}, async (page) => {
      const note = page.getByRole('textbox', { name: 'Note' });
      await note.fill('Seen by two others.');
      state.refuse = (path, body) => path.endsWith('/judgements') && body !== '';
      await page.getByRole('button', { name: 'Save note' }).click();
      await page.getByText('Out of order.').waitFor();
      assert.equal(await note.inputValue(), 'Seen by two others.');
      state.refuse = undefined;
      await page.getByRole('button', { name: 'Send again' }).click();
      await page.getByText('It had been saved before, as entry 1.').waitFor();
      assert.equal(await note.inputValue(), '');
      assert.equal(state.ledger.length, 1);
    }, [/503/]);
  });
});

describe('every page', () => {
  for (const path of ['/w/w/events', '/w/w/events?q=hostile', '/w/w/event?source=made-up&id=7', '/w/w/judgements'])
    for (const [width, colorScheme] of [[1280, 'light'], [768, 'dark'], [360, 'light'], [360, 'dark']])
      test(`${path} at ${width} pixels, ${colorScheme}: reads well and never scrolls sideways`, async () => {
        await open(path, { viewport: { width, height: 800 }, colorScheme }, async (page) => {
          await page.waitForLoadState('load');
          await page.waitForFunction(() => !document.querySelector('[role=grid][aria-busy=true]'));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${wide} pixels too wide`);
          assert.deepEqual(await violations(page), []);
        });
      });
});
