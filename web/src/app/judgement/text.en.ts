/** What the pages and forms of judgements say of their own accord, in English. */
export const en = {
  title: 'Judgements',
  lead: 'What people here have noted, doubted, weighed and done, in the order of the ledger. Nothing in it can be overwritten: a correction is a new entry.',
  none: 'Nothing has been noted yet.',
  noneHelp: 'Open an event or an indicator to add a note, or Hypotheses to weigh the evidence.',
  noneFit: 'No judgement fits these filters.',
  noneAbout: 'Nothing has been noted about it yet.',
  loading: 'Loading the judgements…',
  count: (n: number, shown: string) => (n === 1 ? '1 entry' : `${shown} entries`),
  more: (n: string) => `Show ${n} more`,

  filters: {
    title: 'Filters',
    kind: 'Kind',
    by: 'Author',
    any: 'any'
  },

  kinds: {
    note: 'Note',
    doubt: 'Marked as doubtful',
    doubt_withdrawn: 'Doubt withdrawn',
    likelihoods: 'Likelihoods set',
    tick: 'Ticked'
  } as Record<string, string>,
  entry: (n: string) => `entry ${n}`,
  digest: (short: string) => `digest ${short}`,
  wholeDigest: (digest: string) => `SHA-256 ${digest}`,
  about: {
    event: (source: string, id: string) => `event ${source}/${id}`,
    period: (indicator: string, span: string) => `${indicator}, ${span}`,
    watch: 'the whole watch'
  },
  noText: 'without a text',
  cell: (hypothesis: string, value: string) => `${hypothesis}: ${value}`,
  cellWhy: (hypothesis: string, value: string, reason: string) => `${hypothesis}: ${value} (${reason})`,
  ticked: (item: string, level: string | undefined) => (level ? `${item} (${level})` : item),

  form: {
    reader: 'You may read here. Analysts can add judgements; whoever runs the server gives the role with a token.',
    noSession: 'Who you are is not known yet.',
    saving: 'Being saved; not in the ledger yet.',
    saved: (n: string) => `Saved as entry ${n}.`,
    savedBefore: (n: string) => `It had been saved before, as entry ${n}.`,
    failed: 'Not saved.',
    kept: 'Your text is kept here. Sending it again writes it once only.',
    offline: 'The server was not reached.',
    offlineHelp: 'Check that foreshock serve is running and that this device is online.',
    again: 'Send again',
    forGood: 'An entry cannot be changed or removed. It carries your name and the time.'
  },

  note: {
    title: 'Add a note',
    label: 'Note',
    save: 'Save note',
    empty: 'Write something first.'
  },

  doubt: {
    title: 'Mark as doubtful',
    withdrawTitle: 'Withdraw the doubt',
    reason: 'Reason',
    what: 'The event stays in the record and is counted as before. Whoever reads the assessment can see it with doubtful events and without them, and finds your reason here.',
    withdrawWhat: 'The event is then counted in every view again, also in the assessment without doubtful events. The doubt and its reason stay in the ledger.',
    save: 'Mark as doubtful',
    withdraw: 'Withdraw the doubt',
    empty: 'Say why first.'
  },

  weighing: {
    title: 'Weigh the evidence yourself',
    lead: 'How likely is each piece of evidence if a hypothesis holds? Set all of a row for the item to count. What you set stands under your name beside the watch’s own; nobody’s is overwritten.',
    of: (name: string) => `As weighed by ${name}`,
    ofWatch: 'As the watch has it',
    whose: 'Whose weighing',
    none: 'Nobody has weighed the evidence here yet.',
    noneBy: (name: string) => `${name} has set no likelihoods that were known at the time of this view.`,
    mine: (name: string) => `${name} (you)`,
    compared: (name: string) => `The watch’s own weighing and that of ${name}`,
    hypothesis: 'Hypothesis',
    watch: 'Watch',
    difference: 'Difference',
    points: (by: string) => `${by} points`,
    ninety: (range: string) => `90% ${range}`,
    verdict: 'Verdict',
    same: 'no difference',
    failed: 'This weighing could not be loaded.',
    scale: (name: string) => `Words after ${name}`,
    item: (title: string, state: string) => `${title} (now: ${state})`,
    basis: (basis: string) => `The watch: ${basis}`,
    way: 'Given as',
    ways: { word: 'a word', number: 'a probability', range: 'a range' },
    waysRatio: { word: 'a word', number: 'a ratio', range: 'a range of ratios' },
    word: 'Word',
    choose: 'choose…',
    wordRange: (word: string, range: string) => `${word} (${range})`,
    percent: 'Percent',
    ratio: 'Ratio',
    lowest: 'lowest',
    highest: 'highest',
    reason: 'Reason',
    cellOf: (what: string, hypothesis: string) => `${what}, if: ${hypothesis}`,
    watchHas: (value: string) => `watch: ${value}`,
    notSet: 'not set',
    save: (evidence: string) => `Save likelihoods of “${evidence}”`,
    saveShort: 'Save',
    likelihood: 'Likelihood of the sign if the hypothesis holds',
    ofRatio: 'Ratios say how many times as likely it is as under the others.',
    errors: {
      empty: 'Set at least one likelihood.',
      number: 'Give a percentage above 0 and below 100.',
      ratio: 'Give a ratio above 0.',
      range: 'The lowest has to lie below the highest.'
    },
    incomplete: 'Some hypotheses are left open, so that the item will not count yet.'
  }
};
