// Opens briefs in a browser, from disk, and holds them to what they promise.
//
// FORESHOCK_BRIEF  a brief to open instead of the fixture
// CHROMIUM         the browser, /usr/bin/chromium by default

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { fill, unpack } from '../scripts/fill.mjs';
import { empty, large } from './large.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const results = here('test-results');
mkdirSync(results, { recursive: true });

const brief = process.env.FORESHOCK_BRIEF
  ? resolve(process.env.FORESHOCK_BRIEF)
  : here('dist/fixture.html');

/** Fills the empty page with an assessment that is made up here. */
function made(name, assessment) {
  const path = here(`test-results/${name}.html`);
  writeFileSync(path, fill(readFileSync(here('dist/brief.html'), 'utf8'), assessment, []));
  return path;
}

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  });
});
after(() => browser?.close());

/** Opens a brief and keeps what went wrong; `use` gets the page. */
async function open(path, options, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  const requests = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  try {
    const address = pathToFileURL(path).href;
    await page.goto(address);
    await page.waitForSelector('main h1', { state: 'attached' });
    await use(page);
    assert.deepEqual(wrong, [], 'no console error, no page error');
    assert.deepEqual(
      requests.filter((url) => url !== address && !url.startsWith('data:')),
      [],
      'nothing is asked of any network or disk'
    );
  } finally {
    await context.close();
  }
}

/** Goes down the page, so that every chart comes into sight. */
async function scrollThrough(page) {
  await page.evaluate(async () => {
    document.documentElement.style.scrollBehavior = 'auto';
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    for (let y = 0; y < document.documentElement.scrollHeight; y += window.innerHeight / 2) {
      window.scrollTo(0, y);
      await frame();
      await frame();
    }
    window.scrollTo(0, 0);
    await frame();
  });
}

/** The browser tells the page of a change of media with its next frames. */
const settled = (page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 4; frame += 1)
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  });

async function onPaper(page) {
  await page.emulateMedia({ media: 'print' });
  await settled(page);
}

const background = (page) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

async function violations(page) {
  // Evaluated through the debugger, which the page's policy does not bind.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    });
    return found.violations
      .filter((one) => ['serious', 'critical'].includes(one.impact))
      .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
  });
}

const assessmentIn = async (page) =>
  unpack(await page.evaluate(() => document.getElementById('assessment').textContent));

describe('the empty page', () => {
  test('holds each marker once, outside its script', () => {
    const html = readFileSync(here('dist/brief.html'), 'utf8');
    for (const marker of ['TITLE', 'ASSESSMENT', 'PROVENANCE', 'LEDGER'])
      assert.equal(html.split(`__FORESHOCK_${marker}__`).length, 2, marker);
    const script = /<script type="module">([\s\S]*?)<\/script>/.exec(html)[1];
    assert.ok(!script.includes('__FORESHOCK_'));
    assert.match(html, /<noscript>/);
  });

  test('says so where it was never filled', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(pathToFileURL(here('dist/brief.html')).href);
    await page.waitForSelector('main h1');
    assert.match(await page.textContent('main'), /no assessment/);
    await context.close();
  });
});

