/** The part of the globe that a map shows, and the area to ask for. Pure functions. */
import { geoAzimuthalEqualArea, type GeoProjection } from 'd3-geo';
import { circleAround, type View } from '../../charts/map';
import type { Area } from './filters';

/** Degrees of arc: no closer, and no further away, than this. */
const NEAREST = 0.1;
const WIDEST = 180;
/** Beyond this a map shows the globe, and no box would stand for what is seen. */
export const BOUNDED = 60;

/** The projection that the map is drawn with, so that a pixel can be looked up. */
function projection(view: View, width: number, height: number): GeoProjection {
  const [lon, lat] = view.center;
  return geoAzimuthalEqualArea().rotate([-lon, -lat]).fitSize([width, height], circleAround(view));
}

/** Degrees of a point of the map. */
export function placeAt(view: View, width: number, height: number, x: number, y: number): [number, number] | undefined {
  const at = projection(view, width, height).invert?.([x, y]);
  return at && at.every(Number.isFinite) ? at : undefined;
}

/**
 * The smallest box that holds all that the map shows; `undefined` where the map
 * shows so much of the globe that a box would mean nothing.
 */
export function areaOf(view: View, width: number, height: number): Area | undefined {
  if (view.radius > BOUNDED) return undefined;
  const of = projection(view, width, height);
  const [middle] = view.center;
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let step = 0; step <= 16; step += 1)
    for (const [x, y] of [
      [(width * step) / 16, 0],
      [(width * step) / 16, height],
      [0, (height * step) / 16],
      [width, (height * step) / 16]
    ] as const) {
      const at = of.invert?.([x, y]);
      if (!at || !at.every(Number.isFinite)) return undefined;
      const turn = ((at[0] - middle + 540) % 360) - 180;
      west = Math.min(west, middle + turn);
      east = Math.max(east, middle + turn);
      south = Math.min(south, at[1]);
      north = Math.max(north, at[1]);
    }
  // A box cannot reach across the date line, where degrees begin anew.
  if (west < -180 || east > 180) return undefined;
  return { west, south, east, north };
}

/** A view in which the whole area is to be seen. */
export function viewOfArea({ west, south, east, north }: Area): View {
  const lat = (south + north) / 2;
  const wide = (Math.abs(east - west) / 2) * Math.cos((lat * Math.PI) / 180);
  return {
    center: [(west + east) / 2, lat],
    radius: Math.min(WIDEST, Math.max(NEAREST, (north - south) / 2, wide * 0.85))
  };
}

export function zoomed(view: View, factor: number): View {
  return { center: view.center, radius: Math.min(WIDEST, Math.max(NEAREST, view.radius * factor)) };
}

/** Moved by shares of what is seen: to the right and up where positive. */
export function panned({ center: [lon, lat], radius }: View, right: number, up: number): View {
  const north = Math.min(85, Math.max(-85, lat + up * radius));
  const east = lon + (right * radius) / Math.max(0.2, Math.cos((lat * Math.PI) / 180));
  return { center: [((((east + 180) % 360) + 360) % 360) - 180, north], radius };
}

/** The edge of an area, with corners enough to follow its parallels. */
export function outline({ west, south, east, north }: Area): [number, number][] {
  const steps = Array.from({ length: 25 }, (_, step) => west + ((east - west) * step) / 24);
  const lower = steps.map((lon): [number, number] => [lon, south]);
  const upper = steps.map((lon): [number, number] => [lon, north]).reverse();
  return [...lower, ...upper, [west, south]];
}

export interface Region extends View {
  id: 'demilitarised_zone';
}

/** Regions that are looked at so often that they have a button. */
export const REGIONS: readonly Region[] = [{ id: 'demilitarised_zone', center: [126.7, 38.1], radius: 1.45 }];

/** Whether a place lies in the middle of a region, so that its button leads to something. */
export function holds({ center: [lon, lat], radius }: View, place: { lat: number; lon: number }): boolean {
  return Math.abs(place.lat - lat) <= radius && Math.abs(place.lon - lon) <= radius * 1.5;
}
