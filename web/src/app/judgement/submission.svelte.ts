/**
 * A judgement on its way to the ledger. Each text is sent with a key of its
 * own, and again with the same key until it is known to be written, so that
 * an answer that was lost does not make two entries of one.
 */
import { asProblem, type NewJudgement, type Problem, type Recorded } from '../api';

export type Post = (judgement: NewJudgement, key: string) => Promise<Recorded>;

/** 128 random bits as a UUID; `randomUUID` is there on secure pages only. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export class Submission {
  state = $state<'idle' | 'saving' | 'saved' | 'failed'>('idle');
  problem = $state.raw<Problem>();
  recorded = $state.raw<Recorded>();

  private key = '';
  private content = '';

  constructor(private readonly post: Post) {}

  /** Gives what was written, or nothing where it failed; never sends twice at once. */
  async send(judgement: NewJudgement): Promise<Recorded | undefined> {
    if (this.state === 'saving') return undefined;
    const content = JSON.stringify(judgement);
    // Another text is another entry, even after a failure of which nobody
    // knows whether the server wrote it down.
    if (content !== this.content) this.key = newKey();
    this.content = content;
    this.state = 'saving';
    this.problem = undefined;
    this.recorded = undefined;
    try {
      const recorded = await this.post(judgement, this.key);
      this.recorded = recorded;
      this.content = '';
      this.state = 'saved';
      return recorded;
    } catch (error) {
      this.problem = asProblem(error);
      this.state = 'failed';
      return undefined;
    }
  }
}
