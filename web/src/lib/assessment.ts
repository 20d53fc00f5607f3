/* Written by `npm run types` from schemas/assessment.schema.json; do not edit it by hand. */

/**
 * What is unusual in a theatre at a point in time, compared with what, since
 * when, and on which events that rests.
 */
export interface Assessment {
  /**
   * What the watch is about, in a sentence or two.
   */
  about?: string;
  /**
   * Nothing that became known after this was used: a date, whose end in
   * `timezone` is meant, or an instant.
   */
  as_of: string;
  /**
   * What must be borne in mind when reading any of it.
   */
  caveats: string[];
  /**
   * What changed since `compared_with`.
   */
  changes: Change[];
  /**
   * Claims in the order of the watch, with what the indicators say of each.
   */
  claims: ClaimFinding[];
  /**
   * The earlier day that `changes` compares with.
   */
  compared_with: string;
  /**
   * The last whole day of the view, in the timezone of the watch.
   */
  date: string;
  dynamics?: Dynamics;
  effects?: Effects;
  /**
   * Known episodes of the watch that began up to `date`.
   */
  episodes: Episode[];
  /**
   * Events behind the indicators, by day. `IndicatorFinding::events` points
   * into this list.
   */
  events: Event[];
  /**
   * Questions in the order of the watch, with what is to be expected.
   */
  forecasts: QuestionFinding[];
  /**
   * The most important findings, most urgent first, one sentence each.
   */
  headlines: string[];
  hypotheses?: Hypotheses;
  /**
   * Indicators in the order of the watch.
   */
  indicators: IndicatorFinding[];
  /**
   * SHA-256 of what was known, lower-case hexadecimal.
   */
  known_digest: string;
  ledger?: LedgerFinding;
  readiness?: Readiness;
  /**
   * How many event versions were known and current.
   */
  records: number;
  /**
   * Cooperation and conflict between pairs of sides, in the order of the watch.
   */
  relations?: RelationFinding[];
  /**
   * What if: days to come with and without events that are set, in the order of
   * the watch.
   */
  scenarios?: ScenarioFinding[];
  /**
   * [`SCHEMA`].
   */
  schema: string;
  /**
   * Seed of every random number used.
   */
  seed: number;
  /**
   * Sources in the order of the watch.
   */
  sources: SourceFinding[];
  /**
   * IANA timezone whose days count.
   */
  timezone: string;
  /**
   * Title of the watch.
   */
  title: string;
  /**
   * Tripwires in the order of the watch.
   */
  tripwires: TripwireFinding[];
  /**
   * SHA-256 of the watch file, lower-case hexadecimal.
   */
  watch_digest: string;
}
/**
 * How an indicator, tripwire or claim differs from what it was at the earlier
 * day.
 */
export interface Change {
  /**
   * Id of the indicator, tripwire or claim; empty for new events as a whole.
   */
  id: string;
  /**
   * What changed.
   */
  kind: 'level_up' | 'level_down' | 'tripwire' | 'verdict' | 'events';
  /**
   * One sentence.
   */
  text: string;
}
/**
 * A sentence that the watch tests, and what the findings say of it.
 */
export interface ClaimFinding {
  /**
   * What each finding says of it.
   */
  evidence: Evidence[];
  /**
   * Which single pieces of evidence the verdict hangs on, one sentence each: what
   * it would be without them.
   */
  hangs_on: string[];
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * Why, in plain words.
   */
  reason: string;
  /**
   * Who makes the claim, and where.
   */
  stated_in?: string;
  strength?: Strength1;
  /**
   * What would have to be stated or collected for the claim to be tested.
   */
  testable_if?: string;
  /**
   * The claim in the watch's own words.
   */
  text: string;
  /**
   * What the data say.
   */
  verdict: 'supports' | 'contradicts' | 'mixed' | 'open' | 'too_little_data' | 'not_testable';
}
/**
 * What one finding says of a claim.
 */
export interface Evidence {
  /**
   * The direction that the claim predicts.
   */
  expects: 'up' | 'down';
  figure?: Figure;
  /**
   * Id of the finding among those of its kind.
   */
  id: string;
  /**
   * What kind of finding it is.
   */
  kind: 'indicator' | 'tripwire' | 'intervention' | 'relation';
  /**
   * Why, in plain words.
   */
  reason: string;
  strength?: Strength;
  /**
   * Title of the finding.
   */
  title: string;
  /**
   * What it says: never `mixed` or `not_testable`.
   */
  verdict: 'supports' | 'contradicts' | 'mixed' | 'open' | 'too_little_data' | 'not_testable';
}
/**
 * The number it rests on, which a reader who disagrees would dispute.
 */
export interface Figure {
  /**
   * Lower end of its 95% interval.
   */
  lower: number;
  /**
   * What it would be if nothing were going on: 1 for a ratio, 0 for a slope or a
   * difference.
   */
  neutral: number;
  /**
   * Upper end of its 95% interval; absent where the record puts no limit there.
   */
  upper?: number;
  /**
   * The estimate.
   */
  value: number;
  /**
   * What the number is: "rate, recent over reference".
   */
  what: string;
}
/**
 * How strongly that number departs from the neutral one; absent where there
 * is too little data.
 */
export interface Strength {
  /**
   * The odds in a word, after Kass and Raftery (1995).
   */
  grade: 'bare_mention' | 'positive' | 'strong' | 'very_strong';
  /**
   * The odds against "nothing is going on" that these data bring at most, however
   * the alternative is chosen: `1 / (-e p ln p)` (Sellke, Bayarri and Berger 2001),
   * and 1 from `p = 1/e` on.
   */
  odds_at_most: number;
  /**
   * Two-sided p-value against the neutral number.
   */
  p_value: number;
}
/**
 * How strongly the data speak on the side of the verdict: the strongest single
 * piece on that side, allowing for how many were looked at. Only where the
 * verdict is `supports`, `contradicts` or `mixed`.
 */
export interface Strength1 {
  /**
   * The odds in a word, after Kass and Raftery (1995).
   */
  grade: 'bare_mention' | 'positive' | 'strong' | 'very_strong';
  /**
   * The odds against "nothing is going on" that these data bring at most, however
   * the alternative is chosen: `1 / (-e p ln p)` (Sellke, Bayarri and Berger 2001),
   * and 1 from `p = 1/e` on.
   */
  odds_at_most: number;
  /**
   * Two-sided p-value against the neutral number.
   */
  p_value: number;
}
/**
 * Which kinds of event set each other off; absent where the watch does not
 * ask.
 */
export interface Dynamics {
  branching_ratio?: Estimate;
  /**
   * Events of the kind of the row that one event of the kind of the column
   * directly sets off, on average; as many rows and columns as kinds, or
   * empty where there is too little to say.
   */
  excitation: PairEstimate[][];
  half_life_days?: Estimate1;
  /**
   * The branching ratio as it would have been estimated at past days, oldest
   * first.
   */
  history: BranchingAt[];
  /**
   * The kinds of event, in the order of the watch.
   */
  kinds: DynamicsKind[];
  /**
   * The model in plain words.
   */
  model?: string;
  /**
   * What the reader should know.
   */
  notes: string[];
  /**
   * First and last day looked at; absent where the kinds are never covered
   * at the same time.
   *
   * @minItems 2
   * @maxItems 2
   */
  span?: [string, string];
  /**
   * Whether the model fits.
   */
  tests: FitTest[];
  /**
   * What was found, and how sure that is, in two or three sentences.
   */
  text: string;
  /**
   * Whether the record shows that events set each other off.
   */
  verdict: 'supported' | 'not_supported' | 'cannot_tell';
}
/**
 * Spectral radius of the matrix: 1 and above feeds itself without end.
 */
