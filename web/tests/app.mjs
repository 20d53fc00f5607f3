// Walks the workbench in a browser as a person would.
//
// FORESHOCK_SERVE  where `foreshock serve` answers, by default http://127.0.0.1:7878
// FORESHOCK_WATCH  the watch that is walked through, by default the first
// CHROMIUM         the browser, /usr/bin/chromium by default
//
// It writes judgements into the ledger of that server: give it one of its own.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const base = (process.env.FORESHOCK_SERVE ?? 'http://127.0.0.1:7878').replace(/\/$/, '');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const results = fileURLToPath(new URL('../test-results', import.meta.url));
mkdirSync(results, { recursive: true });

let browser;
let watch;
let own;
let indicator;
let earlier;
before(async () => {
  const watches = await (await fetch(`${base}/api/v1/watches`)).json();
  const found = watches.find((one) => (process.env.FORESHOCK_WATCH ? one.id === process.env.FORESHOCK_WATCH : !one.error));
  assert.ok(found, 'a watch that can be assessed');
  watch = found.id;
  own = found.date;
  earlier = new Date(Date.parse(own) - 98 * 86_400_000).toISOString().slice(0, 10);
  const assessment = await (await fetch(`${base}/api/v1/watches/${watch}/assessment`)).json();
  indicator = assessment.indicators.find((one) => one.events_total > 3 && one.series.length > 5 && !one.is_level);
  assert.ok(indicator, 'an indicator with events');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  });
});
after(() => browser?.close());

/** Opens an address of the workbench and keeps what went wrong; `use` gets the page. */
async function open(path, options, use, expected = []) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const wrong = [];
  const elsewhere = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url());
  });
  try {
    await page.goto(base + path);
    await settled(page);
    await use(page);
    assert.deepEqual(wrong.filter((one) => !expected.some((pattern) => pattern.test(one))), [], 'no console error, no page error, nothing that the policy stopped');
    assert.deepEqual(elsewhere, [], 'nothing is asked of another server');
  } finally {
    await context.close();
  }
}

/** Waits until the page shows what its address asks for. */
async function settled(page) {
  await page.waitForSelector('main h1:not(.waiting)', { state: 'attached', timeout: 30_000 });
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"]') && !/Loading …/.test(document.querySelector('main').textContent),
    undefined,
    { timeout: 30_000 }
  );
}
const address = (page) => new URL(page.url());
const focused = (page) => page.evaluate(() => document.activeElement?.tagName);

async function scrollThrough(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    for (let y = 0; y < document.documentElement.scrollHeight; y += window.innerHeight / 2) {
      window.scrollTo({ top: y, behavior: 'instant' });
      await frame();
      await frame();
    }
    window.scrollTo({ top: 0, behavior: 'instant' });
    await frame();
  });
}

const PAGES = [
  'board', 'claims', 'readiness', 'tripwires', 'forecasts', 'hypotheses', 'effects', 'what-if', 'dynamics', 'relations',
  'events', 'timeline', 'map', 'sources', 'judgements', 'compare', 'methods'
];

