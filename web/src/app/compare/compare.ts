/** Two views of one watch side by side: what differs from the first to the second. Pure functions. */
import type { Assessment, ClaimFinding, Forecast, IndicatorFinding, Readiness } from '../../lib/assessment';

/** How a thing stands in the second view, measured by the first. */
export type Change = 'same' | 'higher' | 'lower' | 'other' | 'added' | 'removed';

export interface Pair<T> {
  id: string;
  title: string;
  first?: T;
  second?: T;
  change: Change;
}

export interface IndicatorPair extends Pair<IndicatorFinding> {
  /** Parts of the finding that differ; none where it stands on one side only. */
  parts: { level: Change; observed: Change; expected: Change; frequency: Change; intensity: Change };
}

export interface ForecastPair extends Pair<Forecast> {
  horizon: number;
}

export interface Comparison {
  records: { first: number; second: number };
  /** Events of the one view that the other does not have; of each at least those that its findings name. */
  events: { added: number; removed: number };
  headlines: { first: string[]; second: string[]; both: string[] };
  readiness?: Pair<Readiness>;
  indicators: IndicatorPair[];
  claims: Pair<ClaimFinding>[];
  forecasts: ForecastPair[];
}

/** How the second number stands to the first, both as they are printed or absent. */
export function changeOf(first: number | undefined, second: number | undefined): Change {
  if (first === undefined) return second === undefined ? 'same' : 'added';
  if (second === undefined) return 'removed';
  return second > first ? 'higher' : second < first ? 'lower' : 'same';
}

function changeOfText(first: string | undefined, second: string | undefined): Change {
  if (first === second) return 'same';
  if (first === undefined) return 'added';
  return second === undefined ? 'removed' : 'other';
}

/** Things of both views by id, in the order of the second, then what only the first has. */
function paired<T>(
  first: readonly T[],
  second: readonly T[],
  idOf: (one: T) => string,
  titleOf: (one: T) => string,
  change: (first: T, second: T) => Change
): Pair<T>[] {
  const before = new Map(first.map((one) => [idOf(one), one]));
  const pairs = second.map((one): Pair<T> => {
    const id = idOf(one);
    const known = before.get(id);
    before.delete(id);
    return known === undefined
      ? { id, title: titleOf(one), second: one, change: 'added' }
      : { id, title: titleOf(one), first: known, second: one, change: change(known, one) };
  });
  const gone = [...before].map(([id, one]): Pair<T> => ({ id, title: titleOf(one), first: one, change: 'removed' }));
  return [...pairs, ...gone];
}

const bandOf = (one: IndicatorFinding | undefined) => {
  const band = one?.latest?.expected;
  return band && `${band.lower} ${band.upper}`;
};

function partsOf(first: IndicatorFinding | undefined, second: IndicatorFinding | undefined): IndicatorPair['parts'] {
  return {
    level: changeOf(first?.level, second?.level),
    observed: changeOf(first?.latest?.observed, second?.latest?.observed),
    expected: changeOfText(bandOf(first), bandOf(second)),
    frequency: changeOfText(first?.frequency?.trend, second?.frequency?.trend),
    intensity: changeOfText(first?.intensity?.trend, second?.intensity?.trend)
  };
}

/** One word for an indicator: its level where that moved, else whether anything did. */
function changeOfParts(parts: IndicatorPair['parts']): Change {
  if (parts.level === 'higher' || parts.level === 'lower') return parts.level;
  return Object.values(parts).every((part) => part === 'same') ? 'same' : 'other';
}

export function compare(first: Assessment, second: Assessment): Comparison {
  const indicators = paired(
    first.indicators,
    second.indicators,
    (one) => one.id,
    (one) => one.title,
    (a, b) => changeOfParts(partsOf(a, b))
  ).map((pair): IndicatorPair => ({ ...pair, parts: partsOf(pair.first, pair.second) }));

  const claims = paired(
    first.claims,
    second.claims,
    (one) => one.id,
    (one) => one.text,
    (a, b) => changeOfText(a.verdict, b.verdict)
  );

  const asked = (assessment: Assessment) =>
    assessment.forecasts.flatMap((question) => question.forecasts.map((forecast) => ({ question, forecast })));
  const forecasts = paired(
    asked(first),
    asked(second),
    (one) => JSON.stringify([one.question.id, one.forecast.horizon_days]),
    (one) => one.question.text,
    (a, b) =>
      a.forecast.state === b.forecast.state ? changeOf(a.forecast.probability, b.forecast.probability) : 'other'
  ).map((pair): ForecastPair => ({
    ...pair,
    horizon: (pair.second ?? pair.first)!.forecast.horizon_days,
    first: pair.first?.forecast,
    second: pair.second?.forecast
  }));

  const eventKeys = (assessment: Assessment) => new Set(assessment.events.map((one) => JSON.stringify([one.source_id, one.event_id])));
  const [known, knownThen] = [eventKeys(first), eventKeys(second)];
  const missing = (of: Set<string>, from: Set<string>) => [...of].filter((key) => !from.has(key)).length;

  return {
    records: { first: first.records, second: second.records },
    events: { added: missing(knownThen, known), removed: missing(known, knownThen) },
    headlines: {
      first: first.headlines.filter((one) => !second.headlines.includes(one)),
      second: second.headlines.filter((one) => !first.headlines.includes(one)),
      both: second.headlines.filter((one) => first.headlines.includes(one))
    },
    ...(first.readiness || second.readiness
      ? {
          readiness: {
            id: 'readiness',
            title: '',
            first: first.readiness,
            second: second.readiness,
            change: changeOf(first.readiness?.now.place, second.readiness?.now.place)
          }
        }
      : {}),
    indicators,
    claims,
    forecasts
  };
}

/** The instants that are compared, the earlier one first. */
export interface Sides {
  first: { asOf?: string; without?: 'doubtful' };
  second: { asOf?: string; without?: 'doubtful' };
  /** The same instant, with and without doubtful reports. */
  doubtful: boolean;
}

/**
 * The two sides that an address asks for. Two instants are put in order of
 * time; one instant that leaves out doubtful reports is compared with itself
 * and all reports; an instant alone is compared with `before`.
 */
export function sidesOf(
  address: { asOf?: string; with?: string; without?: 'doubtful' },
  own: string,
  before: string
): Sides {
  const without = address.without;
  if (address.with === undefined && without !== undefined)
    return { first: { asOf: address.asOf }, second: { asOf: address.asOf, without }, doubtful: true };
  const one = { asOf: address.asOf, without };
  const other = { asOf: address.with ?? before, without };
  const order = (look: { asOf?: string }) => {
    const instant = look.asOf ?? own;
    // A bare day ends after every instant within it.
    return instant === 'now' ? Infinity : Date.parse(instant.length === 10 ? `${instant}T23:59:59.999Z` : instant);
  };
  return order(one) <= order(other)
    ? { first: one, second: other, doubtful: false }
    : { first: other, second: one, doubtful: false };
}
