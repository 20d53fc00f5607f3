/** Events at their places, over coasts and borders. */
import * as Plot from '@observablehq/plot';
import { feature, mesh } from 'topojson-client';
import shapes from 'virtual:map-shapes';
import type { Event } from '../lib/assessment';
import { list, number, position, shortDay } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

/** What a map has to know of a place. */
export interface Spot {
  name: string;
  lat: number;
  lon: number;
  events: { readonly length: number };
}

export interface Place extends Spot {
  events: Event[];
}

export interface Places {
  places: Place[];
  located: number;
  missing: number;
}

/** Events by position, places with most events first. */
export function placesOf(events: readonly Event[]): Places {
  const places = new Map<string, Place>();
  let missing = 0;
  for (const event of events) {
    const { lat, lon } = event;
    if (!isPosition(lat, lon)) {
      missing += 1;
      continue;
    }
    // Two decimals are about a kilometre: nearer points would lie on each other.
    const key = `${lat!.toFixed(2)} ${lon!.toFixed(2)}`;
    const known = places.get(key);
    if (known) {
      known.events.push(event);
      if (!known.name && event.place) known.name = event.place;
    } else places.set(key, { name: event.place ?? '', lat: lat!, lon: lon!, events: [event] });
  }
  return {
    places: [...places.values()].sort(
      (a, b) => b.events.length - a.events.length || a.name.localeCompare(b.name)
    ),
    located: events.length - missing,
    missing
  };
}

function isPosition(lat: number | undefined, lon: number | undefined): boolean {
  return (
    lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  );
}

export interface View {
  /** Degrees: where the projection is centred. */
  center: [number, number];
  /** Degrees of arc from the centre that have to be seen. */
  radius: number;
}

/**
 * The part of the globe that holds all places, with a margin; found on the
 * sphere, so that places on both sides of the date line stay together.
 */
export function viewOf(places: readonly Pick<Place, 'lat' | 'lon'>[]): View {
  const radians = Math.PI / 180;
  const vectors = places.map(({ lat, lon }) => [
    Math.cos(lat * radians) * Math.cos(lon * radians),
    Math.cos(lat * radians) * Math.sin(lon * radians),
    Math.sin(lat * radians)
  ] as const);
  // The middle between the extremes of the cloud, not its mean: many events at
  // one place must not push the others off the page.
  const middle = [0, 1, 2].map((axis) => {
    let least = Infinity;
    let most = -Infinity;
    for (const vector of vectors) {
      least = Math.min(least, vector[axis]!);
      most = Math.max(most, vector[axis]!);
    }
    return (least + most) / 2;
  }) as [number, number, number];
  const length = Math.hypot(...middle);
  if (!(length > 0.2)) return { center: [0, 0], radius: 180 };
  const [x, y, z] = middle.map((value) => value / length) as [number, number, number];
  let furthest = 0;
  for (const [a, b, c] of vectors)
    furthest = Math.max(furthest, Math.acos(Math.min(1, a * x + b * y + c * z)));
  return {
    center: [Math.atan2(y, x) / radians, Math.asin(z) / radians],
    // A single place still needs enough coast around it to be recognised.
    radius: Math.max(2.2, (furthest / radians) * 1.12)
  };
}

/**
 * The places that hold most events, where they lie so close together that a
 * map of all places would not show them; else all places.
 */
export function coreOf<At extends Spot>(places: readonly At[]): At[] {
  const all = places.reduce((sum, place) => sum + place.events.length, 0);
  if (places.length < 4) return [...places];
  // Grown from the place that has most events near it, nearest place first.
  let best: At[] = [...places];
  let least = viewOf(places).radius;
  for (const seed of places.slice(0, 12)) {
    const near = [...places].sort((a, b) => arc(seed, a) - arc(seed, b));
    const core: At[] = [];
    let held = 0;
    for (const place of near) {
      if (held >= all * CORE_SHARE) break;
      core.push(place);
      held += place.events.length;
    }
    const { radius } = viewOf(core);
    if (radius < least * 0.999) {
      least = radius;
      best = core;
    }
  }
  if (least > viewOf(places).radius * 0.6) return [...places];
  // What the view shows anyway belongs to it.
  const view = viewOf(best);
  const center = { lat: view.center[1], lon: view.center[0] };
  return places.filter((place) => best.includes(place) || arc(center, place) <= view.radius * 0.97);
}