describe('a walk', () => {
  test('from all watches to the board and back, and what is new since', () =>
    open('/', {}, async (page) => {
      await page.getByText('You have not opened this watch here before.').first().waitFor();
      await page.locator(`a[href="/w/${watch}/board"]`).first().click();
      await settled(page);
      assert.equal(address(page).pathname, `/w/${watch}/board`);
      assert.equal(await focused(page), 'H1');
      assert.match(await page.title(), /Board/);
      await page.goBack();
      await settled(page);
      await page.getByText(/Nothing changed since you last opened it/).first().waitFor();
      // What differs from what was seen is told, whatever it is.
      await page.evaluate((id) => {
        const all = JSON.parse(localStorage.getItem('foreshock.visits'));
        for (const [key, visit] of all) if (key === id) Object.assign(visit, { alarms: visit.alarms + 2, headlines: [] });
        localStorage.setItem('foreshock.visits', JSON.stringify(all));
      }, watch);
      await page.reload();
      await settled(page);
      await page.getByText(/indicators that stand out went from/).waitFor();
    }));

  test('through time: by date, by key, by step, and back by the history', () =>
    open(`/w/${watch}/board`, {}, async (page) => {
      const date = page.getByLabel('As of', { exact: true });
      assert.equal(await date.inputValue(), own);
      await date.fill(earlier);
      // The view before stays until the next is there.
      assert.equal(await page.locator('main h1').count(), 1);
      await page.waitForFunction((day) => document.querySelector('.asof time')?.getAttribute('datetime')?.startsWith(day), earlier);
      assert.equal(address(page).searchParams.get('as_of'), earlier);
      await page.locator('main h1').click();
      await page.keyboard.press('Shift+ArrowRight');
      await settled(page);
      const week = new Date(Date.parse(earlier) + 7 * 86_400_000).toISOString().slice(0, 10);
      assert.equal(address(page).searchParams.get('as_of'), week);
      // The instant goes along to another page, and the address alone reproduces it.
      await page.getByRole('link', { name: 'Claims', exact: true }).click();
      await settled(page);
      assert.equal(address(page).searchParams.get('as_of'), week);
      await page.reload();
      await settled(page);
      assert.equal(await page.getByLabel('As of', { exact: true }).inputValue(), week);
      await page.goBack();
      await page.goBack();
      await settled(page);
      assert.equal(address(page).searchParams.get('as_of'), earlier);
      await page.getByRole('button', { name: 'Watch’s own date' }).click();
      await settled(page);
      assert.equal(address(page).search, '');
    }));

  test('forward by itself, until it is told to stop', () =>
    open(`/w/${watch}/claims?as_of=${earlier}`, {}, async (page) => {
      await page.getByRole('button', { name: /^Play forward/ }).click();
      await page.waitForFunction((day) => new URL(location.href).searchParams.get('as_of') > day, earlier, { timeout: 30_000 });
      await page.getByRole('button', { name: 'Pause' }).click();
      await settled(page);
      const stopped = page.url();
      await page.waitForTimeout(2500);
      assert.equal(page.url(), stopped);
    }));

  test('from a number down to the row of an event', () =>
    open(`/w/${watch}/board`, {}, async (page) => {
      await page.locator(`.overview a[href="/w/${watch}/indicator/${indicator.id}"]`).click();
      await settled(page);
      assert.equal(await focused(page), 'H1');
      await page.getByRole('group', { name: /^Series by period/ }).focus();
      await page.keyboard.press('Home');
      for (let n = 0; n < indicator.series.length; n += 1) await page.keyboard.press('+');
      await settled(page);
      const query = address(page).searchParams;
      assert.ok(query.get('from') < query.get('to'));
      const row = page.locator('ol.events li').first();
      await row.waitFor();
      assert.match(await row.textContent(), /row \d/);
      await row.locator('a[href*="/event?"]').click();
      await settled(page);
      assert.equal(address(page).pathname, `/w/${watch}/event`);
      await page.locator('main').getByText(/SHA-256|[0-9a-f]{12}/).first().waitFor();
    }));

  test('a period is chosen by the pointer, and a note on it is kept', () =>
    open(`/w/${watch}/indicator/${indicator.id}`, {}, async (page) => {
      const chart = page.locator('.picker svg').first();
      await chart.waitFor();
      await chart.scrollIntoViewIfNeeded();
      const box = await chart.boundingBox();
      await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.5);
      await page.mouse.up();
      await page.waitForFunction(() => new URL(location.href).searchParams.has('from'));
      await settled(page);
      const words = `Seen by a test <script>alert(1)</script> ${Date.now()}`;
      await page.locator('textarea').first().fill(words);
      await page.getByRole('button', { name: /note/i }).last().click();
      await page.locator('.said', { hasText: words }).first().waitFor();
      await page.reload();
      await settled(page);
      await page.locator('.said', { hasText: words }).first().waitFor();
    }));

  test('two days side by side', () =>
    open(`/w/${watch}/compare?as_of=${own}&with=${earlier}`, {}, async (page) => {
      const headings = await page.locator('main thead').first().locator('th').allTextContents();
      assert.equal(headings.length, 4);
      assert.match(headings[1], new RegExp(String(Number(earlier.slice(8)))));
      await page.getByLabel('Show what is the same as well').check();
      await settled(page);
      assert.equal(address(page).searchParams.get('all'), '1');
    }));

  test('news of the watch is told quietly and taken up on demand', () =>
    open(`/w/${watch}/claims`, {}, async (page) => {
      const status = await page.evaluate(async (id) => {
        const { csrf } = await (await fetch('/api/v1/session')).json();
        const answer = await fetch(`/api/v1/watches/${id}/judgements`, {
          method: 'POST',
          headers: { 'X-Foreshock-CSRF': csrf, 'Content-Type': 'application/json' },
          body: JSON.stringify({ key: crypto.randomUUID(), judgement: { kind: 'note', on: { type: 'watch' }, text: 'from elsewhere' } })
        });
        return answer.status;
      }, watch);
      assert.equal(status, 201);
      await page.getByRole('button', { name: 'Show the newest view' }).click();
      await page.getByRole('button', { name: 'Show the newest view' }).waitFor({ state: 'detached' });
      await settled(page);
    }));

  test('a figure is saved as it stands alone', () =>
    open(`/w/${watch}/indicator/${indicator.id}`, { colorScheme: 'dark' }, async (page) => {
      await scrollThrough(page);
      const [svg] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Save as SVG/ }).first().click()]);
      assert.match(svg.suggestedFilename(), new RegExp(`^${watch}_.*_${own}\\.svg$`));
      await svg.saveAs(`${results}/figure.svg`);
      const text = readFileSync(`${results}/figure.svg`, 'utf8');
      assert.ok(!/var\(|\sstyle=|<style|<script|href=/.test(text), 'nothing of the page is needed');
      assert.match(text, /fill="#ffffff"/);
      assert.ok(text.includes('#1c1b19'), 'ink of the light page, although the page is dark');
      const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Save as PNG/ }).first().click()]);
      await png.saveAs(`${results}/figure.png`);
      assert.equal(readFileSync(`${results}/figure.png`).subarray(1, 4).toString(), 'PNG');
    }));

  test('an address that leads nowhere says so', async () => {
    await open(`/w/${watch}/nothing`, {}, async (page) => {
      assert.match(await page.locator('h1').textContent(), /no such page/);
    });
    await open(
      '/w/nobody/board',
      {},
      async (page) => assert.match(await page.locator('h1').textContent(), /nobody/),
      [/status of 404/]
    );
  });
});

