/** Which watch and which day the figures of a page show. */
import { getContext, setContext } from 'svelte';

export interface FigureSource {
  watch: string;
  title: string;
  date: string;
}

const KEY = Symbol('figure source');

export function provideFigureSource(source: () => FigureSource): void {
  setContext(KEY, source);
}

export function figureSource(): () => FigureSource {
  return getContext<() => FigureSource>(KEY);
}