/** Share of the events that the large map has to hold. */
const CORE_SHARE = 0.85;

/** Degrees of arc between two points. */
function arc(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = Math.PI / 180;
  const cosine =
    Math.sin(a.lat * radians) * Math.sin(b.lat * radians) +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.cos((a.lon - b.lon) * radians);
  return Math.acos(Math.min(1, Math.max(-1, cosine))) / radians;
}

export function placesTable({ places }: Places): Table {
  const t = text.map;
  return {
    caption: t.caption,
    columns: [
      { title: t.place },
      { title: t.events, numeric: true },
      { title: t.first },
      { title: t.last },
      { title: t.position }
    ],
    rows: places.map((place) => {
      const days = place.events.map((event) => event.date).sort();
      return [
        place.name || t.unnamed,
        number(place.events.length),
        shortDay(days[0]),
        shortDay(days[days.length - 1]),
        position(place)
      ];
    })
  };
}

export function mapSummary(places: readonly Spot[]): string {
  const top = places
    .slice(0, 3)
    .map((place) => `${place.name || text.map.unnamed} (${number(place.events.length)})`);
  return text.map.summary(
    number(places.reduce((sum, place) => sum + place.events.length, 0)),
    number(places.length),
    list(top)
  );
}

export function mapHeight(width: number): number {
  return Math.round(Math.min(620, Math.max(240, width * 0.82)));
}

const countries = feature(shapes, shapes.objects.countries);
const borders = mesh(shapes, shapes.objects.countries, (a, b) => a !== b);

/** Round lengths for the scale bar, in kilometres. */
const LENGTHS = [5, 10, 20, 50, 100, 200, 500, 1000];
const KM_PER_DEGREE = 111.2;

export interface Shown {
  /** The part of the globe; that which holds all places where it is absent. */
  view?: View;
  /** Corners of an area to outline, in degrees. */
  outline?: [number, number][];
}