describe('every page', () => {
  for (const name of [...PAGES, 'indicator'])
    test(`${name} holds in both themes and three widths`, async () => {
      const path = name === 'indicator' ? `/w/${watch}/indicator/${indicator.id}` : `/w/${watch}/${name}`;
      for (const [width, colorScheme] of [[1280, 'light'], [768, 'dark'], [360, 'light']])
        await open(path, { viewport: { width, height: 900 }, colorScheme }, async (page) => {
          await scrollThrough(page);
          assert.equal(await page.locator('main h1').count(), 1, 'one first heading');
          assert.ok(
            await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
            `no sideways scrolling at ${width}`
          );
          await page.screenshot({ path: `${results}/app-${name}-${width}-${colorScheme}.png`, fullPage: true });
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations);
          assert.deepEqual(
            violations
              .filter((one) => ['serious', 'critical'].includes(one.impact))
              .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join('; ')}`),
            []
          );
        });
    });

  test('the overview holds as well', async () => {
    for (const [width, colorScheme] of [[1280, 'dark'], [360, 'light']])
      await open('/', { viewport: { width, height: 900 }, colorScheme }, async (page) => {
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
        await page.screenshot({ path: `${results}/app-overview-${width}-${colorScheme}.png`, fullPage: true });
      });
  });

  test('a page is printed with where and when it is from, and without its controls', () =>
    open(`/w/${watch}/forecasts`, {}, async (page) => {
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.locator('header.top').isVisible(), false);
      assert.equal(await page.locator('.tools').first().isVisible(), false);
      assert.match(await page.locator('main h1').textContent(), /as of/);
      await page.pdf({ path: `${results}/app-forecasts.pdf` });
    }));
});

describe('what is fetched', () => {
  test('the board needs no map; how long it took is told', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${base}/w/${watch}/board`);
    await page.waitForSelector('.headlines, .about');
    const shown = await page.evaluate(() => performance.now());
    await settled(page);
    console.log(`the head of the board stood after ${Math.round(shown)} ms`);
    assert.ok(!asked.some((path) => /Map|map-shapes|Events/.test(path)), asked.join(' '));
    await context.close();
  });
});

describe('published text', () => {
  const hostile = 'hostile';
  for (const name of ['board', 'claims', 'events', 'event', 'indicator', 'timeline', 'map', 'sources', 'judgements', 'compare', 'methods'])
    test(`stays text: ${name}`, async (t) => {
      const watches = await (await fetch(`${base}/api/v1/watches`)).json();
      if (!watches.some((one) => one.id === hostile)) return t.skip('the server has no hostile watch');
      const { events } = await (await fetch(`${base}/api/v1/watches/${hostile}/events?limit=1`)).json();
      const path = {
        event: `event?source=press&id=${encodeURIComponent(events[0].event_id)}`,
        indicator: 'indicator/raids'
      }[name] ?? name;
      await open(`/w/${hostile}/${path}`, {}, async (page) => {
        await scrollThrough(page);
        for (const details of await page.locator('details > summary').all()) if (await details.isVisible()) await details.click();
        const found = await page.evaluate(() => ({
          ran: window.ran,
          images: document.querySelectorAll('main img, main script, main iframe').length,
          links: [...document.querySelectorAll('a[href]')].filter((a) => !/^(https?:|\/|#)/.test(a.getAttribute('href'))).length
        }));
        assert.deepEqual(found, { ran: undefined, images: 0, links: 0 });
        assert.match(await page.locator('body').textContent(), /<img src=x onerror/);
      });
    });
});