describe('a brief', () => {
  test('opens from disk, quietly, with a chart and a table for each indicator', async () => {
    await open(brief, {}, async (page) => {
      const assessment = await assessmentIn(page);
      assert.equal(await page.locator('h1').count(), 1);
      assert.equal((await page.textContent('h1')).trim(), assessment.title.trim().replace(/\s+/g, ' '));
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
      await scrollThrough(page);
      const rows = await page.$$eval('#board article', (articles) =>
        articles.map((article) => ({
          title: article.querySelector('h4').textContent,
          label: article.querySelector('svg[role=img]')?.getAttribute('aria-label') ?? '',
          marks: article.querySelectorAll('svg[role=img] :is(rect, circle, path, line)').length,
          summaries: [...article.querySelectorAll('summary')].map((one) => one.textContent)
        }))
      );
      assert.equal(rows.length, assessment.indicators.length);
      const drawable = new Map(assessment.indicators.map((one) => [one.title, one.series.length]));
      for (const row of rows) {
        if (!drawable.get(row.title)) continue;
        assert.ok(row.label.startsWith(row.title), `${row.title} has a chart with a name`);
        assert.ok(row.marks > 3, `${row.title} has something drawn`);
        assert.ok(row.summaries.some((one) => one.startsWith('Table behind')), row.title);
      }
      // Each number opens to its rows.
      const first = assessment.indicators.find((one) => one.events.length > 0 && one.series.length > 0);
      if (first) {
        const article = page.locator('#board article').filter({ has: page.getByRole('heading', { name: first.title, exact: true }) }).first();
        await article.locator('summary', { hasText: 'Table behind' }).click();
        assert.equal(await article.locator('tbody tr').count(), first.series.length);
        await article.locator('summary', { hasText: 'Events behind' }).click();
        assert.equal(await article.locator('.event').count(), Math.min(100, first.events.length));
        const event = assessment.events[first.events.at(-1)];
        if (event.text)
          assert.ok((await article.locator('.event').first().textContent()).includes(event.text));
        await article.screenshot({ path: `${results}/opened.png` });
        await article.locator('summary', { hasText: 'Events behind' }).click();
        await article.locator('summary', { hasText: 'Table behind' }).click();
      }
      const names = await page.$$eval('svg[role=img]', (all) => all.map((one) => one.getAttribute('aria-label')));
      assert.ok(names.every((name) => name && name.length > 8), 'every chart has a name');
      await page.screenshot({ path: `${results}/light.png`, fullPage: true });
    });
  });

  test('puts alarms first when asked to, by keyboard', async () => {
    await open(brief, {}, async (page) => {
      if ((await page.locator('#board article').count()) < 2) return;
      await page.locator('input[value=claim]').focus();
      await page.keyboard.press('ArrowRight');
      const levels = await page.$$eval('#board article [data-level]', (all) =>
        all.map((one) => Number(one.dataset.level.replace('none', '-1')))
      );
      assert.deepEqual(levels, [...levels].sort((a, b) => b - a));
    });
  });

  test('can be gone through by keyboard', async () => {
    await open(brief, {}, async (page) => {
      const reached = new Set();
      let closed = 0;
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.className.split(' ')[0]), 'skip');
      for (let stop = 0; stop < 400; stop += 1) {
        const what = await page.evaluate(() => {
          const one = document.activeElement;
          const style = getComputedStyle(one);
          const visible = style.outlineStyle !== 'none' || one.classList.contains('skip');
          return { tag: one.tagName, label: one.getAttribute('aria-label') ?? one.textContent.trim(), visible };
        });
        if (what.tag === 'BODY') break;
        assert.ok(what.visible, `focus is seen on ${what.tag} ${what.label.slice(0, 40)}`);
        if (what.tag === 'SUMMARY') closed += 1;
        reached.add(`${what.tag} ${what.label}`);
        await page.keyboard.press('Tab');
      }
      assert.ok([...reached].some((one) => /BUTTON Switch to/.test(one)), 'the toggle is reached');
      const assessment = await assessmentIn(page);
      if (assessment.indicators.length > 0 && assessment.indicators.length < 40)
        assert.ok(closed >= assessment.indicators.length, 'the details are reached');
      // Enter opens what is focused.
      const summary = page.locator('summary').first();
      if (await summary.count()) {
        await summary.focus();
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement.parentElement.open), true);
      }
      const dots = page.locator('#timeline [role=group]');
      if (await dots.count()) {
        await dots.focus();
        await page.keyboard.press('Home');
        const first = await page.textContent('#timeline .reader');
        await page.keyboard.press('End');
        const last = await page.textContent('#timeline .reader');
        if (assessment.events.length > 1) assert.notEqual(first, last, 'the arrow keys read events');
      }
    });
  });

  test('is dark where that is preferred, and where the button is pressed', async () => {
    await open(brief, { colorScheme: 'dark' }, async (page) => {
      const dark = await background(page);
      await scrollThrough(page);
      await page.screenshot({ path: `${results}/dark.png`, fullPage: true });
      await page.getByRole('button', { name: /Switch to light/ }).click();
      const light = await background(page);
      assert.notEqual(dark, light);
      await page.getByRole('button', { name: /Switch to dark/ }).click();
      assert.equal(await background(page), dark);
    });
    await open(brief, { colorScheme: 'light' }, async (page) => {
      const light = await background(page);
      await page.getByRole('button', { name: /Switch to dark/ }).click();
      assert.notEqual(await background(page), light);
    });
  });

  for (const colorScheme of ['light', 'dark'])
    test(`has no serious barrier, ${colorScheme}`, async () => {
      await open(brief, { colorScheme, reducedMotion: 'reduce' }, async (page) => {
        await scrollThrough(page);
        for (const summary of await page.locator('#board article summary').all().then((all) => all.slice(0, 6)))
          await summary.click();
        assert.deepEqual(await violations(page), []);
      });
    });

  test('fits a telephone', async () => {
    await open(brief, { viewport: { width: 360, height: 740 } }, async (page) => {
      await scrollThrough(page);
      for (const summary of (await page.locator('summary').all()).slice(0, 12)) await summary.click();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.equal(over, 0, 'nothing is wider than the screen');
      await page.screenshot({ path: `${results}/phone.png`, fullPage: true });
    });
  });

  test('prints with its charts, places and events, and without its buttons', async () => {
    await open(brief, {}, async (page) => {
      const assessment = await assessmentIn(page);
      await onPaper(page);
      const charts = await page.locator('#board svg[role=img]').count();
      assert.equal(charts, assessment.indicators.filter((one) => one.series.length > 0).length);
      if (assessment.events.length > 0) {
        const events = page.locator('#timeline .events .event');
        assert.equal(await events.count(), Math.min(400, assessment.events.length));
        assert.ok(await events.first().isVisible());
      }
      assert.equal(await page.locator('button:visible').count(), 0);
      await page.setViewportSize({ width: 680, height: 960 });
      await page.screenshot({ path: `${results}/print.png`, fullPage: true });
      await page.pdf({ path: `${results}/print.pdf`, preferCSSPageSize: true });
      await page.emulateMedia({ media: 'screen' });
      await settled(page);
      assert.equal(await page.locator('#timeline .events').count(), 0, 'what print opened is closed again');
    });
  });
});

