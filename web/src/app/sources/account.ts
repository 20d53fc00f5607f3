/** Accounts of what was read of a publisher. Pure functions. */
import { moment, number, span } from '../../lib/format';
import type { PublisherCoverage } from '../api';
import { text } from './text';

/** Rows that none of the four heads holds; 0 where the account adds up. */
export function unaccounted(of: Pick<PublisherCoverage, 'read' | 'kept' | 'outside' | 'superseded' | 'rejected'>): number {
  return of.read - of.kept - of.outside - of.superseded - of.rejected;
}

/** A gap in words; its ends are days or instants. */
export function gapWords(gap: PublisherCoverage['gaps'][number]): string {
  const instants = /T/.test(gap.from) || /T/.test(gap.to);
  const when = !instants
    ? span(gap.from, gap.to)
    : gap.from === gap.to
      ? moment(gap.from)
      : `${moment(gap.from)} – ${moment(gap.to)}`;
  const missing = text.gap(when, gap.slots, number(gap.slots), gap.slot);
  return gap.never_published ? `${missing} ${text.neverPublished}` : missing;
}
