/**
 * Findings put in the order in which they are read. Pure functions over an
 * assessment; nothing here is shown or kept.
 */
import type {
  Assessment,
  ClaimFinding,
  Evidence,
  Event,
  IndicatorFinding
} from './assessment';

type Verdict = Evidence['verdict'];

export interface Group {
  /** Absent for the indicators that speak to no claim. */
  claim?: ClaimFinding;
  indicators: IndicatorFinding[];
}

/**
 * Indicators under their claims, claims in the order of the watch, indicators
 * in the order of the watch; those without a known claim come last.
 */
export function byClaim(assessment: Assessment): Group[] {
  const groups = new Map<string, Group>();
  for (const claim of assessment.claims) groups.set(claim.id, { claim, indicators: [] });
  const rest: Group = { indicators: [] };
  for (const indicator of assessment.indicators) {
    const group = indicator.claim === undefined ? rest : (groups.get(indicator.claim) ?? rest);
    group.indicators.push(indicator);
  }
  return [...groups.values(), rest].filter((group) => group.indicators.length > 0);
}

/** Most urgent first; indicators without a level come after all with one. */
export function byUrgency(indicators: readonly IndicatorFinding[]): IndicatorFinding[] {
  return [...indicators].sort(
    (a, b) =>
      (b.level ?? -1) - (a.level ?? -1) ||
      (a.latest?.p_adjusted ?? 1) - (b.latest?.p_adjusted ?? 1) ||
      (a.latest?.p_value ?? 1) - (b.latest?.p_value ?? 1)
  );
}

/** The events of an indicator, newest first; indices out of range are left out. */
export function eventsOf(assessment: Assessment, indicator: IndicatorFinding): Event[] {
  return indicator.events
    .map((index) => assessment.events[index])
    .filter((event): event is Event => event !== undefined)
    .reverse();
}

/**
 * How clearly an indicator has moved, in standard errors of the log rate
 * ratio or of the slope, whichever is greater; 0 where neither is known. Only
 * for ordering evidence, never shown.
 */
export function clarity(indicator: IndicatorFinding | undefined): number {
  if (!indicator) return 0;
  const widths = 2 * 1.96;
  const { frequency, intensity } = indicator;
  const values = [0];
  if (frequency && frequency.lower > 0 && frequency.upper > frequency.lower && frequency.ratio > 0)
    values.push(
      Math.abs(Math.log(frequency.ratio)) / (Math.log(frequency.upper / frequency.lower) / widths)
    );
  if (intensity && intensity.upper > intensity.lower)
    values.push(Math.abs(intensity.slope) / ((intensity.upper - intensity.lower) / widths));
  return Math.max(...values);
}

export interface Weighed {
  evidence: Evidence;
  indicator?: IndicatorFinding;
}

export interface Sides {
  supports: Weighed[];
  contradicts: Weighed[];
  open: Weighed[];
  tooLittle: Weighed[];
}

/** Evidence on each side of a claim, clearest first. */
export function sides(
  claim: ClaimFinding,
  indicators: ReadonlyMap<string, IndicatorFinding>
): Sides {
  const weighed = claim.evidence.map((evidence) => ({
    evidence,
    indicator: indicators.get(evidence.indicator)
  }));
  const of = (...verdicts: Verdict[]) =>
    weighed
      .filter((one) => verdicts.includes(one.evidence.verdict))
      .sort((a, b) => clarity(b.indicator) - clarity(a.indicator));
  return {
    supports: of('supports'),
    contradicts: of('contradicts'),
    open: of('open', 'mixed', 'not_testable'),
    tooLittle: of('too_little_data')
  };
}

/** An id as a fragment of an address: letters, digits and dashes only. */
export function anchor(kind: string, id: string): string {
  // Every other character is written as its code, so that two ids never meet.
  return `${kind}-${id.replace(/[^A-Za-z0-9-]/g, (c) => `_${c.codePointAt(0)!.toString(16)}_`)}`;
}
