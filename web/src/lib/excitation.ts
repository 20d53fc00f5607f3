/** Reading the matrix of which kinds of event set each other off. */
import type { Dynamics, PairEstimate } from './assessment';
import { number } from './format';
import { text } from './text';
import type { Table } from '../charts/svg';

/** How strongly a cell is shaded, 0 to 100: by its median, where the record supports it. */
export function shade(one: PairEstimate): number {
  return one.supported ? Math.round(Math.min(1, 0.3 + one.median) * 100) : 0;
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
      { title: t.upper, numeric: true },
      { title: t.support }
    ],
    rows: pairs.map((pair) => [
      pair.exciting,
      pair.excited,
      number(pair.median),
      number(pair.lower),
      number(pair.upper),
      pair.supported ? t.supported : t.notSupported
    ])
  };
}
