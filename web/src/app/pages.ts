/** The pages of a watch, each in a file of its own that is fetched when it is first opened. */
import type { Component } from 'svelte';
import type { Assessment } from '../lib/assessment';
import type { Address } from './address';
import type { Capability, WatchSummary } from './api';

/** Opens an address: as a new entry of the history, or in place of this one. */
export type Go = (to: Address, how?: 'push' | 'replace') => void;

export interface PageProps {
  watch: string;
  place: Address;
  go: Go;
  /** There before the page is shown, unless the page is `bare`. */
  assessment?: Assessment;
  /** What the list of watches says of this one, as of the watch's own date. */
  summary?: WatchSummary;
  /** Fetches the view and the list of watches anew, as after a judgement. */
  refresh: () => Promise<void>;
}

/** A page that is shown only with an assessment. */
export interface FindingsProps extends PageProps {
  assessment: Assessment;
}

export type PageName =
  | 'board'
  | 'indicator'
  | 'claims'
  | 'readiness'
  | 'tripwires'
  | 'forecasts'
  | 'hypotheses'
  | 'effects'
  | 'what-if'
  | 'dynamics'
  | 'relations'
  | 'events'
  | 'event'
  | 'timeline'
  | 'map'
  | 'sources'
  | 'judgements'
  | 'compare'
  | 'methods';

interface Listed {
  name: PageName;
  file: string;
  /** Stands in the navigation. */
  listed: boolean;
  /** Asks for its own data; the assessment may come later or never. */
  bare?: true;
  /** Says how to add it where the watch lacks it. */
  needs?: Capability;
}

const ALL: readonly Listed[] = [
  { name: 'board', file: 'Board', listed: true },
  { name: 'indicator', file: 'Indicator', listed: false },
  { name: 'claims', file: 'Claims', listed: true, needs: 'claims' },
  { name: 'readiness', file: 'Readiness', listed: true, needs: 'readiness' },
  { name: 'tripwires', file: 'Tripwires', listed: true, needs: 'tripwires' },
  { name: 'forecasts', file: 'Forecasts', listed: true, needs: 'forecasts' },
  { name: 'hypotheses', file: 'Hypotheses', listed: true, needs: 'hypotheses' },
  { name: 'effects', file: 'Effects', listed: true, needs: 'effects' },
  { name: 'what-if', file: 'WhatIf', listed: true, needs: 'scenarios' },
  { name: 'dynamics', file: 'Dynamics', listed: true, needs: 'dynamics' },
  { name: 'relations', file: 'Relations', listed: true, needs: 'relations' },
  { name: 'events', file: 'Events', listed: true, bare: true },
  { name: 'event', file: 'Event', listed: false, bare: true },
  { name: 'timeline', file: 'Timeline', listed: true },
  { name: 'map', file: 'Map', listed: true },
  { name: 'sources', file: 'Sources', listed: true },
  { name: 'judgements', file: 'Judgements', listed: true, bare: true },
  { name: 'compare', file: 'Compare', listed: true, bare: true },
  { name: 'methods', file: 'Methods', listed: true }
];

type Loader = () => Promise<{ default: Component<FindingsProps> }>;
const files = import.meta.glob('./pages/*.svelte') as Record<string, Loader | undefined>;

export interface Page extends Listed {
  load: Loader;
}

/** Every page in the order of the navigation. */
export const pages: readonly Page[] = ALL.flatMap((one) => {
  const load = files[`./pages/${one.file}.svelte`];
  return load ? [{ ...one, load }] : [];
});

export function pageNamed(name: string): Page | undefined {
  return pages.find((page) => page.name === name);
}