export function drawMap(all: readonly Spot[], { width }: Size, shown: Shown = {}): SVGSVGElement {
  const height = mapHeight(width);
  const view = shown.view ?? viewOf(all);
  const world = view.radius > 70;
  const [lon, lat] = view.center;
  const most = Math.max(1, ...all.map((place) => place.events.length));
  const largest = Math.min(14, width / 40);
  const radius = (place: Spot) => 4 + largest * Math.sqrt((place.events.length - 1) / Math.max(1, most - 1));
  const pixelsPerDegree = Math.min(width, height) / (2 * view.radius);

  const { labels, taken } = labelled(all, radius, view, pixelsPerDegree, { width, height });
  const km = [...LENGTHS].reverse().find((length) => (length / KM_PER_DEGREE) * pixelsPerDegree < 120) ?? 5;
  const bar = (km / KM_PER_DEGREE) * pixelsPerDegree;

  const names = world
    ? []
    : countries.features.flatMap((country) => {
        const at = innerPoint(country.geometry, view);
        if (!at) return [];
        const { name } = country.properties;
        // The places matter more than the name of the country they are in.
        const [x, y] = project({ lon: at[0], lat: at[1] }, view, pixelsPerDegree, { width, height });
        const half = name.length * 4;
        const box: Box = [x - half, y - 7, x + half, y + 7];
        return taken.some((other) => overlap(box, other)) ? [] : [{ name, lon: at[0], lat: at[1] }];
      });

  const svg = Plot.plot({
    width,
    height,
    margin: 0,
    style: { ...(look as object), overflow: 'hidden' },
    projection: world
      ? { type: 'equal-earth', rotate: [-lon, 0] }
      : {
          type: 'azimuthal-equal-area',
          rotate: [-lon, -lat],
          domain: circleAround(view),
          clip: 'frame'
        },
    r: { type: 'identity' },
    marks: [
      Plot.frame({ fill: 'var(--sea)', stroke: 'none' }),
      Plot.geo(countries, { fill: 'var(--land)', stroke: 'var(--coast)', strokeWidth: 0.7 }),
      // A border between two countries is what such a map is about.
      Plot.geo(borders, { stroke: 'var(--border)', strokeWidth: 1.5, strokeDasharray: '5 2.5' }),
      Plot.text(names, {
        x: 'lon',
        y: 'lat',
        text: (country: { name: string }) => country.name.toLocaleUpperCase(text.locale),
        fill: 'var(--ink-2)',
        fillOpacity: 0.85,
        stroke: 'var(--land)',
        strokeWidth: 2.5,
        fontSize: 10.5
      }),
      Plot.dot(all, {
        x: 'lon',
        y: 'lat',
        r: radius,
        fill: 'var(--alarm)',
        fillOpacity: 0.45,
        stroke: 'var(--alarm)',
        strokeWidth: 1.2,
        title: (place: Spot) => `${place.name || text.map.unnamed}: ${number(place.events.length)}`
      }),
      ...labels.map((label) =>
        Plot.text([label.place], {
          x: 'lon',
          y: 'lat',
          dx: label.dx,
          dy: label.dy,
          textAnchor: label.anchor,
          text: () => label.text,
          fill: 'var(--ink)',
          stroke: 'var(--land)',
          strokeWidth: 3,
          fontWeight: 600
        })
      ),
      shown.outline ? Plot.geo({ type: 'LineString', coordinates: shown.outline }, { stroke: 'var(--blue)', strokeWidth: 2 }) : null,
      world ? null : scaleBar(bar, `${number(km)} ${text.map.km}`, height),
      Plot.frame({ stroke: 'var(--rule)' })
    ]
  });
  return named(svg, mapSummary(all));
}

/** A ring of points around the centre of the view, for the projection to fit. */
export function circleAround({ center: [lon, lat], radius }: View): GeoJSON.MultiPoint {
  const radians = Math.PI / 180;
  const r = radius * radians;
  const phi = lat * radians;
  const coordinates = Array.from({ length: 36 }, (_, at): [number, number] => {
    const bearing = at * 10 * radians;
    const to = Math.asin(Math.sin(phi) * Math.cos(r) + Math.cos(phi) * Math.sin(r) * Math.cos(bearing));
    const turn = Math.atan2(
      Math.sin(bearing) * Math.sin(r) * Math.cos(phi),
      Math.cos(r) - Math.sin(phi) * Math.sin(to)
    );
    return [((lon + turn / radians + 540) % 360) - 180, to / radians];
  });
  return { type: 'MultiPoint', coordinates };
}

/** Where a place falls, near enough for keeping labels apart. */
function project(
  { lat, lon }: { lat: number; lon: number },
  { center }: View,
  pixelsPerDegree: number,
  { width, height }: { width: number; height: number }
): [number, number] {
  const turn = ((lon - center[0] + 540) % 360) - 180;
  return [
    width / 2 + turn * Math.cos((lat * Math.PI) / 180) * pixelsPerDegree,
    height / 2 - (lat - center[1]) * pixelsPerDegree
  ];
}

interface Label {
  place: Spot;
  text: string;
  dx: number;
  dy: number;
  anchor: 'start' | 'end';
}

