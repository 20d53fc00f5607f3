import { describe, expect, test } from 'vitest';
import type { Dynamics, Event, Forecast, IndicatorFinding, PairFinding, Point, QuestionFinding, RelationPoint, ScenarioFinding } from '../lib/assessment';
import { excitationTable, shade } from '../lib/excitation';
import { branchingSummary, branchingTable } from './branching';
import { chancesSummary, chancesTable, withChance } from './chances';
import { coverages } from './coverage';
import { difference, dumbbellHeight, dumbbellTable } from './dumbbell';
import { position } from '../lib/format';
import { coreOf, placesOf, viewOf } from './map';
import { bandRuns, ceiling, gaps, periods, seriesSummary, seriesTable } from './series';
import { relationTable, runs } from './relation';
import { timeTicks } from './svg';
import { timeline } from './timeline';

const point = (month: number, more: Partial<Point> = {}): Point => ({
  from: `2024-0${month}-01`,
  to: `2024-0${month}-28`,
  ...more
});
const band = { lower: 0, median: 1, upper: 3 };
const indicator = (series: Point[], more: Partial<IndicatorFinding> = {}) =>
  ({ id: 'x', title: 'Launches', reason: 'Why.', series, events: [], unit: ['launch', 'launches'], ...more }) as unknown as IndicatorFinding;
const event = (more: Partial<Event>): Event => ({
  source_id: 's', event_id: 'e', date: '2024-01-01', category: 'c', ...more
});

describe('a series', () => {
  const shown = indicator([
    point(1, { observed: 0 }),
    point(2),
    point(3),
    point(4, { observed: 9, expected: band, outside: true }),
    point(5, { observed: 1, expected: band, incomplete: true })
  ]);

  test('keeps zero and no data apart', () => {
    const all = periods(shown);
    expect(all.map((period) => period.missing)).toEqual([false, true, true, false, false]);
    expect(seriesTable(shown).rows.map((row) => row[2])).toEqual(['0', 'no data', 'no data', '9', '1']);
  });
  test('joins neighbouring gaps and stops the band at them', () => {
    const all = periods(shown);
    expect(gaps(all)).toHaveLength(1);
    expect(bandRuns(all).map((run) => run.length)).toEqual([2]);
  });
  test('touches the next period', () => {
    const [only] = periods(indicator([point(1)]));
    expect(only?.to.toISOString().slice(0, 10)).toBe('2024-01-29');
  });
  test('leaves out periods without days', () => {
    expect(periods(indicator([{ from: 'never', to: 'later', observed: 3 }]))).toEqual([]);
  });
  test('says what it shows', () => {
    const summary = seriesSummary(shown);
    expect(summary).toContain('Launches: 5 periods');
    expect(summary).toContain('One lies outside its expected range: 1–28 Apr 2024');
    expect(summary).toContain('2 have no data');
  });
  test('is not flattened by one wide band', () => {
    expect(ceiling(periods(indicator([point(1, { observed: 2, expected: { lower: 0, median: 1, upper: 500 } })])))).toBe(6);
    expect(ceiling(periods(indicator([point(1, { observed: 2, expected: band })])))).toBe(3);
  });
});

test('ticks of time stay apart and name the year once', () => {
  const { ticks, format } = timeTicks([new Date('2022-01-01'), new Date('2024-07-01')], 300);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(ticks.length).toBeGreaterThan(1);
  expect(ticks.filter((tick) => format(tick).includes('2023'))).toHaveLength(1);
});

