/** The form in which a person sets likelihoods, and what it stands for. Pure functions. */
import type { Likelihood, LikelihoodCell } from '../api';

export type Way = 'word' | 'number' | 'range';

/** One likelihood as it is being typed: percentages, or ratios as they are. */
export interface CellForm {
  way: Way;
  word: string;
  number: string;
  low: string;
  high: string;
  reason: string;
}

export function emptyCell(ratios: boolean): CellForm {
  return { way: ratios ? 'number' : 'word', word: '', number: '', low: '', high: '', reason: '' };
}

/** A likelihood that was set before, to be set anew. */
export function cellForm(cell: LikelihoodCell | undefined, ratios: boolean): CellForm {
  const form = emptyCell(ratios);
  if (!cell) return form;
  form.reason = cell.reason ?? '';
  const value = ratios ? cell.ratio : cell.value;
  const typed = (one: number) => String(ratios ? one : Number((one * 100).toPrecision(10)));
  if (typeof value === 'string') form.word = value;
  else if (typeof value === 'number') {
    form.way = 'number';
    form.number = typed(value);
  } else if (value) {
    form.way = 'range';
    form.low = typed(value[0]);
    form.high = typed(value[1]);
  }
  return form;
}

export type CellProblem = 'number' | 'ratio' | 'range';

/** A number as it is typed here or elsewhere, with a point or a comma. */
function typedNumber(text: string): number | undefined {
  const clean = text.trim().replace(/%$/, '').trim().replace(',', '.');
  if (!/^\d*\.?\d+$/.test(clean)) return undefined;
  return Number(clean);
}

/** The likelihood of a cell; nothing where it was left open, or what is wrong with it. */
export function likelihoodOf(form: CellForm, ratios: boolean): { value?: Likelihood; problem?: CellProblem } {
  const wrong: CellProblem = ratios ? 'ratio' : 'number';
  const one = (text: string): number | undefined => {
    const typed = typedNumber(text);
    if (typed === undefined || typed <= 0 || (!ratios && typed >= 100)) return undefined;
    return ratios ? typed : Number((typed / 100).toPrecision(12));
  };
  if (form.way === 'word') return form.word === '' ? {} : { value: form.word };
  if (form.way === 'number') {
    if (form.number.trim() === '') return {};
    const value = one(form.number);
    return value === undefined ? { problem: wrong } : { value };
  }
  if (form.low.trim() === '' && form.high.trim() === '') return {};
  const [low, high] = [one(form.low), one(form.high)];
  if (low === undefined || high === undefined) return { problem: wrong };
  return low < high ? { value: [low, high] } : { problem: 'range' };
}

export interface Weighed {
  cells: LikelihoodCell[];
  /** What is wrong, by hypothesis. */
  problems: Map<string, CellProblem>;
  /** Hypotheses whose likelihood was left open. */
  open: string[];
}

export function weighed(forms: readonly { hypothesis: string; form: CellForm }[], ratios: boolean): Weighed {
  const found: Weighed = { cells: [], problems: new Map(), open: [] };
  for (const { hypothesis, form } of forms) {
    const { value, problem } = likelihoodOf(form, ratios);
    if (problem) found.problems.set(hypothesis, problem);
    else if (value === undefined) found.open.push(hypothesis);
    else {
      const reason = form.reason.trim();
      found.cells.push({ hypothesis, ...(ratios ? { ratio: value } : { value }), ...(reason && { reason }) });
    }
  }
  return found;
}
