// An assessment as large as one may get: many indicators, many events.

const day = (n) => new Date(Date.UTC(2004, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);

export function large({ indicators = 220, events = 10_000, periods = 60 } = {}) {
  const words = ['as expected', 'slightly raised', 'raised', 'high', 'very high', 'extreme'];
  const perIndicator = Math.floor(events / indicators);
  return {
    schema: 'foreshock.assessment/3',
    title: 'A large watch',
    as_of: '2009-01-01T00:00:00Z',
    date: day(periods * 30),
    timezone: 'Etc/UTC',
    compared_with: day((periods - 1) * 30),
    known_digest: 'a'.repeat(64),
    watch_digest: 'b'.repeat(64),
    seed: 1,
    records: events,
    headlines: [],
    caveats: [],
    changes: [],
    claims: Array.from({ length: 10 }, (_, n) => ({
      id: `c${n}`,
      text: `Claim ${n}`,
      verdict: 'open',
      reason: 'The data do not tell.',
      hangs_on: [],
      evidence: []
    })),
    indicators: Array.from({ length: indicators }, (_, n) => ({
      id: `i${n}`,
      title: `Indicator ${n}`,
      claim: `c${n % 10}`,
      unit: ['event', 'events'],
      measure: 'count',
      is_level: false,
      period: '30 days',
      direction: 'up',
      sources: ['s'],
      status: 'assessed',
      level: n % 6,
      level_word: words[n % 6],
      reason: `${n} events in 30 days.`,
      series: Array.from({ length: periods }, (_, p) => ({
        from: day(p * 30),
        to: day(p * 30 + 29),
        observed: (n * 7 + p * 3) % 11,
        expected: { lower: 0, median: 4, upper: 9 }
      })),
      notes: [],
      events: Array.from({ length: perIndicator }, (_, k) => n * perIndicator + k),
      events_total: perIndicator
    })),
    tripwires: [],
    sources: [],
    episodes: [],
    events: Array.from({ length: events }, (_, n) => ({
      source_id: 's',
      event_id: `e${n}`,
      date: day((n * 37) % (periods * 30)),
      category: 'c',
      text: `Event ${n}`
    }))
  };
}

/** An assessment with nothing in it. */
export function empty() {
  return {
    ...large({ indicators: 1, events: 1, periods: 1 }),
    title: 'An empty watch',
    claims: [],
    indicators: [],
    events: [],
    records: 0
  };
}
