/* The layout `foreshock.assessment/1`. `npm run types` writes this file anew
   from ../schemas/assessment.schema.json; do not edit it by hand. */

export type ChangeKind = 'level_up' | 'level_down' | 'tripwire' | 'verdict' | 'events';
export type Verdict =
  | 'supports'
  | 'contradicts'
  | 'mixed'
  | 'open'
  | 'too_little_data'
  | 'not_testable';
export type Expected = 'up' | 'down';
export type Direction = 'up' | 'down' | 'both';
export type Status = 'assessed' | 'too_little_data' | 'no_data';
export type Trend = 'rising' | 'falling' | 'unclear';

export interface Assessment {
  schema: string;
  title: string;
  about?: string;
  as_of: string;
  date: string;
  timezone: string;
  compared_with: string;
  known_digest: string;
  watch_digest: string;
  seed: number;
  records: number;
  headlines: string[];
  caveats: string[];
  changes: Change[];
  claims: ClaimFinding[];
  indicators: IndicatorFinding[];
  tripwires: TripwireFinding[];
  sources: SourceFinding[];
  episodes: Episode[];
  events: Event[];
}

export interface Change {
  kind: ChangeKind;
  id: string;
  text: string;
}

export interface ClaimFinding {
  id: string;
  text: string;
  stated_in?: string;
  verdict: Verdict;
  reason: string;
  testable_if?: string;
  evidence: Evidence[];
}

export interface Evidence {
  indicator: string;
  expects: Expected;
  verdict: Verdict;
  reason: string;
}

export interface IndicatorFinding {
  id: string;
  title: string;
  claim?: string;
  unit: [string, string];
  measure: string;
  is_level: boolean;
  period: string;
  direction: Direction;
  sources: string[];
  status: Status;
  level?: number;
  level_word: string;
  reason: string;
  latest?: Latest;
  frequency?: FrequencyTrend;
  intensity?: IntensityTrend;
  change_point?: ChangePoint;
  nowcast?: Nowcast;
  series: Point[];
  notes: string[];
  events: number[];
  events_total: number;
}

export interface Latest {
  from: string;
  to: string;
  observed: number;
  expected?: Band;
  p_value?: number;
  p_adjusted?: number;
  method?: string;
  reference?: [string, string];
  reference_periods?: number;
}

export interface Band {
  lower: number;
  median: number;
  upper: number;
}

export interface FrequencyTrend {
  ratio: number;
  lower: number;
  upper: number;
  recent_events: number;
  recent: [string, string];
  reference_events: number;
  reference: [string, string];
  trend: Trend;
  text: string;
}

export interface IntensityTrend {
  unit: string;
  slope: number;
  lower: number;
  upper: number;
  p_value: number;
  n: number;
  span: [string, string];
  median: number;
  trend: Trend;
  text: string;
}

export interface ChangePoint {
  date: string;
  probability: number;
  before: number;
  after: number;
  text: string;
}

export interface Nowcast {
  from: string;
  to: string;
  seen: number;
  completeness: number;
  lower: number;
  median: number;
  upper: number;
  text: string;
}

export interface Point {
  from: string;
  to: string;
  observed?: number;
  expected?: Band;
  outside?: boolean;
  incomplete?: boolean;
}

export interface TripwireFinding {
  id: string;
  title: string;
  sign: string;
  outcome: string;
  horizon_days: number;
  fired: boolean;
  last_sign?: string;
  hits: number;
  false_alarms: number;
  pending: number;
  misses: number;
  outcomes: number;
  followed?: Share;
  base_rate?: number;
  span?: [string, string];
  text: string;
}

export interface Share {
  share: number;
  lower: number;
  upper: number;
}

export interface SourceFinding {
  id: string;
  title: string;
  publisher: string;
  cite?: string;
  licence?: string;
  note?: string;
  hindsight: boolean;
  records: number;
  vintages: Vintages;
  span?: [string, string];
  covers: Coverage[];
}

export interface Vintages {
  published: number;
  pseudo: number;
  ingested: number;
}

export interface Coverage {
  categories: string[];
  from: string;
  to?: string;
  partial: boolean;
  note?: string;
}

export interface Episode {
  id: string;
  title: string;
  from: string;
  to: string;
}

export interface Event {
  source_id: string;
  event_id: string;
  date: string;
  until?: string;
  category: string;
  actor?: string;
  target?: string;
  count?: number;
  place?: string;
  lat?: number;
  lon?: number;
  text?: string;
  citation?: string;
  url?: string;
  merged_with?: string[];
}