export interface Estimate {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * What one event of a kind directly sets off of another kind: a posterior
 * median with its 90% interval.
 */
export interface PairEstimate {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * Whether the record supports that there is any: more than one event set
   * off by twenty, with a probability of at least 95%.
   */
  supported: boolean;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * Days after which half of what an event sets off has happened.
 */
export interface Estimate1 {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * The branching ratio as estimated at a day from what lay before it.
 */
export interface BranchingAt {
  branching_ratio: Estimate2;
  /**
   * Last day looked at.
   */
  date: string;
}
/**
 * The branching ratio.
 */
export interface Estimate2 {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * One kind of event in the dynamics.
 */
export interface DynamicsKind {
  background?: Estimate3;
  /**
   * Events within the span.
   */
  events: number;
  /**
   * Id of the indicator.
   */
  indicator: string;
  rate_now?: Estimate4;
  /**
   * Its title.
   */
  title: string;
  triggered?: Estimate5;
}
/**
 * The part of that rate that no earlier event accounts for.
 */
export interface Estimate3 {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * Events to be expected in 30 days at the rate of the day after the view.
 */
export interface Estimate4 {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * Share of them that others set off.
 */
export interface Estimate5 {
  /**
   * 5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * A test of whether the model fits.
 */
export interface FitTest {
  /**
   * Indicator whose events it looks at; absent where it looks at all.
   */
  indicator?: string;
  /**
   * Name of the test.
   */
  name: string;
  /**
   * Probability of a departure at least as large if the model held.
   */
  p_value: number;
}
/**
 * What followed the interventions of the watch; absent where it names none.
 */
export interface Effects {
  /**
   * How many pairs of an intervention and an indicator were looked at.
   */
  comparisons: number;
  /**
   * Interventions in the order of the watch.
   */
  interventions: InterventionFinding[];
  /**
   * How it was done, in plain words.
   */
  method: string;
  /**
   * What was found of all of them together.
   */
  text: string;
}
/**
 * One intervention.
 */
export interface InterventionFinding {
  /**
   * Id of the claim that speaks of its effect.
   */
  claim?: string;
  /**
   * What it is claimed to do to the indicators.
   */
  expects?: 'up' | 'down';
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * What the reader should know.
   */
  notes: string[];
  /**
   * What was found for each indicator, in the order of the watch.
   */
  outcomes: OutcomeEffect[];
  /**
   * Its dates and spans up to the day of the view; a span that has not ended
   * has no last day.
   */
  spans: [string, string][];
  /**
   * Title in the watch.
   */
  title: string;
  /**
   * Whether single dates or spans are looked at.
   */
  way: 'dates' | 'spans';
  /**
   * Days after each date, or the most days of a span, that are looked at.
   */
  window_days?: number;
}
/**
 * What followed an intervention in one indicator.
 */
export interface OutcomeEffect {
  /**
   * Whether the two designs agree.
   */
  agreement:
    'both_more' | 'neither_more' | 'fewer_by_one' | 'regression_alone' | 'process_alone' | 'untold';
  before?: EffectRatio;
  /**
   * How that compares with what is claimed.
   */
  comparison: 'as_claimed' | 'otherwise' | 'untold' | 'nothing_claimed';
  excitation?: ExcitationEffect;
  /**
   * Id of the indicator.
   */
  indicator: string;
  level?: LevelEffect;
  /**
   * How often it was done within the span.
   */
  onsets: number;
  placebo?: PlaceboDates;
  /**
   * First and last day looked at; absent where the two are never covered at
   * the same time.
   *
   * @minItems 2
   * @maxItems 2
   */
  span?: [string, string];
  /**
   * What was found, in a few sentences.
   */
  text: string;
  /**
   * Its title.
   */
  title: string;
  /**
   * What may be said.
   */
  verdict:
    | 'too_few'
    | 'no_difference'
    | 'more_already_before'
    | 'fewer_already_before'
    | 'more_as_at_placebo_dates'
    | 'fewer_as_at_placebo_dates'
    | 'more'
    | 'fewer';
}
/**
 * The rate in the days before over that of other days without it; absent
 * where there are too few such days.
 */
export interface EffectRatio {
  /**
   * Lower end; 0 where the record puts no limit there.
   */
  lower: number;
  /**
   * Two-sided p-value of a ratio of 1.
   */
  p_value: number;
  /**
   * Estimate; 0 where nothing happened.
   */
  ratio: number;
  /**
   * Upper end; absent where the record puts no limit there.
   */
  upper?: number;
}
/**
 * Point process; absent likewise.
 */
export interface ExcitationEffect {
  /**
   * Estimate, at least 0.
   */
  additional: number;
  /**
   * Lower end of the 95% interval.
   */
  lower: number;
  /**
   * Events that one event itself brings about.
   */
  own: number;
  /**
   * The rate ratio that the additional events amount to on the days looked
   * at, to compare with the regression.
   */
  ratio: number;
  /**
   * Its lower end.
   */
  ratio_lower: number;
  /**
   * Its upper end.
   */
  ratio_upper?: number;
  /**
   * Upper end; absent where the record puts no limit there.
   */
  upper?: number;
  /**
   * Events that the model expects on the days looked at, less what it takes the
   * interventions to add.
   */
  without_effect: number;
}
/**
 * Interrupted time series; absent where an effect is not defined.
 */
export interface LevelEffect {
  /**
   * Days looked at.
   */
  days: number;
  detectable: DetectableEffect;
  /**
   * Variance over that of independent Poisson counts.
   */
  dispersion: number;
  /**
   * Events on them.
   */
  events: number;
  /**
   * Events to be expected on them without the intervention.
   */
  expected: number;
  level: EffectRatio1;
  /**
   * Days they are compared with.
   */
  other_days: number;
  /**
   * Events on those.
   */
  other_events: number;
  /**
   * The baseline has a yearly season.
   */
  season: boolean;
  slope?: EffectRatio2;
  /**
   * The baseline has a trend.
   */
  trend: boolean;
}
/**
 * What could have been seen.
 */
export interface DetectableEffect {
  /**
   * A factor below 1; absent where not even the end of all events would.
   */
  decrease?: number;
  /**
   * A factor above 1; absent where none up to 1,000 would.
   */
  increase?: number;
}
/**
 * The rate ratio.
 */
export interface EffectRatio1 {
  /**
   * Lower end; 0 where the record puts no limit there.
   */
  lower: number;
  /**
   * Two-sided p-value of a ratio of 1.
   */
  p_value: number;
  /**
   * Estimate; 0 where nothing happened.
   */
  ratio: number;
  /**
   * Upper end; absent where the record puts no limit there.
   */
  upper?: number;
}
/**
 * Factor of further change in each 30 days; absent where the record does
 * not support it.
 */
export interface EffectRatio2 {
  /**
   * Lower end; 0 where the record puts no limit there.
   */
  lower: number;
  /**
   * Two-sided p-value of a ratio of 1.
   */
  p_value: number;
  /**
   * Estimate; 0 where nothing happened.
   */
  ratio: number;
  /**
   * Upper end; absent where the record puts no limit there.
   */
  upper?: number;
}
/**
 * The regression at placebo dates; absent where the record has no room for
 * them.
 */
export interface PlaceboDates {
  /**
   * Number of draws.
   */
  draws: number;
  /**
   * 5% quantile of the rate ratios.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * How often placebo dates show as much, these dates counted among them.
   */
  p_value: number;
  /**
   * 95% quantile.
   */
  upper: number;
}
/**
 * A known episode, drawn behind the series for orientation.
 */
export interface Episode {
  /**
   * First day.
   */
  from: string;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * Title in the watch.
   */
  title: string;
  /**
   * Last day.
   */
  to: string;
}
/**
 * One event as the brief shows it.
 */
export interface Event {
  /**
   * Acting side.
   */
  actor?: string;
  /**
   * The publisher's category.
   */
  category: string;
  /**
   * Where the fact is from.
   */
  citation?: string;
  /**
   * What the row measures.
   */
  count?: number;
  /**
   * First day.
   */
  date: string;
  /**
   * Identifier within the source.
   */
  event_id: string;
  /**
   * Degrees north.
   */
  lat?: number;
  /**
   * Degrees east.
   */
  lon?: number;
  /**
   * Records of other sources that tell of the same event, as
   * `source/event` pairs; it was counted once.
   */
  merged_with?: string[];
  /**
   * Name of the place.
   */
  place?: string;
  /**
   * Id of the source.
   */
  source_id: string;
  /**
   * Side acted upon.
   */
  target?: string;
  /**
   * Description as published.
   */
  text?: string;
  /**
   * Last day, where it differs.
   */
  until?: string;
  /**
   * Address of the report.
   */
  url?: string;
}
/**
 * A question of the watch, with a forecast for each of its horizons.
 */
export interface QuestionFinding {
  /**
   * Id of the claim that it tests.
   */
  claim?: string;
  /**
   * Whether it is asked of fixed days, and not anew at every view.
   */
  fixed: boolean;
  /**
   * One forecast for each horizon, the shortest first; a single one for fixed
   * days.
   */
  forecasts: Forecast[];
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * Id of the indicator whose events resolve it, where it names one.
   */
  indicator?: string;
  /**
   * What the reader should know of it.
   */
  note?: string;
  /**
   * The rule by which it resolves, in words.
   */
  rule: string;
  /**
   * The question in the watch's own words.
   */
  text: string;
}
/**
 * What is to be expected of a question within one horizon.
 */
export interface Forecast {
  base_rate?: BaseRate;
  /**
   * Where the probability comes from.
   */
  basis:
    | 'pool'
    | 'base_rate_no_skill'
    | 'base_rate_too_few_cases'
    | 'base_rate_no_model'
    | 'shorter_horizon'
    | 'nothing';
  /**
   * How many events are to be expected from `from` on, day by day; empty
   * where there is no probability.
   */
  fan: FanPoint[];
  /**
   * First day on which an event counts.
   */
  from: string;
  /**
   * Days from `from` to `to`, both included.
   */
  horizon_days: number;
  /**
   * Each model, in a fixed order.
   */
  models: ModelForecast[];
  /**
   * Probability of a yes: what is issued. Absent where the question is
   * settled or void, or where nothing is covered that could tell.
   */
  probability?: number;
  /**
   * Why, in sentences: the base rate first, then what moves the probability
   * most.
   */
  reasons: string[];
  record: Record;
  replay?: ReplayedRecord;
  /**
   * Events (or their sum) known so far on days that count; more than zero
   * only for fixed days that have begun.
   */
  seen: number;
  /**
   * Lowest and highest probability among the models and the base rate.
   *
   * @minItems 2
   * @maxItems 2
   */
  spread?: [number, number];
  /**
   * Where the question stands.
   */
  state: 'open' | 'yes' | 'no' | 'void';
  /**
   * Why, in a sentence.
   */
  state_reason: string;
  /**
   * Last day on which an event counts.
   */
  to: string;
}
/**
 * What has been usual.
 */
export interface BaseRate {
  /**
   * Share of all past windows with a yes; windows begin on every day.
   */
  long_run: number;
  /**
   * Lower end of the 90% interval of the share, from the windows that do not
   * overlap.
   */
  lower: number;
  /**
   * Probability of a yes from the past alone: the baseline to be beaten.
   * Recent windows count more as far as that has paid.
   */
  rate: number;
  /**
   * First and last day of what it rests on.
   *
   * @minItems 2
   * @maxItems 2
   */
  span: [string, string];
  /**
   * Upper end of the interval.
   */
  upper: number;
  /**
   * Past windows of the same length that do not overlap, back from the last
   * day known.
   */
  windows: number;
  /**
   * How many of them had a yes.
   */
  with_event: number;
}
/**
 * How many events (or how large a sum) are to be expected from the first day
 * to a day: quantiles of the total.
 */
export interface FanPoint {
  /**
   * Last day of the total.
   */
  date: string;
  /**
   * 5% quantile.
   */
  q05: number;
  /**
   * 25% quantile.
   */
  q25: number;
  /**
   * Median.
   */
  q50: number;
  /**
   * 75% quantile.
   */
  q75: number;
  /**
   * 95% quantile.
   */
  q95: number;
}
/**
 * What one model says.
 */
export interface ModelForecast {
  /**
   * What it adds to the base rate in the probability issued.
   */
  contribution: number;
  /**
   * Its name.
   */
  name: string;
  /**
   * Its probability of a yes.
   */
  probability: number;
  /**
   * What it looks at, in a sentence.
   */
  reason: string;
  /**
   * Its version.
   */
  version: string;
  /**
   * Its weight in the probability issued; the base rate has what is missing
   * to one.
   */
  weight: number;
}
/**
 * How such forecasts have done that stood in the ledger by then.
 */
export interface Record {
  /**
   * Of those resolved, written down only after their days had begun: made
   * from what was known then, as a pseudo-vintage, and not before the fact.
   */
  afterwards: number;
  /**
   * Forecasts whose question was edited after they were written down; they
   * resolve by the rule that was written down with them.
   */
  edited_since: number;
  /**
   * Forecasts written down; the first of each day counts.
   */
  issued: number;
  /**
   * Of those, resolved as no.
   */
  no: number;
  /**
   * Of those, still open.
   */
  open: number;
  pseudo_scores?: Scores;
  scores?: Scores1;
  /**
   * A few sentences.
   */
  text: string;
  /**
   * Of those, void.
   */
  void: number;
  /**
   * Why there are no scores.
   */
  withheld?: string;
  /**
   * Of those, resolved as yes.
   */
  yes: number;
}
/**
 * Scores of those that were written down afterwards, as pseudo-vintages.
 */
export interface Scores {
  /**
   * Mean Brier score; 0 is perfect.
   */
  brier: number;
  /**
   * Mean Brier score of the base rate.
   */
  brier_of_base_rate: number;
  brier_skill?: Skill;
  /**
   * Forecasts scored.
   */
  forecasts: number;
  /**
   * Mean logarithmic score in nats; 0 is perfect.
   */
  logarithmic: number;
  /**
   * Mean logarithmic score of the base rate.
   */
  logarithmic_of_base_rate: number;
  logarithmic_skill?: Skill1;
  /**
   * How often it came true, by the probability given; bins without a
   * forecast are left out.
   */
  reliability: ReliabilityBin[];
  /**
   * Sharpness: mean distance of the probability from the share of yes.
   */
  sharpness: number;
  /**
   * Share of yes among them.
   */
  yes_rate: number;
}
/**
 * Brier skill against the base rate: 1 is perfect, 0 is no better.
 */
export interface Skill {
  /**
   * Lower end; absent where there are too few forecasts for an interval.
   */
  lower?: number;
  /**
   * The skill.
   */
  skill: number;
  /**
   * Upper end.
   */
  upper?: number;
}
/**
 * Logarithmic skill against the base rate.
 */
export interface Skill1 {
  /**
   * Lower end; absent where there are too few forecasts for an interval.
   */
  lower?: number;
  /**
   * The skill.
   */
  skill: number;
  /**
   * Upper end.
   */
  upper?: number;
}
/**
 * Forecasts of about the same probability, and how often they came true.
 */
export interface ReliabilityBin {
  /**
   * Forecasts in it.
   */
  forecasts: number;
  /**
   * Lowest probability of the bin.
   */
  from: number;
  /**
   * Lower end of the band in which the share of yes would lie nine times in
   * ten if the forecasts were right.
   */
  lower?: number;
  /**
   * Their mean probability.
   */
  mean: number;
  /**
   * Highest probability of the bin.
   */
  to: number;
  /**
   * Upper end of the band.
   */
  upper?: number;
  /**
   * Of those, resolved as yes.
   */
  yes: number;
}
/**
 * Scores of those that were written down before the fact; absent where too
 * few of them are resolved.
 */
export interface Scores1 {
  /**
   * Mean Brier score; 0 is perfect.
   */
  brier: number;
  /**
   * Mean Brier score of the base rate.
   */
  brier_of_base_rate: number;
  brier_skill?: Skill;
  /**
   * Forecasts scored.
   */
  forecasts: number;
  /**
   * Mean logarithmic score in nats; 0 is perfect.
   */
  logarithmic: number;
  /**
   * Mean logarithmic score of the base rate.
   */
  logarithmic_of_base_rate: number;
  logarithmic_skill?: Skill1;
  /**
   * How often it came true, by the probability given; bins without a
   * forecast are left out.
   */
  reliability: ReliabilityBin[];
  /**
   * Sharpness: mean distance of the probability from the share of yes.
   */
  sharpness: number;
  /**
   * Share of yes among them.
   */
  yes_rate: number;
}
/**
 * How such forecasts would have done in the past, each from what was known
 * then; absent where nothing could be forecast.
 */
export interface ReplayedRecord {
  /**
   * Brier skill of the pool against the base rate.
   */
  brier_skill?: number;
  /**
   * Days with an event since the first of them.
   */
  cases: number;
  /**
   * Logarithmic skill of the pool against the base rate.
   */
  logarithmic_skill?: number;
  /**
   * Weekly origins whose days are over.
   */
  origins: number;
  /**
   * One sentence.
   */
  text: string;
}
/**
 * Competing explanations, weighed by the evidence whose likelihoods are set;
 * absent where the watch has none.
 */
export interface Hypotheses {
  analyst?: Analyst;
  /**
   * Items that partly say the same and are discounted for it.
   */
  dependences: DependenceFinding[];
  /**
   * How many draws from the stated ranges the 90% ranges rest on.
   */
  draws: number;
  /**
   * The evidence seen by then, in the order of the watch.
   */
  evidence: EvidenceFinding[];
  /**
   * The words and what they stand for, from the least likely up.
   */
  grades: GradeMeaning[];
  /**
   * The hypotheses, in the order of the watch.
   */
  hypotheses: HypothesisFinding[];
  /**
   * What could still be learned: items that are not seen yet, those that would
   * tell most first, and then those whose likelihoods are not set.
   */
  missing: MissingEvidence[];
  /**
   * The scale of words: its name.
   */
  scale: string;
  /**
   * What was found and how little it may rest on, in a few sentences.
   */
  text: string;
  /**
   * Whether one of them leads, and how firmly.
   */
  verdict: 'nothing_counts' | 'open' | 'leads' | 'leads_throughout';
}
/**
 * Whose likelihoods they are, where a matrix was given beside the watch.
 */
export interface Analyst {
  /**
   * When the matrix was set down.
   */
  date: string;
  /**
   * It was set down after the day of the view, with what came later in mind.
   */
  hindsight: boolean;
  /**
   * Who.
   */
  name: string;
}
/**
 * Items that partly say the same.
 */
export interface DependenceFinding {
  /**
   * How many of them count.
   */
  counted: number;
  /**
   * Ids of the items.
   */
  evidence: string[];
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * How much they share, from 0 to 1.
   */
  shared: number;
  /**
   * The weight that each has for it.
   */
  weight: number;
  /**
   * Why.
   */
  why: string;
}
/**
 * An item of evidence: what was seen, how likely that is under each hypothesis,
 * and what hangs on it.
 */
export interface EvidenceFinding {
  /**
   * What the likelihoods rest on.
   */
  basis: 'measured' | 'cited' | 'set_by' | 'analyst' | 'unset';
  /**
   * The same in words: cases in the record, a publication, a name.
   */
  basis_text?: string;
  break_even?: BreakEvenFinding;
  /**
   * How likely under each hypothesis, in their order.
   */
  cells: CellFinding[];
  /**
   * Whether it counts: its state is known and every likelihood of it is set.
   */
  counts: boolean;
  /**
   * Day of a judgement.
   */
  date?: string;
  diagnosticity?: Diagnosticity;
  /**
   * Bits that were to be learned from it on average before it was seen.
   */
  expected_bits?: number;
  flipped?: Otherwise;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * What kind of thing is looked at.
   */
  kind: 'indicator' | 'tripwire' | 'judgement';
  /**
   * What the reader should know of it.
   */
  note?: string;
  /**
   * Id of the indicator or tripwire; absent for a judgement.
   */
  of?: string;
  /**
   * Whether the numbers are ratios and not probabilities.
   */
  ratios: boolean;
  /**
   * How it was read, and from what.
   */
  reading: string;
  /**
   * Whether the sign is there; absent where that is not known.
   */
  sign?: boolean;
  /**
   * What was read, in a word or two: "raised", "usual", "lowered", "followed",
   * "not followed", "judged" or "no data".
   */
  state: string;
  /**
   * Title in the watch.
   */
  title: string;
  /**
   * Weight from 0 to 1 after the discount for what it shares with others.
   */
  weight: number;
  /**
   * Why it does not count.
   */
  why_not?: string;
  without?: Otherwise1;
}
/**
 * How strong it would have to be for the lead to change.
 */
export interface BreakEvenFinding {
  /**
   * Id of the hypothesis that leads.
   */
  leader: string;
  /**
   * The ratio at which they would be level.
   */
  level_at: number;
  /**
   * The ratio of their likelihoods as it is.
   */
  ratio: number;
  /**
   * Id of the one that would draw level first.
   */
  rival: string;
}
/**
 * How likely an item is under one hypothesis.
 */
export interface CellFinding {
  /**
   * Weight of evidence for this hypothesis against the others together, in
   * bits, after the discount; below 0 where it speaks against it.
   */
  bits?: number;
  /**
   * What was seen is unlikely under it.
   */
  inconsistent: boolean;
  /**
   * Why the analyst says so.
   */
  reason?: string;
  seen?: Within;
  stated?: Within1;
  /**
   * The word of the scale, where it is a probability.
   */
  word?: string;
}
/**
 * How likely what was seen is: 1 minus it where the sign is not there.
 * Absent where the item does not count.
 */
export interface Within {
  /**
   * Lowest.
   */
  lower: number;
  /**
   * Highest.
   */
  upper: number;
  /**
   * At the centres of all ranges.
   */
  value: number;
}
/**
 * As stated: how likely the sign is; a ratio where the item has ratios.
 * Absent where it is not set.
 */
export interface Within1 {
  /**
   * Lowest.
   */
  lower: number;
  /**
   * Highest.
   */
  upper: number;
  /**
   * At the centres of all ranges.
   */
  value: number;
}
/**
 * The pair of hypotheses that it tells apart best; absent where it does not
 * count.
 */
export interface Diagnosticity {
  /**
   * Id of the one that it fits worst.
   */
  against: string;
  /**
   * The same in bits: the binary logarithm of the ratio.
   */
  bits: number;
  /**
   * Id of the hypothesis that it fits best.
   */
  favours: string;
  ratio: Within2;
}
/**
 * The ratio of the likelihoods, with its range.
 */
export interface Within2 {
  /**
   * Lowest.
   */
  lower: number;
  /**
   * Highest.
   */
  upper: number;
  /**
   * At the centres of all ranges.
   */
  value: number;
}
/**
 * What would be had the opposite been seen.
 */
export interface Otherwise {
  /**
   * Whether that is another lead.
   */
  changes: boolean;
  /**
   * Ids of those that would lead; several where they are level.
   */
  leading: string[];
  /**
   * In the order of the hypotheses.
   */
  posterior: number[];
}
/**
 * What would be without it.
 */
export interface Otherwise1 {
  /**
   * Whether that is another lead.
   */
  changes: boolean;
  /**
   * Ids of those that would lead; several where they are level.
   */
  leading: string[];
  /**
   * In the order of the hypotheses.
   */
  posterior: number[];
}
/**
 * A word and the probabilities that it stands for.
 */
export interface GradeMeaning {
  /**
   * Highest probability.
   */
  high: number;
  /**
   * Lowest probability.
   */
  low: number;
  /**
   * The word.
   */
  word: string;
}
/**
 * A hypothesis with its probability before and after the evidence.
 */
export interface HypothesisFinding {
  /**
   * What it says, and what it does not.
   */
  about?: string;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * The posterior if items that share something were independent.
   */
  if_independent: number;
  /**
   * The posterior if items that share something said one and the same.
   */
  if_one: number;
  /**
   * Items that count and are unlikely under it (Heuer's count).
   */
  inconsistent: number;
  /**
   * Share of the draws in which it leads.
   */
  leads_in: number;
  /**
   * Of posteriors drawn from the ranges, the 5% quantile.
   */
  lower_90: number;
  posterior: Within3;
  prior: Within4;
  /**
   * Id of the item that speaks most against it.
   */
  strongest_against?: string;
  /**
   * Id of the item that speaks most for it.
   */
  strongest_for?: string;
  /**
   * Title in the watch.
   */
  title: string;
  /**
   * The 95% quantile.
   */
  upper_90: number;
}
/**
 * After the evidence: at the centres of all ranges, with the lowest and the
 * highest that any values within them give.
 */
export interface Within3 {
  /**
   * Lowest.
   */
  lower: number;
  /**
   * Highest.
   */
  upper: number;
  /**
   * At the centres of all ranges.
   */
  value: number;
}
/**
 * Before the evidence.
 */
export interface Within4 {
  /**
   * Lowest.
   */
  lower: number;
  /**
   * Highest.
   */
  upper: number;
  /**
   * At the centres of all ranges.
   */
  value: number;
}
/**
 * Evidence that could still tell something.
 */
export interface MissingEvidence {
  /**
   * Id of the item.
   */
  evidence: string;
  /**
   * Bits that are to be learned from it on average; absent where its
   * likelihoods are not set, or are ratios.
   */
  expected_bits?: number;
  /**
   * What is missing.
   */
  lacks: 'state' | 'likelihoods' | 'both' | 'cases';
  /**
   * One sentence.
   */
  text: string;
  /**
   * Hypotheses under which its likelihood is not set.
   */
  unset_under: string[];
}
/**
 * What one indicator shows.
 */
export interface IndicatorFinding {
  change_point?: ChangePoint;
  /**
   * Id of the claim it speaks to.
   */
  claim?: string;
  /**
   * Which deviations raise an alarm.
   */
  direction: 'up' | 'down' | 'both';
  /**
   * Indices into [`Assessment::events`], oldest first.
   */
  events: number[];
  /**
   * How many events there are in all; more than `events` where the list was
   * cut to the newest.
   */
  events_total: number;
  frequency?: FrequencyTrend;
  /**
   * Id in the watch.
   */
  id: string;
  intensity?: IntensityTrend;
  /**
   * Whether this is a level series (a price) and not a count of events.
   */
  is_level: boolean;
  latest?: Latest;
  /**
   * Alarm level 0 to 5; absent where `status` is not `assessed`.
   */
  level?: number;
  /**
   * The level in a word or two; "no data" or "too little data" where there is
   * none.
   */
  level_word: string;
  /**
   * What is measured, as the watch writes it: `count`, `sum(count)`, …
   */
  measure: string;
  /**
   * What the reader should know of this indicator.
   */
  notes: string[];
  nowcast?: Nowcast;
  /**
   * Length of a period in words: "30 days", "1 week".
   */
  period: string;
  /**
   * Why, in plain words: "9 launches in 30 days where 0 to 3 were expected".
   */
  reason: string;
  /**
   * Periods from oldest to newest, at most 60.
   */
  series: Point[];
  /**
   * Ids of the sources it draws on.
   */
  sources: string[];
  /**
   * Whether there was anything to say.
   */
  status: 'assessed' | 'too_little_data' | 'no_data';
  /**
   * Title in the watch.
   */
  title: string;
  /**
   * Unit in the singular and in the plural.
   *
   * @minItems 2
   * @maxItems 2
   */
  unit: [string, string];
}
/**
 * Where the present regime began, if the series has a break.
 */
export interface ChangePoint {
  /**
   * Mean per period since.
   */
  after: number;
  /**
   * Mean per period before.
   */
  before: number;
  /**
   * First day of the period in which it most likely began.
   */
  date: string;
  /**
   * Posterior probability that it began within a period of that.
   */
  probability: number;
  /**
   * One sentence.
   */
  text: string;
}
/**
 * Trend in how often it happens.
 */
export interface FrequencyTrend {
  /**
   * Lower end of the 95% interval.
   */
  lower: number;
  /**
   * Rate ratio, recent over reference (posterior median).
   */
  ratio: number;
  /**
   * First and last day of the recent window.
   *
   * @minItems 2
   * @maxItems 2
   */
  recent: [string, string];
  /**
   * Events in the recent window.
   */
  recent_events: number;
  /**
   * First and last day of the reference.
   *
   * @minItems 2
   * @maxItems 2
   */
  reference: [string, string];
  /**
   * Events in the reference.
   */
  reference_events: number;
  /**
   * One sentence.
   */
  text: string;
  /**
   * What the interval allows to say.
   */
  trend: 'rising' | 'falling' | 'unclear';
  /**
   * Upper end of the 95% interval.
   */
  upper: number;
}
/**
 * Trend in how strong each event, or the level, is.
 */
export interface IntensityTrend {
  /**
   * Lower end of its 95% interval.
   */
  lower: number;
  /**
   * Median value.
   */
  median: number;
  /**
   * Number of values.
   */
  n: number;
  /**
   * Two-sided p-value of the Mann-Kendall test.
   */
  p_value: number;
  /**
   * Theil-Sen slope per 30 days.
   */
  slope: number;
  /**
   * First and last day of the values.
   *
   * @minItems 2
   * @maxItems 2
   */
  span: [string, string];
  /**
   * One sentence.
   */
  text: string;
  /**
   * What the test allows to say.
   */
  trend: 'rising' | 'falling' | 'unclear';
  /**
   * What is measured: "balloons per launch".
   */
  unit: string;
  /**
   * Upper end of its 95% interval.
   */
  upper: number;
}
/**
 * The latest complete period.
 */
export interface Latest {
  expected?: Band;
  /**
   * First day of the period.
   */
  from: string;
  /**
   * How the baseline was made, in plain words.
   */
  method?: string;
  /**
   * What was observed.
   */
  observed: number;
  /**
   * The same, adjusted for the number of indicators looked at (Holm).
   */
  p_adjusted?: number;
  /**
   * Probability of something at least as extreme under the baseline.
   */
  p_value?: number;
  /**
   * First and last day of the periods that it was made from.
   *
   * @minItems 2
   * @maxItems 2
   */
  reference?: [string, string];
  /**
   * How many periods it was made from.
   */
  reference_periods?: number;
  /**
   * Last day of the period.
   */
  to: string;
}
/**
 * What was to be expected; absent where there is too little to say.
 */
export interface Band {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * Estimate for periods that are still filling up.
 */
export interface Nowcast {
  /**
   * Share of events that are usually known by now.
   */
  completeness: number;
  /**
   * First day of the period.
   */
  from: string;
  /**
   * Lower end of the 95% interval of the final count.
   */
  lower: number;
  /**
   * Median of the final count.
   */
  median: number;
  /**
   * Events known so far.
   */
  seen: number;
  /**
   * One sentence.
   */
  text: string;
  /**
   * Last day of the period.
   */
  to: string;
  /**
   * Upper end of the 95% interval of the final count.
   */
  upper: number;
}
/**
 * One period of an indicator.
 */
export interface Point {
  expected?: Band1;
  /**
   * First day.
   */
  from: string;
  /**
   * Events of this period may still become known.
   */
  incomplete?: boolean;
  /**
   * What was observed; absent where nothing was collected.
   */
  observed?: number;
  /**
   * The observation lies outside its band in a direction that matters.
   */
  outside?: boolean;
  /**
   * Last day.
   */
  to: string;
}
/**
 * What was to be expected from the periods before it.
 */
export interface Band1 {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * What stood in the ledger by then; absent where it was empty, or where
 * there was none.
 */
export interface LedgerFinding {
  /**
   * How many entries.
   */
  entries: number;
  /**
   * Digest of the newest one, which stands for all before it.
   */
  head: string;
}
/**
 * The level of readiness; absent where the watch has no levels.
 */
export interface Readiness {
  /**
   * Changes from level to level since `looked_back_to`, oldest first.
   */
  changes: LevelChange[];
  /**
   * Each level in the order of the watch, the lowest first.
   */
  levels: LevelFinding[];
  /**
   * The day from which on the level is certain, or else the first that was
   * looked at.
   */
  looked_back_to: string;
  /**
   * What would lead to a lower level; absent in the routine.
   */
  lowered_when?: string;
  now: LevelName3;
  /**
   * One or two sentences.
   */
  reason: string;
  /**
   * SHA-256 over the rules of all levels.
   */
  rules_digest: string;
  /**
   * The first day of it without a break; absent where it goes back to
   * `looked_back_to` or further.
   */
  since?: string;
}
/**
 * A change from one level to another.
 */
export interface LevelChange {
  /**
   * When: the end of a day, or the instant at which it was first seen within
   * one.
   */
  at: string;
  from: LevelName;
  /**
   * Its day.
   */
  on: string;
  /**
   * Why.
   */
  reason: string;
  to: LevelName1;
}
/**
 * The level before.
 */
export interface LevelName {
  /**
   * Id in the watch; absent for the routine.
   */
  id?: string;
  /**
   * 0 for the routine, 1 for the lowest level of the watch, and so on.
   */
  place: number;
  /**
   * Title in the watch; "Routine" for the routine.
   */
  title: string;
}
/**
 * The level after.
 */
export interface LevelName1 {
  /**
   * Id in the watch; absent for the routine.
   */
  id?: string;
  /**
   * 0 for the routine, 1 for the lowest level of the watch, and so on.
   */
  place: number;
  /**
   * Title in the watch; "Routine" for the routine.
   */
  title: string;
}
/**
 * One level.
 */
export interface LevelFinding {
  /**
   * What to do at this level.
   */
  checklist: ChecklistItem[];
  /**
   * The parts of its condition.
   */
  conditions: ConditionFinding[];
  /**
   * Whether it is held.
   */
  held: boolean;
  /**
   * The last day on which its condition kept it, while it is held.
   */
  last_met?: string;
  /**
   * The day at whose end it is left if its condition does not hold until
   * then, while it is held.
   */
  left_on?: string;
  /**
   * Whether its condition holds now.
   */
  met: 'yes' | 'no' | 'unknown';
  name: LevelName2;
  /**
   * Why these conditions.
   */
  note?: string;
  /**
   * The day on which it was reached, while it is held.
   */
  raised_on?: string;
  /**
   * When it is reached and left, in words.
   */
  rule: string;
  /**
   * Names of those who are told.
   */
  tells: string[];
}
/**
 * Something to do at a level.
 */
export interface ChecklistItem {
  /**
   * What to do.
   */
  text: string;
  /**
   * Who ticked it since the level was reached, oldest first.
   */
  ticks: Tick[];
}
/**
 * A tick, as it stands in the ledger.
 */
export interface Tick {
  /**
   * When it was written down.
   */
  at: string;
  /**
   * Who.
   */
  by: string;
  /**
   * What was noted with it.
   */
  note?: string;
}
/**
 * One part of a condition.
 */
export interface ConditionFinding {
  /**
   * Whether it holds, at the threshold that keeps a level once reached.
   */
  kept: 'yes' | 'no' | 'unknown';
  /**
   * Whether it holds, at the threshold that raises.
   */
  met: 'yes' | 'no' | 'unknown';
  /**
   * What is the case, in words.
   */
  now: string;
  /**
   * Id of the indicator, tripwire or question.
   */
  of: string;
  /**
   * What must hold, in words.
   */
  text: string;
}
/**
 * Which.
 */
export interface LevelName2 {
  /**
   * Id in the watch; absent for the routine.
   */
  id?: string;
  /**
   * 0 for the routine, 1 for the lowest level of the watch, and so on.
   */
  place: number;
  /**
   * Title in the watch; "Routine" for the routine.
   */
  title: string;
}
/**
 * The highest level held.
 */
export interface LevelName3 {
  /**
   * Id in the watch; absent for the routine.
   */
  id?: string;
  /**
   * 0 for the routine, 1 for the lowest level of the watch, and so on.
   */
  place: number;
  /**
   * Title in the watch; "Routine" for the routine.
   */
  title: string;
}
/**
 * Cooperation and conflict between pairs of sides.
 */
export interface RelationFinding {
  /**
   * Id of the claim that it speaks to.
   */
  claim?: string;
  /**
   * What the claim predicts of the net score.
   */
  expected?: 'up' | 'down';
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * What must be borne in mind.
   */
  notes: string[];
  /**
   * The pairs, in the order of the watch.
   */
  pairs: PairFinding[];
  /**
   * Length of a period, in words.
   */
  period: string;
  /**
   * Where the score of an event comes from, in words.
   */
  scale: string;
  /**
   * Ids of its sources.
   */
  sources: string[];
  /**
   * Title.
   */
  title: string;
  /**
   * What events are measured by besides their own number, in words.
   */
  total: string;
}
/**
 * Cooperation and conflict between two sides.
 */
export interface PairFinding {
  /**
   * The window less the reference, measure by measure; one that could not be
   * told with an interval is left out.
   */
  changes: ScoreChange[];
  /**
   * Places in `Assessment::events` of the newest.
   */
  events: number[];
  /**
   * Events in all that were known.
   */
  events_total: number;
  expected_conflictual?: Band2;
  expected_cooperative?: Band3;
  expected_net?: Band4;
  /**
   * The names of the sides in the watch, joined by `-`.
   */
  id: string;
  /**
   * How the numbers of cooperative and of conflictual events changed.
   */
  rates: RateChange[];
  reference?: SpanScores;
  /**
   * Periods, oldest first.
   */
  series: RelationPoint[];
  /**
   * Whether there is anything to say.
   */
  status: 'assessed' | 'too_little_data' | 'no_data';
  /**
   * What is found, with how sure that is.
   */
  text: string;
  /**
   * The sides for the reader.
   */
  title: string;
  /**
   * Those of them that have no score and are left out.
   */
  unscored: number;
  window?: SpanScores1;
}
/**
 * The window less the reference, by a block bootstrap.
 */
export interface ScoreChange {
  /**
   * Days in a block of the bootstrap.
   */
  block_days: number;
  /**
   * The first less the second.
   */
  difference: number;
  /**
   * Lower end of its 95% interval.
   */
  lower: number;
  /**
   * What is measured.
   */
  measure: 'net' | 'net_per_event' | 'net_per_thousand';
  /**
   * In the window.
   */
  recent: number;
  /**
   * In the reference.
   */
  reference: number;
  /**
   * Which way it moved, where the interval leaves no doubt.
   */
  trend: 'rising' | 'falling' | 'unclear';
  /**
   * Upper end.
   */
  upper: number;
}
/**
 * The same of conflictual events.
 */
export interface Band2 {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * What was to be expected of the latest period's number of cooperative
 * events.
 */
export interface Band3 {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * What was to be expected of the latest period's net score, from the periods
 * before it; absent where those are too few or all alike.
 */
export interface Band4 {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * How often events of one sign come, window over reference.
 */
export interface RateChange {
  /**
   * Whether of cooperative events; else of conflictual ones.
   */
  cooperative: boolean;
  /**
   * Lower end of its 95% interval.
   */
  lower: number;
  /**
   * Rate in the window over rate in the reference.
   */
  ratio: number;
  /**
   * Which way it moved, where the interval leaves no doubt.
   */
  trend: 'rising' | 'falling' | 'unclear';
  /**
   * Upper end.
   */
  upper: number;
}
/**
 * The reference before it; absent where none of it is covered.
 */
export interface SpanScores {
  /**
   * Sum of the scores below zero, without its sign.
   */
  conflict: number;
  /**
   * Events with a score below zero.
   */
  conflictual: number;
  /**
   * Sum of the scores above zero.
   */
  cooperation: number;
  /**
   * Events with a score above zero.
   */
  cooperative: number;
  /**
   * Days that are covered.
   */
  covered_days: number;
  /**
   * Scored events.
   */
  events: number;
  /**
   * First day.
   */
  from: string;
  /**
   * Last day.
   */
  to: string;
}
/**
 * A period of a pair.
 */
export interface RelationPoint {
  expected?: Band5;
  /**
   * First day.
   */
  from: string;
  observed?: PeriodScores;
  /**
   * Last day.
   */
  to: string;
}
/**
 * What was to be expected of the net score.
 */
export interface Band5 {
  /**
   * 2.5% quantile.
   */
  lower: number;
  /**
   * Median.
   */
  median: number;
  /**
   * 97.5% quantile.
   */
  upper: number;
}
/**
 * What was seen; absent where the period is not covered.
 */
export interface PeriodScores {
  /**
   * Sum of the scores below zero, without its sign.
   */
  conflict: number;
  /**
   * Sum of the scores above zero.
   */
  cooperation: number;
  /**
   * Scored events.
   */
  events: number;
  /**
   * The first less the second.
   */
  net: number;
  /**
   * Net score over the number of events; absent without events.
   */
  net_per_event?: number;
  /**
   * Events of the whole source; absent where it tells none.
   */
  total?: number;
}
/**
 * The recent window; absent where none of it is covered.
 */
export interface SpanScores1 {
  /**
   * Sum of the scores below zero, without its sign.
   */
  conflict: number;
  /**
   * Events with a score below zero.
   */
  conflictual: number;
  /**
   * Sum of the scores above zero.
   */
  cooperation: number;
  /**
   * Events with a score above zero.
   */
  cooperative: number;
  /**
   * Days that are covered.
   */
  covered_days: number;
  /**
   * Scored events.
   */
  events: number;
  /**
   * First day.
   */
  from: string;
  /**
   * Last day.
   */
  to: string;
}
/**
 * What the fitted model makes of events that are set on days to come.
 */
export interface ScenarioFinding {
  /**
   * What it supposes.
   */
  about?: string;
  /**
   * What was assumed and held fixed.
   */
  assumptions: string[];
  /**
   * Id of the claim that it speaks to.
   */
  claim?: string;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * What is set, one sentence each.
   */
  inputs: string[];
  /**
   * With and without, outcome by outcome; empty where it cannot be answered.
   */
  outcomes: ScenarioOutcome[];
  /**
   * First and last day of the record that the model was fitted to.
   *
   * @minItems 2
   * @maxItems 2
   */
  span?: [string, string];
  /**
   * What was found, the verdict first.
   */
  text: string;
  /**
   * Title.
   */
  title: string;
  /**
   * Whether the record supports a difference.
   */
  verdict: 'supported' | 'not_supported' | 'cannot_be_answered';
}
/**
 * Events of one kind within one horizon, with and without what is set.
 */
export interface ScenarioOutcome {
  /**
   * Events that make a yes.
   */
  at_least: number;
  expected: ScenarioContrast;
  /**
   * Days from the day after the view.
   */
  horizon_days: number;
  /**
   * Id of the indicator.
   */
  indicator: string;
  probability: ScenarioContrast1;
  /**
   * Id of the question of the watch that asks the same, if one does.
   */
  question?: string;
  /**
   * Probability that one event of what is set brings about more than 0.05 of
   * these; of several that are set, the largest.
   */
  support: number;
  /**
   * With the figures, in a sentence.
   */
  text: string;
  /**
   * Title of the indicator.
   */
  title: string;
}
/**
 * Expected number of events.
 */
export interface ScenarioContrast {
  /**
   * The second less the first.
   */
  difference: number;
  /**
   * Lower end of its 90% interval over what the parameters may be.
   */
  lower: number;
  /**
   * Standard error of the difference from simulating so many paths.
   */
  simulation_error: number;
  /**
   * Upper end.
   */
  upper: number;
  /**
   * With.
   */
  with: number;
  /**
   * Without.
   */
  without: number;
}
/**
 * Probability of at least so many.
 */
export interface ScenarioContrast1 {
  /**
   * The second less the first.
   */
  difference: number;
  /**
   * Lower end of its 90% interval over what the parameters may be.
   */
  lower: number;
  /**
   * Standard error of the difference from simulating so many paths.
   */
  simulation_error: number;
  /**
   * Upper end.
   */
  upper: number;
  /**
   * With.
   */
  with: number;
  /**
   * Without.
   */
  without: number;
}
/**
 * What a source gave and what it covers.
 */
export interface SourceFinding {
  /**
   * How to cite it.
   */
  cite?: string;
  /**
   * What it declares to cover.
   */
  covers: Coverage[];
  /**
   * It was put together after the fact.
   */
  hindsight: boolean;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * Terms under which it may be used.
   */
  licence?: string;
  /**
   * What the reader should know of it.
   */
  note?: string;
  /**
   * Who publishes it.
   */
  publisher: string;
  /**
   * How many of its events were known and current.
   */
  records: number;
  /**
   * First and last day of its known events.
   *
   * @minItems 2
   * @maxItems 2
   */
  span?: [string, string];
  /**
   * Title in the watch.
   */
  title: string;
  vintages: Vintages;
}
/**
 * A span that a source covers, for some categories or for all.
 */
export interface Coverage {
  /**
   * Categories; empty means all.
   */
  categories: string[];
  /**
   * First day covered.
   */
  from: string;
  /**
   * What is missing, in words.
   */
  note?: string;
  /**
   * Whether everything in it was collected, or only part.
   */
  partial: boolean;
  /**
   * Last day covered; absent where the source goes on.
   */
  to?: string;
}
/**
 * How many of those are dated by publication, by pseudo-vintage (event
 * time plus a declared lag) and by when they were read.
 */
export interface Vintages {
  /**
   * When they were read.
   */
  ingested: number;
  /**
   * Event time plus a declared lag.
   */
  pseudo: number;
  /**
   * The publisher says when.
   */
  published: number;
}
/**
 * Whether a sign that someone called sure was seen, and how sure it has been.
 */
export interface TripwireFinding {
  /**
   * Share of all days on which an outcome followed within the horizon: what
   * a sign that says nothing would show.
   */
  base_rate?: number;
  /**
   * Signs whose horizon has run out: no outcome followed within it.
   */
  false_alarms: number;
  /**
   * Whether the sign was seen within the horizon before `date`.
   */
  fired: boolean;
  followed?: Share;
  /**
   * Signs whose horizon has run out: an outcome followed within it.
   */
  hits: number;
  /**
   * Days within which the outcome should follow.
   */
  horizon_days: number;
  /**
   * Id in the watch.
   */
  id: string;
  /**
   * The newest sign.
   */
  last_sign?: string;
  /**
   * Outcomes that no sign came before within the horizon.
   */
  misses: number;
  /**
   * Indicator whose event is the outcome.
   */
  outcome: string;
  /**
   * Outcomes in all, since both are covered.
   */
  outcomes: number;
  /**
   * Signs whose horizon has not run out and that no outcome has followed.
   */
  pending: number;
  /**
   * Indicator whose single event is the sign.
   */
  sign: string;
  /**
   * First and last day that both are covered.
   *
   * @minItems 2
   * @maxItems 2
   */
  span?: [string, string];
  strength?: SignStrength;
  /**
   * One or two sentences; says so where there are too few cases.
   */
  text: string;
  /**
   * Title in the watch.
   */
  title: string;
}
/**
 * Share of signs that an outcome followed, with its 95% interval for the
 * number of independent cases.
 */
export interface Share {
  /**
   * Lower end.
   */
  lower: number;
  /**
   * Estimate.
   */
  share: number;
  /**
   * Upper end.
   */
  upper: number;
}
/**
 * How sure the sign has been, without it as well; absent where the two are
 * never covered at the same time.
 */
export interface SignStrength {
  followed?: CountedShare;
  likelihood_ratio?: SignRatio;
  /**
   * One or two sentences.
   */
  text: string;
  /**
   * What may be said of the sign.
   */
  verdict: 'too_few' | 'cannot_tell' | 'more_often' | 'less_often';
  without_sign?: CountedShare1;
  without_sign_before?: CountedShare2;
}
/**
 * Share of signs whose time is up that an outcome followed.
 */
export interface CountedShare {
  /**
   * Cases that have it.
   */
  having: number;
  /**
   * Groups of cases that share no days: the independent ones.
   */
  independent: number;
  /**
   * Lower end of the 95% interval.
   */
  lower: number;
  /**
   * Cases in all.
   */
  of: number;
  /**
   * Estimate.
   */
  share: number;
  /**
   * Upper end.
   */
  upper: number;
}
/**
 * Likelihood ratio of the sign: the odds of an outcome given the sign over
 * its odds on any day.
 */
export interface SignRatio {
  /**
   * Lower end; 0 where the record puts no limit there.
   */
  lower: number;
  /**
   * Estimate.
   */
  ratio: number;
  /**
   * Upper end; absent where the record puts no limit there.
   */
  upper?: number;
}
/**
 * Share of windows of the horizon's length without a sign in them that hold
 * an outcome.
 */
export interface CountedShare1 {
  /**
   * Cases that have it.
   */
  having: number;
  /**
   * Groups of cases that share no days: the independent ones.
   */
  independent: number;
  /**
   * Lower end of the 95% interval.
   */
  lower: number;
  /**
   * Cases in all.
   */
  of: number;
  /**
   * Estimate.
   */
  share: number;
  /**
   * Upper end.
   */
  upper: number;
}
/**
 * Share of outcomes, of those with a whole horizon of record before them,
 * that no sign came before within the horizon.
 */
export interface CountedShare2 {
  /**
   * Cases that have it.
   */
  having: number;
  /**
   * Groups of cases that share no days: the independent ones.
   */
  independent: number;
  /**
   * Lower end of the 95% interval.
   */
  lower: number;
  /**
   * Cases in all.
   */
  of: number;
  /**
   * Estimate.
   */
  share: number;
  /**
   * Upper end.
   */
  upper: number;
}
