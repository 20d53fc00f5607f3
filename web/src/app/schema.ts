/* Written by `npm run types` from schemas/api.openapi.json; do not edit it by hand. */

/**
 * A judgement as it stands in the ledger.
 */
export type Judged = {
  /**
   * When it was written down.
   */
  at: string;
  /**
   * Who judged.
   */
  by: string;
  /**
   * Digest of the entry.
   */
  digest: string;
  /**
   * Place of the entry in the ledger, from 1.
   */
  sequence: number;
} & Judged1;
export type Judged1 =
  | {
      kind: 'note';
      /**
       * What it is about.
       */
      on: Subject;
      /**
       * What it says.
       */
      text: string;
    }
  | {
      /**
       * Id of the event.
       */
      event_id: string;
      kind: 'doubt';
      /**
       * Why.
       */
      reason: string;
      /**
       * Id of its source.
       */
      source_id: string;
    }
  | {
      /**
       * Id of the event.
       */
      event_id: string;
      kind: 'doubt_withdrawn';
      /**
       * Why.
       */
      reason: string;
      /**
       * Id of its source.
       */
      source_id: string;
    }
  | {
      /**
       * Hypothesis by hypothesis.
       */
      cells: Cell[];
      /**
       * Id of the item.
       */
      evidence: string;
      kind: 'likelihoods';
    }
  | {
      /**
       * What was done.
       */
      item: string;
      kind: 'tick';
      /**
       * Id of the level.
       */
      level: string;
      /**
       * What was noted.
       */
      note?: string;
      /**
       * The day of the view in which the level was held.
       */
      on: string;
    };
/**
 * What a note is about.
 */
export type Subject =
  | {
      /**
       * Id of the event.
       */
      event_id: string;
      /**
       * Id of the source.
       */
      source_id: string;
      type: 'event';
    }
  | {
      /**
       * First day.
       */
      from: string;
      /**
       * Id of the indicator.
       */
      indicator: string;
      /**
       * Last day.
       */
      to: string;
      type: 'period';
    }
  | {
      type: 'watch';
    };
/**
 * A judgement as it is sent.
 */
export type Asked =
  | {
      kind: 'note';
      /**
       * What it is about.
       */
      on: Subject;
      /**
       * What it says.
       */
      text: string;
    }
  | {
      /**
       * Id of the event.
       */
      event_id: string;
      kind: 'doubt';
      /**
       * Why.
       */
      reason: string;
      /**
       * Id of its source.
       */
      source_id: string;
    }
  | {
      /**
       * Id of the event.
       */
      event_id: string;
      kind: 'doubt_withdrawn';
      /**
       * Why.
       */
      reason: string;
      /**
       * Id of its source.
       */
      source_id: string;
    }
  | {
      /**
       * Hypothesis by hypothesis.
       */
      cells: Cell[];
      /**
       * Id of the item.
       */
      evidence: string;
      kind: 'likelihoods';
    }
  | {
      /**
       * What was done: its number or its text.
       */
      item: string;
      kind: 'tick';
      /**
       * Id of the level; the highest that is held where it is absent.
       */
      level?: string;
      /**
       * What is noted.
       */
      note?: string;
    };

/**
 * One of each type.
 */
export interface Api {
  Session: Session;
  WatchSummary: WatchSummary;
  Series: Series;
  PublisherCoverage: PublisherCoverage;
  EventPage: EventPage;
  Facets: Facets;
  EventDetails: EventDetails;
  Judged: Judged;
  ToWrite: ToWrite;
  Written: Written;
  Problem: Problem;
}
/**
 * Who is signed in.
 */
export interface Session {
  /**
   * To be sent in the header `X-Foreshock-CSRF` with what changes something.
   */
  csrf: string;
  /**
   * Who; empty where nobody is.
   */
  name: string;
  /**
   * A token is needed to see anything.
   */
  needs_token: boolean;
  /**
   * What they may do.
   */
  role?: 'reader' | 'analyst' | 'admin';
  /**
   * Somebody is.
   */
  signed_in: boolean;
  /**
   * Version of the program.
   */
  version: string;
}
/**
 * A watch in short. One that cannot be read has an error and little else.
 */
