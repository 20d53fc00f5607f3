/** Probabilities without and with what a scenario sets, joined by a line, one row per question. */
import * as Plot from '@observablehq/plot';
import type { ScenarioFinding, ScenarioOutcome } from '../lib/assessment';
import { number, percent, signed } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

const ROW = 44;
const TOP = 22;
const BOTTOM = 28;

export function dumbbellHeight(scenario: ScenarioFinding): number {
  return TOP + BOTTOM + ROW * scenario.outcomes.length;
}

/** "+3 points (0.4 to 9)": a difference of shares with its interval. */
export function difference(outcome: ScenarioOutcome): string {
  const { difference: by, lower, upper } = outcome.probability;
  const points = (share: number) => signed(Math.round(share * 1000) / 10);
  return text.scenarios.points(points(by), points(lower), points(upper));
}

export function dumbbellTable(scenario: ScenarioFinding): Table {
  const t = text.scenarios;
  return {
    caption: t.caption(scenario.title),
    columns: [
      { title: t.outcome },
      ...[t.without, t.with, t.difference, t.simulation, t.expectedWithout, t.expectedWith, t.expectedDifference, t.support].map(
        (title) => ({ title, numeric: true })
      )
    ],
    rows: scenario.outcomes.map((outcome) => [
      t.row(outcome.title, outcome.at_least, outcome.horizon_days),
      percent(outcome.probability.without),
      percent(outcome.probability.with),
      difference(outcome),
      t.plusMinus(number(Math.round(outcome.probability.simulation_error * 2000) / 10)),
      number(outcome.expected.without),
      number(outcome.expected.with),
      t.interval(signed(outcome.expected.difference), signed(outcome.expected.lower), signed(outcome.expected.upper)),
      percent(outcome.support)
    ])
  };
}

export function dumbbellSummary(scenario: ScenarioFinding): string {
  return [scenario.title, scenario.text, ...scenario.outcomes.map((outcome) => `${outcome.title}. ${outcome.text}`)].join(' ');
}

export function drawDumbbell(scenario: ScenarioFinding, { width }: Size): SVGSVGElement {
  const t = text.scenarios;
  const rows = scenario.outcomes.map((outcome, at) => ({
    at: at + 0.62,
    label: t.row(outcome.title, outcome.at_least, outcome.horizon_days),
    without: outcome.probability.without,
    with: outcome.probability.with,
    low: Math.min(1, Math.max(0, outcome.probability.without + outcome.probability.lower)),
    high: Math.min(1, Math.max(0, outcome.probability.without + outcome.probability.upper)),
    words: difference(outcome)
  }));
  const svg = Plot.plot({
    width,
    height: dumbbellHeight(scenario),
    marginLeft: 10,
    marginRight: 18,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: look,
    x: { domain: [0, 1] },
    y: { domain: [Math.max(1, rows.length), 0], axis: null },
    marks: [
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], { tickFormat: (v: number) => `${v * 100}%`, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.gridX([0.25, 0.5, 0.75], { stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.rect(rows, { x1: 'low', x2: 'high', y1: (d: { at: number }) => d.at - 0.1, y2: (d: { at: number }) => d.at + 0.1, fill: 'var(--band)' }),
      Plot.link(rows, { x1: 'without', x2: 'with', y1: 'at', y2: 'at', stroke: 'var(--ink-3)', strokeWidth: 2 }),
      Plot.dot(rows, { x: 'without', y: 'at', r: 4.5, stroke: 'var(--ink)', fill: 'var(--paper)', strokeWidth: 1.5 }),
      Plot.dot(rows, { x: 'with', y: 'at', r: 4.5, fill: 'var(--blue)' }),
      Plot.text(rows, {
        x: () => 0,
        y: (d: { at: number }) => d.at - 0.38,
        text: (d: { label: string; words: string }) => `${d.label}: ${d.words}`,
        textAnchor: 'start',
        lineWidth: Math.max(10, (width - 30) / 11.5),
        textOverflow: 'ellipsis',
        fill: 'var(--ink)',
        stroke: 'var(--paper)',
        strokeWidth: 3
      })
    ]
  });
  return named(svg, dumbbellSummary(scenario));
}
