/**
 * Every word that the page says of its own accord, in English. What the
 * assessment says (titles, reasons, sentences) is not here. Another language
 * is another module of the same shape.
 */
export const en = {
  locale: 'en-GB',
  lang: 'en',
  months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
  monthsShort: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  none: '–',
  and: 'and',
  fromTo: (a: string, b: string) => `${a} to ${b}`,

  page: {
    skip: 'Skip to the findings',
    kicker: 'Foreshock brief',
    contents: 'Contents',
    dark: 'Dark',
    light: 'Light',
    toDark: 'Switch to dark colours',
    toLight: 'Switch to light colours',
    unreadable: 'This brief holds no assessment that can be read.',
    unreadableHelp: 'Write it anew with foreshock brief. What stood in the way: ',
    otherSchema: (found: string, known: string) =>
      `This assessment says it is laid out as ${found}; this page was made for ${known}. Parts may be missing.`
  },

  head: {
    asOf: 'As of',
    endOf: (day: string) => `the end of ${day}`,
    timezone: (zone: string) => `days of ${zone}`,
    records: (n: string) => `${n} records known`,
    digest: 'Digest',
    caveats: 'Bear in mind',
    headlines: 'Most important',
    noHeadlines: 'Nothing stands out in this view.'
  },

  changes: {
    title: 'What changed',
    since: (day: string) => `Since ${day}.`,
    none: (day: string) => `Nothing changed since ${day}.`,
    kinds: {
      level_up: 'Level rose',
      level_down: 'Level fell',
      tripwire: 'Tripwire',
      verdict: 'Verdict',
      events: 'New events'
    } as Record<string, string>
  },

  levels: {
    of: (level: number) => `${level} of 5`,
    label: (level: number, word: string) => `Level ${level} of 5: ${word}`
  },

  board: {
    title: 'The board',
    lead: 'Each indicator against what its own past would lead one to expect. A level from 0 to 5 says how surprising the latest complete period is, after allowing for how many indicators were looked at.',
    empty: 'This watch has no indicators.',
    order: 'Order',
    orderByClaim: 'by claim',
    orderByAlarm: 'alarms first',
    noClaim: 'Indicators that test no claim',
    overview: 'All indicators at a glance',
    columns: {
      indicator: 'Indicator',
      level: 'Level',
      observed: 'Latest',
      expected: 'Expected',
      frequency: 'Frequency',
      intensity: 'Intensity'
    },
    more: (n: string) => `Show ${n} more indicators`,
    period: (span: string) => `Latest complete period: ${span}`,
    frequency: 'Frequency',
    intensity: 'Intensity',
    levelTrend: 'Level',
    likelihood: (p: string) => `probability ${p}`,
    changePoint: 'Change',
    nowcast: 'Still filling up',
    interval: (a: string, b: string) => `95%: ${a} to ${b}`,
    perThirty: (unit: string) => `${unit} per 30 days`,
    noTrend: 'No trend can be told: too little to compare.',
    chartTable: 'Table behind this chart',
    events: (n: string) => `Events behind this number (${n})`,
    noEvents: 'No events',
    cut: (shown: string, all: string) => `The newest ${shown} of ${all} events; foreshock events lists them all.`,
    method: 'Notes and method',
    measure: 'Measures',
    perPeriod: (measure: string, period: string) => `${measure} per ${period}`,
    levelPer: (measure: string, period: string) => `${measure}, ${period}`,
    alarmOn: { up: 'Alarm when higher than expected', down: 'Alarm when lower than expected', both: 'Alarm when higher or lower than expected' },
    sources: 'Sources',
    baseline: 'Baseline',
    reference: (periods: string, span: string) => `${periods} periods, ${span}`,
    probability: 'Probability',
    p: (p: string, adjusted: string) => `${p}; ${adjusted} after allowing for the number of indicators (Holm)`,
    pOnly: (p: string) => p,
    noSeries: 'There is no series to draw.'
  },

  trends: {
    rising: 'rising',
    falling: 'falling',
    unclear: 'unclear'
  } as Record<string, string>,

  series: {
    noData: 'no data',
    expected: (range: string) => `expected ${range}`,
    from: 'From',
    to: 'To',
    observed: 'Observed',
    lower: 'Expected: lower',
    median: 'Median',
    upper: 'Upper',
    remark: 'Remark',
    outside: 'outside the expected range',
    incomplete: 'incomplete',
    changed: 'change',
    axis: (unit: string, period: string) => `↑ ${unit} per ${period}`,
    axisLevel: (unit: string) => `↑ ${unit}`,
    summary: (title: string, n: string, span: string) => `${title}: ${n} periods, ${span}.`,
    summaryOutside: (n: number, when: string) =>
      n === 1 ? `One lies outside its expected range: ${when}.` : `${n} lie outside their expected range, the latest ${when}.`,
    summaryGaps: (n: number) => (n === 1 ? 'One has no data.' : `${n} have no data.`),
    caption: (title: string) => `${title}: observed and expected by period`,
    key: 'Bars: observed. Blue ground: where 95% were expected. Red, with ▲ or ▼: outside it. Hatched bar: still filling up. Slanted lines: no data. Sand ground: known episodes.',
    keyLevel: 'Dots: observed; ringed: outside.'
  },

  claims: {
    title: 'The claims',
    lead: 'Sentences that the watch puts to the test, and what the indicators say of each. The tool weighs claims and takes no side.',
    none: 'This watch tests no claims.',
    stated: 'Stated in',
    testableIf: 'What would make it testable',
    strongestFor: 'Strongest for',
    strongestAgainst: 'Strongest against',
    forOrAgainst: 'For or against',
    neither: 'No indicator speaks for it, and none against it.',
    noneFor: 'No indicator speaks for it.',
    noneAgainst: 'No indicator speaks against it.',
    alsoFor: 'Also for',
    alsoAgainst: 'Also against',
    openEvidence: 'Does not tell',
    littleEvidence: 'Too little data',
    noEvidence: 'No indicator speaks to it.',
    expects: { up: 'would have to rise', down: 'would have to fall' } as Record<string, string>,
    verdicts: {
      supports: 'Supported',
      contradicts: 'Contradicted',
      mixed: 'Mixed',
      open: 'Open',
      too_little_data: 'Too little data',
      not_testable: 'Not testable as written'
    } as Record<string, string>,
    explain: {
      supports: 'what it predicts is seen',
      contradicts: 'the opposite of what it predicts is seen',
      mixed: 'some indicators support it, some contradict it',
      open: 'there are enough data, and they do not tell',
      too_little_data: 'there are too few data to tell',
      not_testable: 'as written, no data could tell'
    } as Record<string, string>
  },

  readiness: {
    title: 'Readiness',
    of: (place: string, levels: string) => `(level ${place} of ${levels})`,
    since: (day: string) => `since ${day}`,
    sinceBefore: (day: string) => `since ${day} or earlier`,
    held: (raised: string, left: string) => `Held since ${raised}; left on ${left} at the earliest.`,
    notHeld: 'Not held.',
    tells: (names: string) => `Told: ${names}.`,
    met: { yes: 'holds', no: 'does not hold', unknown: 'cannot be told' },
    rule: 'When it is reached and left',
    checklist: (level: string) => `What to do: ${level}`,
    ticked: 'done',
    open: 'to do',
    by: (name: string, at: string) => `${name}, ${at.slice(0, 16).replace('T', ' ')} UTC`,
    changes: (count: string) => `Changes of the level (${count})`
  },

  tripwires: {
    title: 'Tripwires',
    lead: 'Single events that someone called a sure sign, and how sure they have been.',
    none: 'This watch has no tripwires.',
    fired: 'Fired',
    notFired: 'Not fired',
    lastSign: (day: string) => `last sign ${day}`,
    rule: (sign: string, outcome: string, days: string) => `${sign} → ${outcome} within ${days} days`,
    hits: 'followed',
    falseAlarms: 'not followed',
    pending: 'still open',
    misses: 'outcomes without a sign',
    outcomes: 'outcomes in all',
    share: 'Signs followed by the outcome',
    base: 'Any day followed by it',
    baseShort: (p: string) => `any day: ${p}`,
    shareValue: (p: string, a: string, b: string) => `${p} (95%: ${a} to ${b})`,
    noShare: 'No sign whose horizon has run out: there is no share to show.',
    span: 'Both covered',
    summary: (title: string, share: string, base: string) =>
      `${title}: share of signs followed by the outcome ${share}; share of all days ${base}.`,
    table: 'Table behind this chart',
    caption: (title: string) => `${title}: history`,
    measure: 'Measure',
    value: 'Value',
    axis: 'followed by the outcome within the horizon →'
  },

  forecasts: {
    title: 'What to expect',
    lead: 'Questions that the days to come will answer, each by a rule stated beforehand. A probability stands beside its base rate, the reasons that move it, and how such forecasts have done.',
    none: 'This watch asks no questions. Add one with [[question]] in the watch.',
    states: { open: 'Open', yes: 'Yes', no: 'No', void: 'Cannot be told' } as Record<string, string>,
    basis: {
      pool: 'from the pool of models',
      base_rate_no_skill: 'the base rate: no model has done better than it beyond chance',
      base_rate_too_few_cases: 'the base rate: too few events to say whether a model does better',
      base_rate_no_model: 'the base rate: no model answers a rule of this kind',
      shorter_horizon: 'that of the shorter horizon: the base rate would lie below it, which cannot be',
      nothing: 'nothing could be told'
    } as Record<string, string>,
    key: 'Black: probability. Blue: base rate with its 90% interval. Rings: single models.',
    within: (days: number) => (days === 1 ? 'Within 1 day' : `Within ${days} days`),
    daysShort: (days: number) => (days === 1 ? '1 day' : `${days} days`),
    spread: (a: string, b: string) => `models and base rate lie between ${a} and ${b}`,
    summary: (days: string, p: string, base: string) => `Within ${days} days: ${p}; base rate ${base}.`,
    caption: (question: string) => `${question} Probabilities`,
    table: 'Models and base rate',
    days: 'Days',
    model: 'Model',
    probability: 'Probability',
    weight: 'Weight',
    looksAt: 'Looks at',
    issued: 'Forecast',
    baseRate: 'base rate',
    windows: (yes: string, all: string) => `${yes} of ${all} past windows`,
    fanAxis: (days: string) => `↑ events in all from the first day on, ${days}`,
    fanTable: 'Expected number by day',
    fanCaption: (question: string) => `${question} Expected number by day`,
    fanSummary: (question: string, day: string, median: string, lower: string, upper: string) =>
      `${question} Up to ${day}, ${median} events are to be expected (90%: ${lower} to ${upper}).`,
    upTo: 'Up to',
    recordOf: (days: number) => `Track record, ${days} days`,
    brier: 'Brier score',
    logarithmic: 'Logarithmic score',
    sharpness: 'Sharpness',
    skill: 'skill',
    skillInterval: (a: string, b: string, c: string) => `${a} (90%: ${b} to ${c})`,
    ofBaseRate: (score: string) => `base rate ${score}`,
    reliabilityCaption: (question: string) => `${question} How often it came true`,
    reliabilitySummary: (question: string, n: string, brier: string, base: string) =>
      `${question} Reliability of ${n} forecasts: Brier score ${brier}, base rate ${base}.`,
    given: 'Probability given',
    givenAxis: 'probability given, against how often it came true',
    mean: 'Mean',
    count: 'Forecasts',
    cameTrue: 'Came true',
    consistent: 'Consistent if right',
    ledger: (n: string) => `Up to this view the ledger held ${n} entries; its newest digest:`,
    ledgerNow: (n: string) => `When this brief was written the ledger held ${n} entries, and the newest had this digest:`,
    noLedger: 'No forecast had been written down in a ledger by then.'
  },

  dynamics: {
    title: 'What sets off what',
    lead: 'Does one event make the next more likely, which kind sets off which, and is the whole near the point where it feeds itself? After an event is not because of it: what drives several kinds at once shows here as well.',
    none: 'This watch does not ask which kinds of event set each other off. Name the kinds under [dynamics] in the watch.',
    verdicts: {
      supported: 'Events follow each other more closely than by chance.',
      not_supported: 'No excitation is needed to account for the record.',
      cannot_tell: 'Cannot tell.'
    } as Record<string, string>,
    interval: (a: string, b: string) => `${a} to ${b}`,
    matrixTitle: 'Events set off per event',
    matrixHow: 'Read down a column: one event of that kind directly sets off so many events of the kind in each row, on average, with the 90% interval. Shaded and bold where the record supports that there is any.',
    matrixCaption: 'Events set off per event, strongest first',
    matrixTable: 'The matrix as a list',
    corner: 'sets off ↓',
    exciting: 'One event of',
    excited: 'sets off events of',
    median: 'Median',
    lower: '5%',
    upper: '95%',
    ratioTitle: 'Branching ratio',
    ratio: 'Branching ratio',
    ratioHow: 'Events that one event sets off in all kinds together; at 1 the process feeds itself without end.',
    halfLife: (days: string, interval: string) => `Half of what an event sets off has happened after ${days} days (${interval}).`,
    feedsItself: 'feeds itself',
    upTo: 'Up to',
    historyTable: 'Table behind this chart',
    historyCaption: 'Branching ratio as estimated at past days',
    historySummary: (n: string, median: string, lower: string, upper: string) =>
      `Branching ratio as estimated at ${n} days; at the last ${median} (90%: ${lower} to ${upper}).`,
    noHistory: 'The branching ratio was estimated at no past day.',
    nowTitle: 'Now, against the background',
    kind: 'Kind',
    events: 'Events',
    rateNow: 'Per 30 days now',
    background: 'Of that background',
    triggered: 'Set off in all',
    method: 'Model, fit and notes',
    span: 'Looked at'
  },

  timeline: {
    title: 'Timeline of events',
    lead: 'One row per indicator, one dot per event, larger where a larger number is given. Shaded: known episodes.',
    binned: (days: number) => `There are many events, so each dot stands for the events of ${days} days and is larger where there are more.`,
    none: 'No events are known.',
    earlier: (n: string) => `${n} events from long before stand only in the table.`,
    hidden: (n: string) => `${n} more indicators with events stand only in the table.`,
    instructions: 'Arrow keys move from event to event, up and down between indicators.',
    hint: 'Point at a dot, or focus the chart and use the arrow keys, to read another event.',
    table: (n: string) => `All events (${n})`,
    caption: 'All events, newest first',
    episodes: 'Episodes',
    episodeSpan: (title: string, span: string) => `${title}, ${span}`,
    summary: (events: string, rows: string, span: string) => `${events} events in ${rows} indicators, ${span}.`,
    unnamed: 'No indicator counts it',
    and: (n: number) => `and ${n} more`,
    several: (n: string, span: string) => `${n} events, ${span}`,
    printedCut: (shown: string, all: string) => `The newest ${shown} of ${all} events are printed.`
  },

  map: {
    title: 'Where',
    none: (n: string) => `None of the ${n} events has coordinates, so there is no map.`,
    noEvents: 'No events are known.',
    counts: (located: string, missing: string) => `${located} events have coordinates; ${missing} have none and are not on the map.`,
    allLocated: (located: string) => `All ${located} events have coordinates.`,
    summary: (events: string, places: string, top: string) => `Map of ${events} events at ${places} places. Most: ${top}.`,
    core: (events: string, places: string) =>
      `The large map shows where most events lie; ${events} events at ${places} further places stand on the small one.`,
    coreOnly: 'Where most events lie',
    whole: 'All places',
    area: 'Circles grow with the number of events at a place; positions are as given by the sources and often stand for a region.',
    table: (n: string) => `Places behind this map (${n})`,
    caption: 'Places by number of events',
    place: 'Place',
    events: 'Events',
    first: 'First',
    last: 'Latest',
    position: 'Position',
    unnamed: 'unnamed place',
    shapes: 'Coasts and borders: Natural Earth, simplified; they take no position on any claim to territory.',
    km: 'km'
  },

  sources: {
    title: 'Coverage and sources',
    lead: 'What was collected, and from when to when: “nothing happened” and “nothing was collected” are different findings.',
    none: 'This watch names no sources.',
    key: 'Solid: everything collected. Hatched: only part. Dotted line: nothing.',
    hindsight: 'compiled in hindsight',
    publisher: 'Publisher',
    records: 'Records known',
    span: 'Known events',
    vintages: 'Known since',
    published: (n: string) => `${n} dated by publication`,
    pseudo: (n: string) => `${n} by event time plus a declared lag (pseudo-vintage)`,
    ingested: (n: string) => `${n} by when they were read`,
    licence: 'Licence',
    cite: 'Cite as',
    note: 'Note',
    covers: 'Covers',
    nothing: 'Declares no coverage.',
    all: 'all categories',
    full: 'everything',
    partial: 'only part',
    ongoing: 'and on',
    summary: (sources: string, span: string) => `What ${sources} sources cover, ${span}.`,
    table: 'Table behind this chart',
    caption: 'Coverage by source',
    columns: { source: 'Source', categories: 'Categories', from: 'From', to: 'To', how: 'Collected', note: 'Note' }
  },

  methods: {
    title: 'Methods in short',
    paragraphs: [
      'Only what was known by the as-of instant was used; a correction that came later changes nothing here. Where the day of publication is not known, a record counts as known from its event day plus the lag that the watch declares, and the source says so above.',
      'The expected range is the 95% predictive interval of a baseline made from earlier periods: a quasi-Poisson model with season and trend after Noufaily et al. (2013) where the history is long enough, an exact Gamma-Poisson predictive where it is short or sparse, and a robust seasonal baseline for level series. The level follows from the tail probability, adjusted for the number of indicators by Holm’s method.',
      'Frequency is the ratio of the recent rate to the reference rate with a 95% interval for overdispersed counts. Intensity is the Theil–Sen slope with the Mann–Kendall test, corrected for ties and autocorrelation. Periods that are still filling up are kept out of alarms and trends. Periods that no source covers are shown as no data, never as zero.'
    ],
    reproduce: 'To see the same again',
    reproduceText: 'The same watch, records and seed give the same bytes on any machine.',
    commandBrief: (date: string) => `foreshock brief WATCH --as-of ${date}`,
    commandEvents: 'foreshock events WATCH INDICATOR',
    commandEventsText: 'lists the records behind a number, to publisher, file and row.',
    known: 'Digest of what was known',
    watch: 'Digest of the watch',
    seed: 'Seed',
    schema: 'Layout',
    records: 'Records known'
  },

  event: {
    date: 'Date',
    indicator: 'Indicators',
    text: 'Event',
    source: 'Source',
    record: 'Record',
    noText: 'No description was published.',
    place: 'Place',
    parties: (actor: string, target: string) => `${actor} → ${target}`,
    count: (n: string) => `figure given: ${n}`,
    row: (file: string, row: string) => `${file}, row ${row}`,
    fileDigest: (digest: string) => `SHA-256 ${digest}`,
    merged: 'also told by',
    until: (a: string, b: string) => `${a} to ${b}`
  },

  table: {
    more: (n: string) => `Show ${n} more rows`,
    scroll: (caption: string) => `${caption}; scrolls sideways where it is wide`
  },

  chart: {
    failed: 'This chart could not be drawn; the table has its figures.'
  }
};

export type Text = typeof en;
