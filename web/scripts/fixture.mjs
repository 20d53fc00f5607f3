// Fills the built page with the fixtures: dist/fixture.html, dist/hostile.html.
import { readFileSync, writeFileSync } from 'node:fs';
import { fill, readJson } from './fill.mjs';

const here = (path) => new URL(`../${path}`, import.meta.url);
const page = readFileSync(here('dist/brief.html'), 'utf8');

for (const [fixture, provenance, target] of [
  ['assessment', 'provenance', 'fixture'],
  ['hostile', undefined, 'hostile']
]) {
  const html = fill(
    page,
    readJson(here(`fixtures/${fixture}.json`)),
    provenance ? readJson(here(`fixtures/${provenance}.json`)) : []
  );
  writeFileSync(here(`dist/${target}.html`), html);
  console.log(`dist/${target}.html ${Buffer.byteLength(html)} bytes`);
}
