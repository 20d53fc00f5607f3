/**
 * Where the copy of a record lies from which an event was read. Kept apart
 * from the assessment, which says the same on every machine.
 */
export interface Provenance {
  source_id: string;
  event_id: string;
  file: string;
  file_sha256: string;
  /** Counted from 1 for the first row after a header. */
  row: number;
}

/** Looks provenance up by source and event. */
export class ProvenanceIndex {
  private readonly byKey = new Map<string, Provenance>();

  constructor(entries: readonly Provenance[]) {
    for (const entry of entries) this.byKey.set(key(entry.source_id, entry.event_id), entry);
  }

  of(source: string, event: string): Provenance | undefined {
    return this.byKey.get(key(source, event));
  }
}

// A newline can stand in neither id of a table row that was read as one field
// by the watch, so it keeps ("a", "b/c") and ("a/b", "c") apart.
function key(source: string, event: string): string {
  return `${source}\n${event}`;
}