/** Names of the places with most events, as many as stay apart. */
function labelled(
  places: readonly Spot[],
  radius: (place: Spot) => number,
  view: View,
  pixelsPerDegree: number,
  size: { width: number; height: number }
): { labels: Label[]; taken: Box[] } {
  const taken: Box[] = [];
  const found: Label[] = [];
  // A label over another place's circle would be read as that place's name.
  for (const place of places.slice(0, 60)) {
    const [x, y] = project(place, view, pixelsPerDegree, size);
    const r = radius(place) * 0.8;
    taken.push([x - r, y - r, x + r, y + r]);
  }
  for (const place of places.slice(0, 40)) {
    if (!place.name || found.length >= 12) continue;
    const [x, y] = project(place, view, pixelsPerDegree, size);
    const name = `${place.name} ${number(place.events.length)}`;
    const long = Array.from(name).length * 6.8;
    if (long > size.width * 0.5) continue;
    for (const anchor of ['start', 'end'] as const) {
      const dx = (radius(place) + 4) * (anchor === 'start' ? 1 : -1);
      const left = anchor === 'start' ? x + dx : x + dx - long;
      const box: Box = [left, y - 8, left + long, y + 8];
      const inside = box[0] > 4 && box[2] < size.width - 4 && box[1] > 4 && box[3] < size.height - 34;
      if (!inside || taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      found.push({ place, text: name, dx, dy: 0, anchor });
      break;
    }
  }
  return { labels: found, taken };
}

/** Left, top, right and bottom in pixels. */
type Box = [number, number, number, number];

function overlap(a: Box, b: Box): boolean {
  return a[2] >= b[0] && a[0] <= b[2] && a[3] >= b[1] && a[1] <= b[3];
}

/**
 * A point well inside the part of a country that the view shows: of a coarse
 * grid over the view, the corner that lies furthest from the country's edge.
 */
function innerPoint(geometry: GeoJSON.Geometry | null, view: View): [number, number] | undefined {
  if (!geometry || (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')) return undefined;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const [lon, lat] = view.center;
  const high = view.radius * 0.86;
  const wide = (view.radius * 0.86) / Math.max(0.2, Math.cos((lat * Math.PI) / 180));
  let best: [number, number] | undefined;
  let most = view.radius * 0.07;
  for (const rings of polygons) {
    const outer = rings[0]!;
    const near = outer.some(
      ([x, y]) => Math.abs(x! - lon) < wide * 1.5 && Math.abs(y! - lat) < high * 1.5
    );
    if (!near && !contains(outer, lon, lat)) continue;
    for (let i = -8; i <= 8; i += 1)
      for (let j = -8; j <= 8; j += 1) {
        const x = lon + (wide * i) / 8;
        const y = lat + (high * j) / 8;
        if (!contains(outer, x, y)) continue;
        let clear = Math.min(high + view.radius * 0.1 - Math.abs(y - lat), (wide - Math.abs(x - lon)) * 0.8 + view.radius * 0.1);
        for (const [a, b] of outer) clear = Math.min(clear, Math.hypot((a! - x) * 0.8, b! - y));
        if (clear > most) {
          most = clear;
          best = [x, y];
        }
      }
  }
  return best;
}

function contains(ring: readonly (readonly number[])[], x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi, yi] = ring[i] as [number, number];
    const [xj, yj] = ring[j] as [number, number];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
  }
  return within;
}

function scaleBar(length: number, label: string, height: number): Plot.Markish {
  return () => {
    const svg = 'http://www.w3.org/2000/svg';
    const group = document.createElementNS(svg, 'g');
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', `M14,${height - 20}v5h${length.toFixed(1)}v-5`);
    path.setAttribute('fill', 'none');
    path.style.stroke = 'var(--ink)';
    const words = document.createElementNS(svg, 'text');
    words.setAttribute('x', String(14 + length / 2));
    words.setAttribute('y', String(height - 21));
    words.setAttribute('text-anchor', 'middle');
    words.style.fill = 'var(--ink)';
    words.textContent = label;
    group.append(path, words);
    return group as SVGElement;
  };
}
