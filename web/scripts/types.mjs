// Writes src/lib/assessment.ts from the JSON Schema that the binary prints.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const source = process.argv[2] ?? new URL('../../schemas/assessment.schema.json', import.meta.url);
const target = process.argv[3] ?? fileURLToPath(new URL('../src/lib/assessment.ts', import.meta.url));

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

const schema = plain(JSON.parse(readFileSync(source, 'utf8')));
const types = await compile(schema, 'Assessment', {
  additionalProperties: false,
  bannerComment:
    '/* Written by `npm run types` from schemas/assessment.schema.json; do not edit it by hand. */',
  style: { singleQuote: true, printWidth: 100 }
});
writeFileSync(target, types);
console.log(`wrote ${target}`);
