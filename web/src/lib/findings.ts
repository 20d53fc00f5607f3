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

export interface Sides {
  supports: Evidence[];
  contradicts: Evidence[];
  open: Evidence[];
  tooLittle: Evidence[];
}

/** Evidence on each side of a claim, strongest first. */
export function sides(claim: ClaimFinding): Sides {
  const of = (...verdicts: Verdict[]) =>
    claim.evidence
      .filter((one) => verdicts.includes(one.verdict))
      .sort((a, b) => (a.strength?.p_value ?? 1) - (b.strength?.p_value ?? 1));
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