export interface WatchSummary {
  /**
   * What it is about.
   */
  about?: string;
  /**
   * How many of them are alarmed.
   */
  alarms: number;
  /**
   * From when it is seen unless something else is asked for.
   */
  as_of: string;
  /**
   * What it asks for.
   */
  capabilities: Capabilities;
  /**
   * How much changed since the day it is compared with.
   */
  changes: number;
  /**
   * The last whole day by then.
   */
  date: string;
  /**
   * How many reports are held to be doubtful.
   */
  doubtful: number;
  /**
   * Why it cannot be read, or could not be read again.
   */
  error?: string;
  /**
   * Tag of its assessment.
   */
  etag: string;
  /**
   * First day of the events that are known now.
   */
  first_day?: string;
  /**
   * What stands out.
   */
  headlines: string[];
  /**
   * What could be done about that.
   */
  help?: string;
  /**
   * Its id in addresses.
   */
  id: string;
  /**
   * How many indicators it has.
   */
  indicators: number;
  /**
   * How many judgements there are about it.
   */
  judgements: number;
  /**
   * Digest of what was known.
   */
  known_digest: string;
  /**
   * Their last day.
   */
  last_day?: string;
  /**
   * Up to when it can be looked from: the instant at which it was read.
   */
  latest: string;
  /**
   * The level of readiness.
   */
  level?: string;
  /**
   * How severe that level is.
   */
  level_severity?: string;
  /**
   * Records known by then.
   */
  records: number;
  /**
   * IANA timezone whose days count.
   */
  timezone: string;
  /**
   * Its title.
   */
  title: string;
}
/**
 * What a watch asks for.
 */
export interface Capabilities {
  /**
   * Claims that are tested.
   */
  claims: boolean;
  /**
   * Which kinds of event set each other off.
   */
  dynamics: boolean;
  /**
   * What follows what was done.
   */
  effects: boolean;
  /**
   * Questions that are forecast.
   */
  forecasts: boolean;
  /**
   * Competing explanations.
   */
  hypotheses: boolean;
  /**
   * Levels of readiness.
   */
  readiness: boolean;
  /**
   * Cooperation and conflict between sides.
   */
  relations: boolean;
  /**
   * What if.
   */
  scenarios: boolean;
  /**
   * Signs of an outcome.
   */
  tripwires: boolean;
}
/**
 * Every period of an indicator.
 */
export interface Series {
  /**
   * What was known by then.
   */
  as_of: string;
  /**
   * Id of the indicator.
   */
  id: string;
  /**
   * What is measured: count, sum, mean, share or level.
   */
  measure: string;
  /**
   * Length of a period: day, week or month.
   */
  period: string;
  /**
   * The periods, oldest first.
   */
  points: SeriesPoint[];
  /**
   * Its title.
   */
  title: string;
  /**
   * What is counted: one, many.
   *
   * @minItems 2
   * @maxItems 2
   */
  unit: [string, string];
}
/**
 * One period.
 */
export interface SeriesPoint {
  /**
   * The sources cover all of it.
   */
  covered: boolean;
  /**
   * First day.
   */
  from: string;
  /**
   * Last day.
   */
  to: string;
  /**
   * The value; absent where the period is not covered, or where nothing was measured
   * and that does not mean zero.
   */
  value?: number;
}
/**
 * What was read of one publisher.
 */
