/** What a page offers beside each of its charts, such as saving it; a brief offers nothing. */
import { getContext, setContext, type Component } from 'svelte';

export interface FigureProps {
  svg: SVGSVGElement;
  /** What has to be said where the chart stands alone: its axes and its key. */
  key?: string;
}

const KEY = Symbol('figures');

export function provideFigureTools(tools: Component<FigureProps>): void {
  setContext(KEY, tools);
}

export function figureTools(): Component<FigureProps> | undefined {
  return getContext<Component<FigureProps> | undefined>(KEY);
}
