/** Periods of a drawn chart found by the pointer, and marked where they are chosen. */
import type * as Plot from '@observablehq/plot';

export interface Picking {
  /** The instant under a place of the screen. */
  instantAt: (clientX: number) => Date;
  /** Marks the time between two instants; nothing without them. */
  mark: (span?: readonly [Date, Date]) => void;
}

/** What can be picked of a chart with a time axis; `undefined` where it has none. */
export function picking(svg: SVGSVGElement): Picking | undefined {
  const scale = (svg as Partial<Plot.Plot>).scale?.('x');
  const y = (svg as Partial<Plot.Plot>).scale?.('y');
  const invert = scale?.invert?.bind(scale);
  if (!scale || !invert) return undefined;
  const [top, bottom] = [...((y?.range ?? [0, svg.viewBox.baseVal.height]) as number[])].sort((a, b) => a - b) as [number, number];
  let marked: SVGRectElement | undefined;
  return {
    instantAt(clientX) {
      const box = svg.getBoundingClientRect();
      return invert(((clientX - box.left) / box.width) * svg.viewBox.baseVal.width) as Date;
    },
    mark(span) {
      marked?.remove();
      marked = undefined;
      if (!span) return;
      const [from, to] = span.map((date) => scale.apply(date) as number) as [number, number];
      marked = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const attributes = {
        x: from,
        y: top - 8,
        width: Math.max(2, to - from),
        height: bottom - top + 12,
        fill: 'var(--blue)',
        'fill-opacity': 0.13,
        stroke: 'var(--blue)',
        'stroke-width': 1.5,
        'pointer-events': 'none',
        // A saved figure shows the data, not where the reader was.
        'data-page-only': ''
      };
      for (const [name, value] of Object.entries(attributes)) marked.setAttribute(name, String(value));
      svg.append(marked);
    }
  };
}
