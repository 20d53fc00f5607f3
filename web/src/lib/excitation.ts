/** Reading the matrix of which kinds of event set each other off. */
import type { Dynamics, Estimate } from './assessment';
import { number } from './format';
import { text } from './text';
import type { Table } from '../charts/svg';

/** An effect below this many events is as good as none. */
const NONE = 0.01;

/**
 * How strongly a cell is shaded, 0 to 100: by its median, and only where the
 * whole interval lies above nothing.
 */
export function shade(one: Estimate): number {
  return one.lower <= NONE ? 0 : Math.round(Math.min(1, 0.3 + one.median) * 100);
}

/** The matrix as rows of pairs, the strongest first. */
export function excitationTable(dynamics: Dynamics): Table {
  const t = text.dynamics;
  const pairs = dynamics.kinds.flatMap((excited, row) =>
    dynamics.kinds.flatMap((exciting, column) => {
      const one = dynamics.excitation[row]?.[column];
      return one ? [{ excited: excited.title, exciting: exciting.title, ...one }] : [];
    })
  );
  pairs.sort((a, b) => b.median - a.median);
  return {
    caption: t.matrixCaption,
    columns: [
      { title: t.exciting },
      { title: t.excited },
      { title: t.median, numeric: true },
      { title: t.lower, numeric: true },
      { title: t.upper, numeric: true }
    ],
    rows: pairs.map((pair) => [
      pair.exciting,
      pair.excited,
      number(pair.median),
      number(pair.lower),
      number(pair.upper)
    ])
  };
}
