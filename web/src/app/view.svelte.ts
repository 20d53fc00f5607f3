/**
 * The assessment that is on the screen. While another is on its way the one
 * before it stays, so that a step in time never shows an empty page.
 */
import type { Assessment } from '../lib/assessment';
import { api, asProblem, type Look, type Problem } from './api';

/** Assessments kept for going back and forth; one takes a few megabytes. */
const KEPT = 16;
const kept = new Map<string, Promise<Assessment>>();

const keyOf = (watch: string, look: Look) => JSON.stringify([watch, look.asOf ?? '', look.without ?? '']);

/** The assessment of a watch from an instant, fetched once. */
export function assessmentOf(watch: string, look: Look): Promise<Assessment> {
  const key = keyOf(watch, look);
  const known = kept.get(key);
  if (known) {
    // The one used last is the last to be dropped.
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const asked = api.assessment(watch, look);
  kept.set(key, asked);
  asked.catch(() => kept.delete(key));
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return asked;
}

/** Fetches what will be wanted next; what fails will be asked for again. */
export function prefetch(watch: string, look: Look): void {
  assessmentOf(watch, look).catch(() => {});
}

/** Forgets what was kept of a watch that has changed. */
export function forget(watch: string): void {
  for (const key of [...kept.keys()]) if ((JSON.parse(key) as string[])[0] === watch) kept.delete(key);
}

export class View {
  /** What is shown, and of which watch and from where it is. */
  assessment = $state.raw<Assessment>();
  watch = $state<string>();
  look = $state.raw<Look>({});
  loading = $state(false);
  problem = $state.raw<Problem>();

  private wanted = '';

  /** Shows a watch from an instant as soon as it is there. */
  async show(watch: string, look: Look): Promise<void> {
    const key = keyOf(watch, look);
    this.wanted = key;
    this.loading = true;
    this.problem = undefined;
    if (this.watch !== watch) {
      this.assessment = undefined;
      this.watch = watch;
    }
    try {
      const assessment = await assessmentOf(watch, look);
      if (this.wanted !== key) return;
      this.assessment = assessment;
      this.look = look;
    } catch (error) {
      if (this.wanted !== key) return;
      this.problem = asProblem(error);
    }
    this.loading = false;
  }
}
