/** What the page of sources says of its own accord, in English. */
export const en = {
  title: 'What was read',
  lead: 'Each row of each file that was read is accounted for: kept, outside of the theatre, replaced by a newer release, or set aside with its reason.',
  loading: 'Loading the account of what was read…',
  none: 'Nothing has been read yet. Run foreshock ingest with the watch and its files, then open this page again.',
  stripTitle: 'Rows read by month',
  key: 'Darker: more rows, a step for each power of ten. Empty: nothing was read of that month. Red edge: rows were set aside.',
  table: 'Table behind this chart',
  caption: 'Rows read by month, newest first',
  summary: (publishers: string, span: string, rows: string) => `Rows read of ${publishers}, ${span}, ${rows} in all, by month.`,
  cell: (publisher: string, month: string, read: string, rejected: string) =>
    `${publisher}, ${month}: ${read} read, ${rejected} set aside`,
  columns: {
    publisher: 'Publisher',
    period: 'Month',
    files: 'Files',
    read: 'Read',
    kept: 'Kept',
    outside: 'Outside',
    superseded: 'Replaced',
    rejected: 'Set aside'
  },
  sum: (read: string, kept: string, outside: string, superseded: string, rejected: string) =>
    `${read} read = ${kept} kept + ${outside} outside + ${superseded} replaced + ${rejected} set aside.`,
  addsUp: 'It adds up.',
  doesNot: (by: string) => `It does not add up: ${by} rows are not accounted for.`,
  files: (n: number, shown: string) => (n === 1 ? '1 file' : `${shown} files`),
  unknown: (n: number, shown: string) =>
    n === 1
      ? 'One code was met that no table holds; it was kept as published.'
      : `${shown} times a code was met that no table holds; each was kept as published.`,
  reasonsTitle: 'Why rows were set aside',
  reasons: (reason: string, rows: number, shown: string) => `${reason}: ${rows === 1 ? '1 row' : `${shown} rows`}`,
  noReasons: 'No row was set aside.',
  gapsTitle: 'What is missing',
  noGaps: 'Nothing is missing from the publisher’s own sequence, as far as there is one.',
  gap: (when: string, slots: number, shown: string, slot: string) =>
    slots === 1 ? `${when}: one file (${slot}) is missing.` : `${when}: ${shown} files (each ${slot}) are missing.`,
  neverPublished: 'The publisher never published them.',
  more: (n: string) => `Show ${n} more`
};
