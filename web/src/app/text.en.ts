/**
 * Every word that the workbench says of its own accord and the brief does not,
 * in English. Another language is another module of the same shape.
 */
import type { Capability } from './api';
import type { Change } from './compare/compare';
import type { PageName } from './pages';

export const en = {
  name: 'Foreshock',
  locale: 'en-GB',
  skip: 'Skip to the page',

  title: (parts: string[]) => [...parts, 'Foreshock'].join(' · '),

  header: {
    watches: 'All watches',
    watch: 'Watch',
    pages: 'Pages',
    menu: 'Pages of this watch',
    signedIn: (name: string) => `Signed in as ${name}`,
    signOut: 'Sign out'
  },

  pages: {
    overview: 'Overview',
    board: 'Board',
    indicator: 'Indicator',
    claims: 'Claims',
    readiness: 'Readiness',
    tripwires: 'Tripwires',
    forecasts: 'Forecasts',
    hypotheses: 'Hypotheses',
    effects: 'Effects',
    'what-if': 'What if',
    dynamics: 'Dynamics',
    relations: 'Relations',
    events: 'Events',
    event: 'Event',
    timeline: 'Timeline',
    map: 'Map',
    sources: 'Sources',
    judgements: 'Judgements',
    compare: 'Compare',
    methods: 'Methods'
  } satisfies Record<PageName | 'overview', string> as Record<string, string>,

  place: {
    asOf: (day: string) => `as of ${day}`,
    withoutDoubtful: 'without doubtful reports'
  },

  state: {
    loading: 'Loading …',
    loadingView: (day: string) => `Loading the view of ${day} …`,
    loadingPage: 'Loading the page …',
    unknownPage: 'There is no such page.',
    unknownPageHelp: 'The address may be mistyped, or come from another version.',
    unknownWatch: (id: string) => `No watch named “${id}” is served here.`,
    toOverview: 'To all watches',
    failed: 'This cannot be shown.',
    unreachable: 'The server cannot be reached.',
    unreachableHelp: 'See whether foreshock serve is still running, then try again.',
    again: 'Try again',
    keeping: (day: string) => `What stands below is still the view as of ${day}.`
  },

  signIn: {
    title: 'Sign in',
    lead: 'This server asks for a token. Whoever runs it makes one with foreshock token add.',
    token: 'Token',
    button: 'Sign in',
    wrong: 'This token is not known here.',
    tooMany: 'Too many attempts. Wait a minute, then try again.'
  },

  updates: {
    view: 'New data or a new judgement came in since this view was loaded.',
    reload: 'Show the newest view',
    dismiss: 'Not now'
  },

  time: {
    label: 'Time travel',
    date: 'As of',
    slider: 'As of, from the first event to now',
    back: (step: string) => `One ${step} back`,
    forward: (step: string) => `One ${step} forward`,
    step: 'Step',
    steps: { day: 'day', week: 'week', month: 'month' },
    play: 'Play',
    pause: 'Pause',
    playLabel: (step: string) => `Play forward, one ${step} at a time`,
    own: 'Watch’s own date',
    now: 'Now',
    keys: 'Shift with the left or right arrow key steps back or forward.',
    doubtful: 'Leave out doubtful reports',
    at: (day: string) => `View as of ${day}`
  },

  overview: {
    none: 'No watch is served here.',
    markSeen: 'Mark all as seen',
    level: 'level of readiness',
    noLevel: 'none',
    alarms: (n: number, of: number) =>
      n === 0 ? `No alarm among ${of} indicators` : `${n} of ${of} indicators stand out`,
    asOf: (day: string) => `As of the end of ${day}`,
    records: (n: string) => `${n} records known`,
    doubtful: (n: number) => (n === 1 ? '1 report marked as doubtful' : `${n} reports marked as doubtful`),
    digest: 'Digest',
    broken: 'This watch cannot be assessed.',
    first: 'You have not opened this watch here before.',
    nothing: (when: string) => `Nothing changed since you last opened it on ${when}.`,
    some: (when: string) => `Since you last opened it on ${when}:`,
    since: {
      level: (before: string, now: string) => `readiness went from ${before} to ${now}`,
      alarms: (before: string, now: string) => `indicators that stand out went from ${before} to ${now}`,
      records: (n: string) => `${n} more records are known`,
      fewerRecords: (n: string) => `${n} fewer records are known`,
      headlines: (n: number) => (n === 1 ? 'one headline is new' : `${n} headlines are new`),
      judgements: (n: number) => (n === 1 ? 'one judgement was noted' : `${n} judgements were noted`),
      findings: 'what is known or the watch itself was changed; no level, alarm or headline moved'
    },
    newHeadline: 'new',
    moreHeadlines: (n: number) => `and ${n} more on the board`,
    noHeadlines: 'Nothing stands out.',
    changes: (n: number) =>
      n === 0 ? 'No change in the findings since the day they are compared with.'
      : n === 1 ? 'One change in the findings since the day they are compared with.'
      : `${n} changes in the findings since the day they are compared with.`
  },

  indicator: {
    unknown: (id: string) => `This watch has no indicator “${id}”.`,
    toBoard: 'To the board',
    claim: 'Speaks to the claim:',
    pick: 'Series by period. Left and right arrow keys choose a period, plus and minus more or fewer, Escape none.',
    pickHint: 'Point at a period, or draw over several, to see the events behind it.',
    from: 'From',
    to: 'to',
    clear: 'Choose none',
    onlyNewest: 'Only the newest periods are shown.',
    bandOnly: (n: string) => `The expected range is worked out for the newest ${n} periods.`,
    showAll: (n: string) => `Show all ${n} periods`,
    showNewest: (n: string) => `Show the newest ${n} periods`,
    coveredWhole: 'Sources cover every period.',
    uncovered: (spans: string) => `No source covers ${spans}: nothing was collected there, which is not to say that nothing happened.`,
    save: 'Save the whole series as',
    formats: { csv: 'CSV', arrow: 'Arrow', json: 'JSON' },
    events: 'Events behind it',
    eventsOf: (span: string) => `Events behind ${span}`,
    periods: (n: string) => `${n} periods`,
    counted: (n: string) => (n === '0' ? 'No event is counted.' : n === '1' ? 'One event is counted.' : `${n} events are counted.`),
    newestOf: (shown: string, all: string) => `The newest ${shown} of ${all} are shown here.`,
    notes: 'Notes on its periods',
    notesOf: (span: string) => `Notes on ${span}`,
    allEvents: 'Open in the table of events',
    eventsCsv: 'Save these events as CSV'
  },

  compare: {
    title: 'Two views side by side',
    lead: 'What was known, and what followed from it, at the end of one day and at the end of another. A difference may come from new events, from later corrections, or from periods that came to an end.',
    first: 'The first day',
    second: 'the second',
    compare: 'Compare',
    leaveOut: 'leave out doubtful reports on both days',
    doubtful: 'With and without doubtful reports',
    all: 'With all reports',
    withoutDoubtful: 'Without doubtful reports',
    showAll: 'Show what is the same as well',
    known: 'What was known',
    records: 'Records known',
    digest: 'Digest',
    difference: 'Difference',
    events: (added: number, removed: number) =>
      added === 0 && removed === 0
        ? 'the findings name the same events'
        : `${added} ${added === 1 ? 'event' : 'events'} of the findings only in the second, ${removed} only in the first`,
    onlyIn: (name: string) => `Only: ${name}`,
    inBoth: 'In both',
    noneOnly: 'Nothing that the other does not say.',
    indicators: 'Indicators',
    claim: 'Claim',
    question: 'Question',
    differ: (n: number, of: number) => (n === 0 ? `None of ${of} differs.` : `${n} of ${of} differ.`),
    figures: (observed: string, expected: string) => `${observed}, expected ${expected}`,
    absent: 'not in this view',
    changes: {
      same: 'the same',
      higher: 'higher',
      lower: 'lower',
      other: 'different',
      added: 'only in the second',
      removed: 'only in the first'
    } satisfies Record<Change, string>,
    parts: {
      level: (change: Change) =>
        ({ same: 'level the same', higher: 'level rose', lower: 'level fell', other: 'level differs', added: 'level can be told now', removed: 'level cannot be told any more' })[change],
      observed: (change: Change) =>
        ({ same: 'observed the same', higher: 'more observed', lower: 'less observed', other: 'observed differs', added: 'observed now', removed: 'no longer observed' })[change],
      expected: (change: Change) =>
        change === 'added' ? 'a range is expected now' : change === 'removed' ? 'no range is expected any more' : 'expected range differs',
      frequency: (change: Change) =>
        change === 'added' ? 'frequency can be told now' : change === 'removed' ? 'frequency cannot be told any more' : 'frequency differs',
      intensity: (change: Change) =>
        change === 'added' ? 'intensity can be told now' : change === 'removed' ? 'intensity cannot be told any more' : 'intensity differs'
    }
  },

  figure: {
    save: 'Save as',
    saveAs: (kind: string, name: string) => `Save as ${kind}: ${name}`,
    failed: 'The figure could not be saved.',
    source: (title: string, date: string) => `${title} · as of ${date} · Foreshock`
  },

  lacking: {
    title: (name: string) => `This watch has no ${name}`,
    names: {
      dynamics: 'dynamics',
      forecasts: 'questions to forecast',
      hypotheses: 'hypotheses',
      effects: 'interventions',
      scenarios: 'scenarios',
      readiness: 'levels of readiness',
      relations: 'relations',
      tripwires: 'tripwires',
      claims: 'claims'
    } satisfies Record<Capability, string>,
    shows: {
      dynamics: 'This page would show which kinds of event set each other off, how near the whole is to feeding itself, and whether the record can tell.',
      forecasts: 'This page would show, for each question, the probability of a yes beside how often it came before, the reasons, and how well earlier forecasts did.',
      hypotheses: 'This page would weigh rival explanations by the evidence, with what each item is worth and what would change the order.',
      effects: 'This page would show what followed each intervention, against its own past and against placebo dates, and what could have been seen at all.',
      scenarios: 'This page would show what the model of the dynamics expects with and without events that are set on days to come.',
      readiness: 'This page would show the level that holds, the conditions that raise and lower it, and what to do at each, to be ticked.',
      relations: 'This page would show cooperation and conflict between pairs of sides over time.',
      tripwires: 'This page would show how often each sign was followed by its outcome, and whether more often than chance would bring.',
      claims: 'This page would show, for each sentence put to the test, which findings speak for it and which against.'
    } satisfies Record<Capability, string>,
    add: 'To add it, write into the watch file, with the ids of your own indicators:',
    lines: 'Lines for the watch file',
    then: 'Then let',
    thenWhat: ' say whether it holds together.',
    more: 'docs/watch.md shows every part of a watch file; foreshock schema watch prints the schema by which an editor completes it.'
  },

  methods: {
    documents: 'Methods in full',
    documentsLead: 'Formulas, sources and measured error rates stand in the documents that come with the program.',
    pages: [
      ['docs/methods/baselines.md', 'what is expected of an indicator'],
      ['docs/methods/alarms.md', 'when a deviation becomes an alarm'],
      ['docs/methods/levels.md', 'levels, and series that are levels'],
      ['docs/methods/nowcast.md', 'periods that are still filling up'],
      ['docs/methods/trends.md', 'frequency and intensity'],
      ['docs/methods/change-points.md', 'where a series changed'],
      ['docs/methods/claims-and-tripwires.md', 'signs and outcomes'],
      ['docs/methods/claims.md', 'verdicts on claims'],
      ['docs/methods/excitation.md', 'dynamics: events that set each other off'],
      ['docs/methods/effects.md', 'what followed interventions'],
      ['docs/methods/what-if.md', 'scenarios'],
      ['docs/methods/forecasters.md', 'models behind forecasts'],
      ['docs/methods/questions.md', 'how questions are resolved'],
      ['docs/methods/scores.md', 'how forecasts are scored'],
      ['docs/methods/ledger.md', 'how forecasts and judgements are kept'],
      ['docs/methods/hypotheses.md', 'weighing explanations'],
      ['docs/methods/relations.md', 'cooperation and conflict'],
      ['docs/methods/readiness.md', 'levels of readiness']
    ] as [string, string][],
    file: 'The watch file',
    fileLead: 'Everything that was asked of the data, as it stands now on the server.',
    saveFile: 'Save the watch file'
  },

  readiness: {
    tick: 'Tick',
    tickAgain: 'Tick again',
    tickItem: (item: string) => `Tick: ${item}`,
    note: 'Note, if any',
    done: 'Mark as done',
    cancel: 'Cancel',
    late: (by: string, at: string) => `ticked by ${by} at ${at}, after the day of this view`,
    reader: 'You are signed in as a reader; an analyst can tick what was done.'
  },

  board: {
    kicker: 'Board',
    kickerWithout: 'Board, without doubtful reports',
    readiness: 'Readiness',
    readinessMore: 'Why, and what to do',
    brief: 'Save the brief, one file to send',
    assessment: 'Save the findings as JSON'
  }
};

export type AppText = typeof en;
