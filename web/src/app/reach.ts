/** Where findings are read in the workbench: each kind has a page. */
import { anchor } from '../lib/findings';
import type { Reached } from '../lib/reach';
import { format, toPage, type Address } from './address';
import type { PageName } from './pages';

const PAGES: Record<Exclude<Reached, 'section' | 'indicator' | 'event'>, PageName> = {
  tripwire: 'tripwires',
  claim: 'claims',
  intervention: 'effects',
  relation: 'relations',
  question: 'forecasts'
};

/** The address of a finding, from the instant of the place where it is mentioned. */
export function reachOf(from: Address, kind: Reached, id: string, source = ''): string {
  if (kind === 'indicator') return format(toPage(from, 'indicator', id));
  if (kind === 'event') return format(toPage(from, 'event', undefined, { source, id }));
  if (kind === 'section') return format(toPage(from, id));
  return format(toPage(from, PAGES[kind], undefined, {}, anchor(kind, id)));
}
