// Writes src/lib/assessment.ts from the JSON Schema that the binary prints, and
// src/app/schema.ts from its description of the HTTP API.
//
// usage: node scripts/types.mjs [assessment.schema.json TARGET api.openapi.json TARGET]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const [
  assessmentSchema = here('../../schemas/assessment.schema.json'),
  assessmentTypes = here('../src/lib/assessment.ts'),
  apiDescription = here('../../schemas/api.openapi.json'),
  apiTypes = here('../src/app/schema.ts')
] = process.argv.slice(2);

/**
 * The schema in the words that the compiler knows: it reads tuples as lists of
 * `items`, and what is absent is left out of an assessment, never null.
 */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const out = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, plain(value)])
  );
  if (out.prefixItems) {
    out.items = out.prefixItems;
    delete out.prefixItems;
  }
  if (Array.isArray(out.type) && out.type.includes('null')) {
    const types = out.type.filter((type) => type !== 'null');
    out.type = types.length === 1 ? types[0] : types;
  }
  if (Array.isArray(out.anyOf)) {
    const known = out.anyOf.filter((one) => one.type !== 'null');
    if (known.length === 1) {
      delete out.anyOf;
      Object.assign(out, known[0]);
    } else out.anyOf = known;
  }
  return out;
}

async function write(schema, name, source, target) {
  const types = await compile(plain(schema), name, {
    additionalProperties: false,
    bannerComment: `/* Written by \`npm run types\` from ${source}; do not edit it by hand. */`,
    style: { singleQuote: true, printWidth: 100 }
  });
  writeFileSync(target, types);
  console.log(`wrote ${target}`);
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

await write(read(assessmentSchema), 'Assessment', 'schemas/assessment.schema.json', assessmentTypes);

/** What the page takes from the API beside the Assessment, which has its own file. */
const ROOTS = [
  'Session',
  'WatchSummary',
  'Series',
  'PublisherCoverage',
  'EventPage',
  'Facets',
  'EventDetails',
  'Judged',
  'ToWrite',
  'Written',
  'Problem'
];
const moved = (value) =>
  JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
await write(
  {
    type: 'object',
    description: 'One of each type.',
    properties: Object.fromEntries(ROOTS.map((name) => [name, { $ref: `#/$defs/${name}` }])),
    required: ROOTS,
    $defs: moved(read(apiDescription).components.schemas)
  },
  'Api',
  'schemas/api.openapi.json',
  apiTypes
);
