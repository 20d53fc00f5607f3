/**
 * Where the thing that a finding speaks of is to be read: further down in a
 * brief, on another page of the workbench.
 */
import { getContext, setContext } from 'svelte';
import { anchor } from './findings';

/** `section` is a part of the brief by its name; the others are kinds of finding. */
export type Reached =
  | 'section'
  | 'indicator'
  | 'tripwire'
  | 'claim'
  | 'intervention'
  | 'relation'
  | 'question'
  | 'event';

/** The address of a finding, or of an event of a source; empty where it is not to be reached. */
export type Reach = (kind: Reached, id: string, source?: string) => string;

const KEY = Symbol('reach');

/** Everything stands on this page, events among what they speak for. */
export const onThisPage: Reach = (kind, id) =>
  kind === 'event' ? '' : `#${kind === 'section' ? id : anchor(kind, id)}`;

export function provideReach(reach: Reach): void {
  setContext(KEY, reach);
}

export function reach(): Reach {
  return getContext<Reach | undefined>(KEY) ?? onThisPage;
}
