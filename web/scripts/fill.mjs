// Puts an assessment into the empty page, as the binary does.
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A value as the page holds it: JSON, packed by gzip, in Base64. */
const pack = (value) => gzipSync(JSON.stringify(value)).toString('base64');

/** The value that `pack` packed. */
export const unpack = (text) => JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString('utf8'));

const escapeHtml = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

export function fill(page, assessment, provenance, ledger = null) {
  const parts = {
    __FORESHOCK_TITLE__: escapeHtml(assessment.title ?? ''),
    __FORESHOCK_ASSESSMENT__: pack(assessment),
    __FORESHOCK_PROVENANCE__: pack(provenance),
    __FORESHOCK_LEDGER__: pack(ledger)
  };
  // One pass, so that a marker text inside the data stays data.
  return page.replace(/__FORESHOCK_(?:TITLE|ASSESSMENT|PROVENANCE|LEDGER)__/g, (marker) => parts[marker]);
}

export const readJson = (url) => JSON.parse(readFileSync(url, 'utf8'));
