/** The filters with which the events were looked at last, for the way back from one of them. */
import type { Query } from './filters';

const last = new Map<string, Query>();

export function remember(watch: string, query: Query): void {
  last.set(watch, query);
}

export function remembered(watch: string): Record<string, string> {
  return { ...last.get(watch) };
}