describe('places', () => {
  test('tell events with coordinates from those without', () => {
    const found = placesOf([
      event({ lat: 37.96, lon: 126.68, place: 'Panmunjom' }),
      event({ lat: 37.961, lon: 126.679 }),
      event({ lat: 95, lon: 10 }),
      event({})
    ]);
    expect(found).toMatchObject({ located: 2, missing: 2 });
    expect(found.places).toHaveLength(1);
    expect(found.places[0]).toMatchObject({ name: 'Panmunjom' });
  });
  test('on both sides of the date line stay together', () => {
    const view = viewOf([{ lat: 0, lon: 179 }, { lat: 0, lon: -179 }]);
    expect(Math.abs(view.center[0])).toBeCloseTo(180);
    expect(view.radius).toBeLessThan(5);
  });
  test('all over the world get the world', () => {
    expect(viewOf([{ lat: 0, lon: 0 }, { lat: 0, lon: 180 }]).radius).toBeGreaterThan(70);
  });
  test('far from the others do not push them off the large map', () => {
    const near = [0, 1, 2, 3, 4, 5].map((n) => event({ lat: 38 + n / 10, lon: 127 }));
    const { places } = placesOf([...near, ...near, event({ lat: 52, lon: 128 })]);
    expect(places).toHaveLength(7);
    expect(coreOf(places)).toHaveLength(6);
    expect(coreOf(places.slice(0, 3))).toHaveLength(3);
  });
  test('name their hemisphere', () => {
    expect(position({ lat: -17.7, lon: 179.4 })).toBe('17.70° S, 179.40° E');
  });
});

describe('the timeline', () => {
  test('has a dot for each event of each indicator, and a row for the rest', () => {
    const events = [event({ count: 10 }), event({ date: '2024-02-01' }), event({ date: '2024-03-01' })];
    const drawn = timeline({
      events,
      episodes: [
        { id: 'a', title: 'A', from: '2024-01-15', to: '2024-09-01' },
        { id: 'b', title: 'B', from: '1950-01-01', to: '1951-01-01' }
      ],
      indicators: [indicator([], { events: [0, 1] }), indicator([], { events: [0] })]
    });
    expect(drawn.rows.map((row) => row.dots.length)).toEqual([2, 1, 1]);
    expect(drawn.rows[0]!.dots[0]!.size).toBe(1);
    expect(drawn.episodes.map((one) => one.title)).toEqual(['A']);
    expect(drawn.episodes[0]!.to <= drawn.domain![1]).toBe(true);
  });
  test('of very many events loses none when it joins them', () => {
    const events = Array.from({ length: 10_000 }, (_, n) =>
      event({ date: new Date(Date.UTC(2010, 0, 1 + (n % 3000))).toISOString().slice(0, 10) })
    );
    const drawn = timeline({ events, episodes: [], indicators: [indicator([], { events: events.map((_, n) => n) })] });
    const dots = drawn.rows.flatMap((row) => row.dots);
    expect(dots.length).toBeLessThan(500);
    expect(dots.reduce((sum, dot) => sum + dot.events.length, 0)).toBe(10_000);
  });
});

test('coverage ends with the view and leaves out what begins later', () => {
  const { lanes } = coverages({
    date: '2024-06-30',
    sources: [
      {
        title: 'S',
        covers: [
          { categories: ['a_b'], from: '2024-01-01', partial: true },
          { categories: [], from: '2024-01-01', to: '2024-12-31', partial: false },
          { categories: [], from: '2025-01-01', partial: false }
        ]
      }
    ] as never
  });
  expect(lanes.map((lane) => [lane.label, lane.to.toISOString().slice(0, 10), lane.partial])).toEqual([
    ['a b', '2024-07-01', true],
    ['all categories', '2024-07-01', false]
  ]);
});

describe('dynamics', () => {
  const estimate = (median: number, lower: number, upper: number) => ({ median, lower, upper, supported: lower > 0.03 });
  const shown = {
    kinds: [
      { indicator: 'a', title: 'Shelling', events: 5 },
      { indicator: 'b', title: 'Leaflets', events: 9 }
    ],
    excitation: [
      [estimate(0.2, 0.05, 0.4), estimate(0.9, 0.4, 1.4)],
      [estimate(0.1, 0, 0.3), estimate(0.3, 0.002, 0.7)]
    ],
    history: [{ date: '2024-01-31', branching_ratio: estimate(0.5, 0.2, 0.8) }]
  } as unknown as Dynamics;

  test('list pairs by strength, the exciting kind first', () => {
    const rows = excitationTable(shown).rows;
    expect(rows[0]).toEqual(['Leaflets', 'Shelling', '0.9', '0.4', '1.4', 'supports it']);
    expect(rows).toHaveLength(4);
  });
  test('shade only what the record supports', () => {
    const [first, second] = shown.excitation;
    expect([...first!, ...second!].map((one) => shade(one) > 0)).toEqual([true, true, false, false]);
  });
  test('say where the branching ratio stood', () => {
    expect(branchingTable(shown).rows).toEqual([['31 Jan 2024', '0.5', '0.2', '0.8']]);
    expect(branchingSummary(shown)).toContain('0.5 (90%: 0.2 to 0.8)');
    expect(branchingSummary({ ...shown, history: [] })).toContain('at no past day');
  });
});