export interface PublisherCoverage {
  /**
   * Files that stand.
   */
  files: number;
  /**
   * What the publisher's own sequence has and the lake does not.
   */
  gaps: MissingSlots[];
  /**
   * In the lake.
   */
  kept: number;
  /**
   * Outside of the theatre that was asked for.
   */
  outside: number;
  /**
   * In the order of time; rows whose day could not be read come first, under
   * no period.
   */
  periods: PeriodCoverage[];
  /**
   * Title of the publisher.
   */
  publisher: string;
  /**
   * All that were read.
   */
  read: number;
  /**
   * Why rows were set aside, with what differs from row to row left out.
   */
  reasons: Reason[];
  /**
   * Set aside with a reason.
   */
  rejected: number;
  /**
   * Replaced by a newer release.
   */
  superseded: number;
  /**
   * How often a code was met that no table holds.
   */
  unknown: number;
}
/**
 * A run of files of a publisher's own sequence that the lake does not have.
 */
export interface MissingSlots {
  /**
   * The first.
   */
  from: string;
  /**
   * The publisher never published them.
   */
  never_published: boolean;
  /**
   * What a slot is: a day, 15 minutes.
   */
  slot: string;
  /**
   * How many.
   */
  slots: number;
  /**
   * The last.
   */
  to: string;
}
/**
 * What was read of a day, a month or a year.
 */
export interface PeriodCoverage {
  /**
   * Files with rows of the period.
   */
  files: number;
  /**
   * In the lake.
   */
  kept: number;
  /**
   * Outside of the theatre that was asked for.
   */
  outside: number;
  /**
   * `2024-09-16`, `2024-09` or `2024`; absent for rows whose day could not be read.
   */
  period?: string;
  /**
   * All that were read.
   */
  read: number;
  /**
   * Set aside with a reason.
   */
  rejected: number;
  /**
   * Replaced by a newer release.
   */
  superseded: number;
}
/**
 * A reason for which rows were set aside.
 */
export interface Reason {
  /**
   * The reason, with `…` and N for what differs from row to row.
   */
  reason: string;
  /**
   * How many rows.
   */
  rows: number;
}
/**
 * A part of the events that fit.
 */
export interface EventPage {
  /**
   * The part.
   */
  events: EventRow[];
  /**
   * How many come before this part.
   */
  offset: number;
  /**
   * How many fit in all.
   */
  total: number;
}
/**
 * One version of an event, as its publisher stated it, with the way back to its file.
 */
export interface EventRow {
  /**
   * Code of the acting side.
   */
  actor?: string;
  /**
   * Its name as published.
   */
  actor_name?: string;
  /**
   * The publisher's own category.
   */
  category: string;
  /**
   * Where the publisher has it from.
   */
  citation?: string;
  /**
   * What the row measures, in the unit of its source.
   */
  count?: number;
  /**
   * Country of the place, ISO 3166-1 alpha-3 where it could be told.
   */
  country?: string;
  /**
   * First day.
   */
  date: string;
  /**
   * How exactly the days are known: day, month, quarter or year.
   */
  date_precision: 'day' | 'month' | 'quarter' | 'year';
  /**
   * It is held to be doubtful.
   */
  doubtful?: boolean;
  /**
   * The publisher's identifier, or a digest of the fields.
   */
  event_id: string;
  /**
   * Best estimate of deaths.
   */
  fatalities?: number;
  /**
   * Name of the raw file.
   */
  file: string;
  /**
   * SHA-256 of the raw file.
   */
  file_sha256: string;
  /**
   * Goldstein score or the publisher's own scale.
   */
  intensity?: number;
  /**
   * By which rule: published, pseudo (the day of the event plus a declared lag) or
   * ingested.
   */
  known_by: 'published' | 'pseudo' | 'ingested';
  /**
   * When this version became known.
   */
  known_from: string;
  /**
   * Degrees north.
   */
  lat?: number;
  /**
   * Degrees east.
   */
  lon?: number;
  /**
   * Source and identifier of records that tell of the same event.
   */
  merged_with?: string[];
  /**
   * How many notes there are about it.
   */
  notes?: number;
  /**
   * Name of the place as published.
   */
  place?: string;
  /**
   * Who published it.
   */
  publisher: string;
  /**
   * This version withdraws the event.
   */
  retracted?: boolean;
  /**
   * Row in the raw file, from 1 after a header.
   */
  row: number;
  /**
   * Id of the source in the watch.
   */
  source_id: string;
  /**
   * Code of the side acted upon.
   */
  target?: string;
  /**
   * Its name as published.
   */
  target_name?: string;
  /**
   * Description as published.
   */
  text?: string;
  /**
   * The publisher does not let its descriptions be passed on, and there is one.
   */
  text_withheld?: boolean;
  /**
   * Last day, where it is another.
   */
  until?: string;
  /**
   * Address of the report, as published.
   */
  url?: string;
  /**
   * From 1, rising with each correction.
   */
  version: number;
}
/**
 * The selected events by what they have, most frequent first.
 */
