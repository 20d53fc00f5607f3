import type { Assessment } from '../lib/assessment';

/** Lists that every assessment has; a later layout may drop one. */
const LISTS = [
  'headlines',
  'caveats',
  'changes',
  'claims',
  'indicators',
  'tripwires',
  'forecasts',
  'relations',
  'scenarios',
  'sources',
  'episodes',
  'events'
] as const;

/**
 * The assessment in a JSON text. A seed may have more digits than a number of
 * this language holds, and a seed that is off by one reproduces nothing, so
 * that a long one is kept as text. An unescaped `"seed":` can only be a key.
 */
export function parse(json: string): Assessment {
  return complete(JSON.parse(json.replace(/("seed":\s*)(\d{16,})/, '$1"$2"')));
}

/**
 * The value as an assessment with every list there, so that a page can say of
 * each part that it is missing and shows the others.
 */
export function complete(value: unknown): Assessment {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('the assessment is not an object');
  const found = { ...(value as Record<string, unknown>) };
  for (const list of LISTS) if (!Array.isArray(found[list])) found[list] = [];
  for (const name of ['schema', 'title', 'as_of', 'date', 'timezone', 'compared_with', 'known_digest', 'watch_digest'])
    if (typeof found[name] !== 'string') found[name] = '';
  return found as unknown as Assessment;
}
