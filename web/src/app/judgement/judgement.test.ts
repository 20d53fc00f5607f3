import { describe, expect, test } from 'vitest';
import { Problem, type NewJudgement, type Recorded } from '../api';
import { exactPercent, likelihoodWords, points } from './likelihood';
import { newKey, Submission } from './submission.svelte';
import { cellForm, emptyCell, likelihoodOf, weighed } from './weighing';

const note = (text: string): NewJudgement => ({ kind: 'note', on: { type: 'watch' }, text });
const recorded = (judgement: NewJudgement): Recorded => ({
  judgement: { ...judgement, sequence: 7, at: '2024-09-16T12:00:00Z', by: 'Ada', digest: 'cd' } as Recorded['judgement'],
  new: true
});

describe('a judgement on its way', () => {
  test('is sent again with the same key until it is written', async () => {
    const keys: string[] = [];
    let down = true;
    const submission = new Submission(async (judgement, key) => {
      keys.push(key);
      if (down) throw new Problem(503, 'The ledger is locked.', 'Wait a moment.');
      return recorded(judgement);
    });
    expect(await submission.send(note('a'))).toBeUndefined();
    expect(submission.state).toBe('failed');
    expect(submission.problem?.message).toBe('The ledger is locked.');
    down = false;
    expect((await submission.send(note('a')))?.judgement.sequence).toBe(7);
    expect(submission.state).toBe('saved');
    expect(submission.problem).toBeUndefined();
    expect(keys[1]).toBe(keys[0]);
  });

  test('has another key where the text is another, or is said anew', async () => {
    const keys: string[] = [];
    let down = true;
    const submission = new Submission(async (judgement, key) => {
      keys.push(key);
      if (down) throw new Error('offline');
      return recorded(judgement);
    });
    await submission.send(note('a'));
    down = false;
    await submission.send(note('b'));
    await submission.send(note('b'));
    expect(new Set(keys).size).toBe(3);
  });

  test('is not sent twice at once', async () => {
    let sent = 0;
    let answer = () => {};
    const submission = new Submission((judgement) => {
      sent += 1;
      return new Promise((resolve) => (answer = () => resolve(recorded(judgement))));
    });
    const first = submission.send(note('a'));
    expect(submission.state).toBe('saving');
    expect(await submission.send(note('a'))).toBeUndefined();
    answer();
    expect(await first).toBeDefined();
    expect(sent).toBe(1);
  });

  test('an answer that never came is a failure that says so', async () => {
    const submission = new Submission(() => Promise.reject(new TypeError('Failed to fetch')));
    await submission.send(note('a'));
    expect(submission.problem?.status).toBe(0);
  });

  test('keys are UUIDs and differ', () => {
    const keys = Array.from({ length: 50 }, newKey);
    expect(new Set(keys).size).toBe(50);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a likelihood that is typed', () => {
  const form = (more: object, ratios = false) => ({ ...emptyCell(ratios), ...more });

  test('is a word, a probability or a range', () => {
    expect(likelihoodOf(form({ word: 'likely' }), false)).toEqual({ value: 'likely' });
    expect(likelihoodOf(form({ way: 'number', number: ' 35 % ' }), false)).toEqual({ value: 0.35 });
    expect(likelihoodOf(form({ way: 'number', number: '2,5' }), false)).toEqual({ value: 0.025 });
    expect(likelihoodOf(form({ way: 'range', low: '20', high: '45' }), false)).toEqual({ value: [0.2, 0.45] });
  });

  test('is nothing where it was left open', () => {
    for (const way of ['word', 'number', 'range'] as const) expect(likelihoodOf(form({ way }), false)).toEqual({});
  });

  test('lies strictly between none and all, and its ends in order', () => {
    for (const number of ['0', '100', '-5', '1e3', 'much', '0x10', '5 6'])
      expect(likelihoodOf(form({ way: 'number', number }), false)).toEqual({ problem: 'number' });
    expect(likelihoodOf(form({ way: 'range', low: '45', high: '20' }), false)).toEqual({ problem: 'range' });
    expect(likelihoodOf(form({ way: 'range', low: '45', high: '' }), false)).toEqual({ problem: 'number' });
  });

  test('of ratios is as it is typed, and above 0', () => {
    expect(likelihoodOf(form({ way: 'number', number: '250' }, true), true)).toEqual({ value: 250 });
    expect(likelihoodOf(form({ way: 'number', number: '0' }, true), true)).toEqual({ problem: 'ratio' });
  });

  test('comes back into the form as it was set', () => {
    for (const cell of [
      { hypothesis: 'a', value: 'likely', reason: 'why' },
      { hypothesis: 'a', value: 0.07 },
      { hypothesis: 'a', value: [0.285, 0.57] as [number, number], reason: 'x' }
    ]) {
      expect(weighed([{ hypothesis: 'a', form: cellForm(cell, false) }], false).cells).toEqual([cell]);
    }
    const ratio = { hypothesis: 'a', ratio: [0.5, 3] as [number, number] };
    expect(weighed([{ hypothesis: 'a', form: cellForm(ratio, true) }], true).cells).toEqual([ratio]);
  });

  test('all of an item: what is set, what is open and what is wrong', () => {
    const found = weighed(
      [
        { hypothesis: 'a', form: form({ word: 'likely', reason: '  seen before ' }) },
        { hypothesis: 'b', form: form({}) },
        { hypothesis: 'c', form: form({ way: 'number', number: '120' }) }
      ],
      false
    );
    expect(found.cells).toEqual([{ hypothesis: 'a', value: 'likely', reason: 'seen before' }]);
    expect(found.open).toEqual(['b']);
    expect([...found.problems]).toEqual([['c', 'number']]);
  });
});

describe('likelihoods in words', () => {
  test('lose no digit that was given', () => {
    expect(likelihoodWords('likely', false)).toBe('likely');
    expect(likelihoodWords(0.075, false)).toBe('7.5%');
    expect(likelihoodWords([0.2, 0.45], false)).toBe('20% to 45%');
    expect(likelihoodWords(2, true)).toBe('×2.00');
    expect(exactPercent(0.0001)).toBe('0.01%');
  });

  test('differences have a sign', () => {
    expect([points(0.2, 0.31), points(0.214, 0.126), points(0.2, 0.2004)]).toEqual(['+11', '−8.8', '0']);
  });
});
