/** Files and rows behind the events of a view, fetched after the view itself. */
import { ProvenanceIndex } from '../lib/provenance';
import { api, type Look } from './api';

const NONE = new ProvenanceIndex([]);

/**
 * The provenance of what a component shows; call it while the component is
 * made. Until it is there, and where it cannot be had, events name no file.
 */
export function provenanceOf(of: () => { watch: string; look: Look }): { readonly index: ProvenanceIndex } {
  let index = $state.raw(NONE);
  $effect(() => {
    const { watch, look } = of();
    const stop = new AbortController();
    api.provenance(watch, look, stop.signal).then(
      (entries) => (index = new ProvenanceIndex(entries)),
      () => {
        if (!stop.signal.aborted) index = NONE;
      }
    );
    return () => stop.abort();
  });
  return {
    get index() {
      return index;
    }
  };
}
