/**
 * Coasts and borders of the world in one topology: as fine as Natural Earth's
 * 1:50 million inside the regions of the shipped watches, where a border has
 * to be recognised, and coarse elsewhere, so that any watch has a map and the
 * page stays small.
 */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { quantize, type type } from './topology.js';

const ID = 'virtual:map-shapes';

/** West, south, east, north in degrees: kept at full resolution. */
export const FINE_REGIONS: readonly (readonly [number, number, number, number])[] = [
  [117, 30, 147, 49]
];

export function mapShapes(): Plugin {
  return {
    name: 'foreshock-map-shapes',
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load(id) {
      if (id !== `\0${ID}`) return undefined;
      const file = createRequire(import.meta.url).resolve('world-atlas/countries-50m.json');
      const world = JSON.parse(readFileSync(file, 'utf8')) as type.Topology;
      // Parsing a string is faster than compiling an object literal this large.
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(quantize(world, FINE_REGIONS)))});`;
    }
  };
}