describe('chances', () => {
  const forecast = (more: Partial<Forecast>): Forecast =>
    ({ from: '2024-09-17', to: '2024-10-16', horizon_days: 30, state: 'open', models: [], reasons: [], fan: [], basis: 'pool', ...more }) as Forecast;
  const base = { rate: 0.3, long_run: 0.3, lower: 0.2, upper: 0.4, windows: 40, with_event: 12, span: ['2020-01-01', '2024-09-16'] as [string, string] };
  const question = {
    text: 'Will it be shelled?',
    forecasts: [forecast({ probability: 0.41, base_rate: base }), forecast({ state: 'void', basis: 'nothing' })]
  } as QuestionFinding;

  test('leave out what has no probability', () => {
    expect(withChance(question)).toHaveLength(1);
  });
  test('never stand without the base rate', () => {
    expect(chancesSummary(question)).toBe('Will it be shelled? Within 30 days: 41%; base rate 30%.');
    expect(chancesTable(question).rows.map((row) => row[2])).toEqual(['41%', '30%']);
  });
});

describe('a pair of sides', () => {
  const seen = (cooperation: number, conflict: number): RelationPoint['observed'] => ({
    cooperation,
    conflict,
    net: cooperation - conflict,
    events: 3,
    ...(cooperation + conflict > 0 ? { net_per_event: (cooperation - conflict) / 3 } : {})
  });
  const series: RelationPoint[] = [
    { from: '2024-01-01', to: '2024-01-30', observed: seen(6, 0) },
    { from: '2024-01-31', to: '2024-02-29' },
    { from: '2024-03-01', to: '2024-03-30', observed: seen(2, 10), expected: { lower: -4, median: 0, upper: 5 } }
  ];
  const pair = { id: 'a-b', title: 'A – B', text: 'Words.', series } as unknown as PairFinding;

  test('keeps what was not collected apart from zero', () => {
    expect(runs(series).map((run) => run.length)).toEqual([1, 1]);
    const rows = relationTable(pair).rows;
    expect(rows[0]).toEqual(['1–30 Mar 2024', '2', '10', '−8', '−4 to 5', '−2.7', '3', '–']);
    expect(rows[1]?.[1]).toBe('not collected');
  });
  test('draws conflict downwards', () => {
    expect(runs(series)[1]?.[0]).toMatchObject({ up: 2, down: -10, net: -8 });
  });
});

describe('a scenario', () => {
  const contrast = { without: 0.6, with: 0.64, difference: 0.04, lower: 0.004, upper: 0.09, simulation_error: 0.003 };
  const scenario = {
    title: 'More drills',
    text: 'Words.',
    outcomes: [
      { title: 'Launches', at_least: 1, horizon_days: 30, probability: contrast, expected: contrast, support: 0.4 },
      { title: 'Launches', at_least: 5, horizon_days: 90, probability: contrast, expected: contrast, support: 0.4 }
    ]
  } as unknown as ScenarioFinding;

  test('gives the difference in points with its interval', () => {
    expect(difference(scenario.outcomes[0]!)).toBe('+4 points (+0.4 to +9)');
    const rows = dumbbellTable(scenario).rows;
    expect(rows.map((row) => row[0])).toEqual(['Launches, 30 days', 'Launches, 5 or more, 90 days']);
    expect(rows[0]?.[4]).toBe('±0.6');
  });
  test('has room for every row', () => {
    expect(dumbbellHeight(scenario)).toBeGreaterThan(dumbbellHeight({ ...scenario, outcomes: [] }));
  });
});
