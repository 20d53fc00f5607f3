import { presimplify, simplify, filter, filterWeight, planarRingArea, planarTriangleArea } from 'topojson-simplify';
import { quantize as quantizeTopology } from 'topojson-client';

/** Square degrees below which a corner is dropped outside the fine regions. */
const COARSE = 1;
/** Square degrees below which an island is dropped outside the fine regions. */
const ISLAND = 3;
/** Steps over 360 degrees: 0.0036 degrees each, finer than the data. */
const STEPS = 1e5;

/**
 * Simplifies a world topology outside the fine regions and keeps all of it
 * inside them. A corner inside a fine region is given a weight that no
 * threshold reaches, so that shared borders stay shared.
 */
export function quantize(world, fine) {
  const inside = ([x, y]) => fine.some(([w, s, e, n]) => x >= w && x <= e && y >= s && y <= n);
  const weighted = presimplify(world, (triangle) =>
    inside(triangle[1]) ? 1e9 : planarTriangleArea(triangle)
  );
  const coarse = simplify(weighted, COARSE);
  const largeOrFine = filterWeight(coarse, ISLAND, (ring) =>
    ring.some(inside) ? 1e9 : planarRingArea(ring)
  );
  const kept = filter(coarse, largeOrFine);
  for (const country of kept.objects.countries.geometries) {
    country.properties = { name: country.properties?.name ?? '' };
    delete country.id;
  }
  delete kept.objects.land;
  return quantizeTopology(kept, STEPS);
}