describe('what was published stays text', () => {
  test('and nothing in it runs', async () => {
    await open(here('dist/hostile.html'), {}, async (page) => {
      await scrollThrough(page);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.locator('#timeline [role=group]').focus();
      for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'End', 'Escape'])
        await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => window.hurt), undefined);
      assert.equal(await page.locator('main img, main script, main b:not(.counts b)').count(), 0);
      assert.ok((await page.textContent('#board')).includes('<script>window.hurt=1</script>'));
      assert.ok((await page.textContent('#timeline')).includes('<img src=x onerror="window.hurt=2">'));
      assert.ok((await page.title()).includes('<script>'));
      const links = await page.$$eval('main a[href]', (all) => all.map((one) => one.getAttribute('href')));
      for (const link of links) assert.match(link, /^(#|https?:)/);
      for (const rel of await page.$$eval('main a[href^=http]', (all) => all.map((one) => one.rel)))
        assert.equal(rel, 'noopener noreferrer');
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: `${results}/hostile.png`, fullPage: true });
    });
  });

  test('on a telephone and on paper too', async () => {
    await open(here('dist/hostile.html'), { viewport: { width: 360, height: 740 } }, async (page) => {
      await scrollThrough(page);
      for (const summary of await page.locator('summary').all()) await summary.click();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.equal(over, 0);
      await page.screenshot({ path: `${results}/hostile-phone.png`, fullPage: true });
      await onPaper(page);
      assert.equal(await page.evaluate(() => window.hurt), undefined);
    });
  });

  test('and a foreign script does not run even if it gets in', async () => {
    await open(here('dist/fixture.html'), {}, async (page) => {
      const ran = await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.hurt = 6';
        document.body.append(script);
        return window.hurt;
      });
      assert.equal(ran, undefined);
    }).catch((error) => {
      // The browser says in the console what it refused: that is the one thing expected.
      assert.match(String(error.message), /no console error/);
      assert.match(JSON.stringify(error.actual), /Content Security Policy/);
      assert.equal(error.actual.length, 1);
    });
  });
});

describe('whatever the size', () => {
  test('a watch with nothing in it says so', async () => {
    await open(made('empty', empty()), {}, async (page) => {
      const text = await page.textContent('main');
      for (const sentence of ['no indicators', 'no claims', 'no tripwires', 'No events', 'no sources', 'Nothing changed'])
        assert.ok(text.includes(sentence), sentence);
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: `${results}/empty.png`, fullPage: true });
    });
  });

  test('220 indicators and 10,000 events draw what is in sight, and all of it on paper', async () => {
    await open(made('large', large()), {}, async (page) => {
      assert.equal(await page.locator('#board article').count(), 220);
      const drawn = await page.locator('#board svg[role=img]').count();
      assert.ok(drawn < 60, `${drawn} charts are drawn before anyone looks`);
      assert.equal(await page.locator('.event').count() < 50, true);
      const last = page.locator('#board article').last();
      await last.scrollIntoViewIfNeeded();
      await last.locator('svg[role=img]').waitFor();
      await page.locator('#timeline').scrollIntoViewIfNeeded();
      await page.locator('#timeline svg[role=img]').waitFor();
      await page.locator('#timeline').screenshot({ path: `${results}/large-timeline.png` });
      await onPaper(page);
      assert.equal(await page.locator('#board svg[role=img]').count(), 220);
    });
  });
});