export interface Facets {
  /**
   * By acting side.
   */
  actors: Share2[];
  /**
   * By the publisher's own category.
   */
  categories: Share2[];
  /**
   * By country of the place.
   */
  countries: Share2[];
  /**
   * By month, in the order of time; months without any are left out.
   */
  months: Month[];
  /**
   * By place.
   */
  places: PlaceShare[];
  /**
   * By publisher.
   */
  publishers: Share2[];
  /**
   * By source of the watch.
   */
  sources: Share2[];
  /**
   * By side acted upon.
   */
  targets: Share2[];
  /**
   * How many there are.
   */
  total: number;
  /**
   * How many have no coordinates.
   */
  without_place: number;
}
/**
 * How many events have a value.
 */
export interface Share2 {
  /**
   * How many.
   */
  events: number;
  /**
   * The value.
   */
  value: string;
}
/**
 * How many events began in a month.
 */
export interface Month {
  /**
   * How many.
   */
  events: number;
  /**
   * `2024-09`.
   */
  month: string;
}
/**
 * How many events lie at a place.
 */
export interface PlaceShare {
  /**
   * How many.
   */
  events: number;
  /**
   * Degrees north.
   */
  lat: number;
  /**
   * Degrees east.
   */
  lon: number;
  /**
   * A name of it.
   */
  place?: string;
}
/**
 * One event with all that is known of it.
 */
export interface EventDetails {
  /**
   * Its newest version.
   */
  event: EventRow;
  /**
   * The indicators that count it.
   */
  indicators: Counting[];
  /**
   * What was judged about it, newest first.
   */
  judgements: Judged[];
  /**
   * Records of other sources that an indicator joins to it, or it to them.
   */
  merged: EventRow[];
  /**
   * Every version, oldest first.
   */
  versions: EventRow[];
}
/**
 * An indicator that counts an event.
 */
export interface Counting {
  /**
   * Its id.
   */
  id: string;
  /**
   * Its title.
   */
  title: string;
}
/**
 * How likely an item of evidence is under one hypothesis: a `value`, or a `ratio`.
 */
export interface Cell {
  /**
   * Id of the hypothesis.
   */
  hypothesis: string;
  /**
   * A likelihood ratio, or a range of ratios.
   */
  ratio?: number | [number, number] | string;
  /**
   * Why.
   */
  reason?: string;
  /**
   * A word of the scale, a probability, or a range of probabilities.
   */
  value?: number | [number, number] | string;
}
/**
 * A judgement that is to be written down.
 */
export interface ToWrite {
  /**
   * The judgement.
   */
  judgement: Asked;
  /**
   * Made up by the page, 8 to 64 letters, digits and hyphens: what is sent twice with
   * the same key is written down once.
   */
  key: string;
}
/**
 * What stands in the ledger now.
 */
export interface Written {
  /**
   * The judgement.
   */
  judgement: Judged;
  /**
   * It was written now, and not there before.
   */
  new: boolean;
}
/**
 * What is wrong, and what to do.
 */
export interface Problem {
  /**
   * What is wrong.
   */
  error: string;
  /**
   * What could be done.
   */
  help?: string;
}
