/** The probabilities of a question, one row per horizon, each beside its base rate. */
import * as Plot from '@observablehq/plot';
import type { Forecast, QuestionFinding } from '../lib/assessment';
import { percent, span } from '../lib/format';
import { text } from '../lib/text';
import { look, named, type Size, type Table } from './svg';

const ROW = 46;
const TOP = 10;
const BOTTOM = 26;

/** The horizons that have a probability. */
export function withChance(question: QuestionFinding): (Forecast & { probability: number })[] {
  return question.forecasts.flatMap((one) =>
    one.probability === undefined ? [] : [{ ...one, probability: one.probability }]
  );
}

export function chancesHeight(question: QuestionFinding): number {
  return TOP + BOTTOM + ROW * withChance(question).length;
}

export function chancesSummary(question: QuestionFinding): string {
  const t = text.forecasts;
  return [
    question.text,
    ...withChance(question).map((one) =>
      t.summary(String(one.horizon_days), percent(one.probability), percent(one.base_rate?.rate))
    )
  ].join(' ');
}

export function chancesTable(question: QuestionFinding): Table {
  const t = text.forecasts;
  return {
    caption: t.caption(question.text),
    columns: [
      { title: t.days },
      { title: t.model },
      { title: t.probability, numeric: true },
      { title: t.weight, numeric: true },
      { title: t.looksAt }
    ],
    rows: question.forecasts.flatMap((one) => {
      const days = span(one.from, one.to);
      const rows: string[][] = [];
      if (one.probability !== undefined)
        rows.push([days, t.issued, percent(one.probability), '', t.basis[one.basis] ?? one.basis]);
      if (one.base_rate)
        rows.push([days, t.baseRate, percent(one.base_rate.rate), '', t.windows(String(one.base_rate.with_event), String(one.base_rate.windows))]);
      for (const model of one.models)
        rows.push([days, model.name, percent(model.probability), percent(model.weight), model.reason]);
      return rows;
    })
  };
}

export function drawChances(question: QuestionFinding, { width }: Size): SVGSVGElement {
  const rows = withChance(question).map((one, at) => ({ ...one, at: at + 0.5 }));
  const models = rows.flatMap((row) => row.models.map((model) => ({ at: row.at, p: model.probability })));
  const based = rows.flatMap((row) => (row.base_rate ? [{ at: row.at, ...row.base_rate }] : []));
  const svg = Plot.plot({
    width,
    height: chancesHeight(question),
    marginLeft: 62,
    marginRight: 18,
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: look,
    x: { domain: [0, 1] },
    y: { domain: [Math.max(1, rows.length), 0], axis: null },
    marks: [
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], { tickFormat: (v: number) => `${v * 100}%`, tickSize: 3, label: null, stroke: 'var(--ink-3)', fill: 'var(--ink-2)' }),
      Plot.gridX([0.25, 0.5, 0.75], { stroke: 'var(--rule)', strokeOpacity: 1 }),
      Plot.rect(based, { x1: 'lower', x2: 'upper', y1: (d: { at: number }) => d.at - 0.24, y2: (d: { at: number }) => d.at + 0.24, fill: 'var(--band)' }),
      Plot.ruleX(based, { x: 'rate', y1: (d: { at: number }) => d.at - 0.3, y2: (d: { at: number }) => d.at + 0.3, stroke: 'var(--blue)', strokeWidth: 2 }),
      Plot.dot(models, { x: 'p', y: 'at', r: 2.5, stroke: 'var(--ink-3)', fill: 'var(--paper)' }),
      Plot.dot(rows, { x: 'probability', y: 'at', r: 5, fill: 'var(--ink)' }),
      ...anchored(rows, (row) => row.probability, {
        y: 'at',
        text: (row) => percent(row.probability),
        dy: -13,
        fill: 'var(--ink)',
        fontWeight: 650
      }),
      Plot.text(rows, {
        x: () => 0,
        y: 'at',
        text: (row: { horizon_days: number }) => text.forecasts.daysShort(row.horizon_days),
        textAnchor: 'end',
        dx: -10,
        fill: 'var(--ink-2)'
      })
    ]
  });
  return named(svg, chancesSummary(question));
}

/** Labels at a share of one, kept inside the frame at its ends. */
function anchored<T>(
  rows: T[],
  share: (row: T) => number,
  options: Omit<Plot.TextOptions, 'text'> & { text: (row: T) => string }
): Plot.Markish[] {
  const anchor = (row: T) => (share(row) > 0.88 ? 'end' : share(row) < 0.08 ? 'start' : 'middle');
  return (['start', 'middle', 'end'] as const).map((textAnchor) =>
    Plot.text(
      rows.filter((row) => anchor(row) === textAnchor),
      { ...options, x: share, textAnchor } as Plot.TextOptions
    )
  );
}
