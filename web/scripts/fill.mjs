// Puts an assessment into the empty page, as the binary does.
import { readFileSync } from 'node:fs';

const escapeJson = (value) => JSON.stringify(value).replaceAll('<', '\\u003c');
const escapeHtml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function fill(page, assessment, provenance, ledger = null) {
  const parts = {
    __FORESHOCK_TITLE__: escapeHtml(assessment.title ?? ''),
    __FORESHOCK_ASSESSMENT__: escapeJson(assessment),
    __FORESHOCK_PROVENANCE__: escapeJson(provenance),
    __FORESHOCK_LEDGER__: escapeJson(ledger)
  };
  // One pass, so that a marker text inside the data stays data.
  return page.replace(/__FORESHOCK_(?:TITLE|ASSESSMENT|PROVENANCE|LEDGER)__/g, (marker) => parts[marker]);
}

export const readJson = (url) => JSON.parse(readFileSync(url, 'utf8'));
