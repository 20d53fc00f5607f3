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
  /**
   * Indicators in the order of the watch.
   */
  indicators: IndicatorFinding[];
  /**
   * SHA-256 of what was known, lower-case hexadecimal.
   */
  known_digest: string;
  ledger?: LedgerFinding;
  /**
   * How many event versions were known and current.
   */
  records: number;
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
  kind: 'indicator' | 'tripwire';
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
   * What it would be if nothing were going on: 1 for a ratio, 0 for a slope, the
   * base rate for a share.
   */
  neutral: number;
  /**
   * Upper end of its 95% interval.
   */
  upper: number;
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
 * Share of signs that an outcome followed, with its 95% interval.
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
