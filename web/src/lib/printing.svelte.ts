/**
 * Whether the page is being printed. What is shown only when asked for (charts
 * out of sight, closed tables) has to be there on paper.
 */
import { flushSync } from 'svelte';

export const printing = $state({ now: false });

/** Starts listening; call once per page. */
export function watchPrinting(): void {
  const set = (now: boolean) => {
    // Paper does not wait for the next frame.
    flushSync(() => {
      printing.now = now;
    });
  };
  window.addEventListener('beforeprint', () => set(true));
  window.addEventListener('afterprint', () => set(false));
  const media = window.matchMedia('print');
  media.addEventListener('change', () => set(media.matches));
}
