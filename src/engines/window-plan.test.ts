import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Window } from '../audio/index.ts';
import type { SpeechRegion } from '../kernel/index.ts';
import { PcmReel } from './pcm-reel.ts';
import { planFor, readWindow, type WindowPlan } from './window-plan.ts';

const RATE = 16_000;

async function* silence(seconds: number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < seconds; at += 1) yield new Float32Array(RATE);
}

const reelOf = (seconds: number): PcmReel => new PcmReel(silence(seconds));

async function firstOf(plan: WindowPlan): Promise<Window> {
  const window = await plan.next();
  if (window === undefined) throw new Error('the plan is empty');
  return window;
}

const spansOf = (window: Window): number[][] =>
  window.pieces.map(({ startSamples, endSamples }) => [startSamples / RATE, endSamples / RATE]);

interface Action {
  readonly kind: 'resume' | 'retry' | 'split' | 'none';
  readonly at: number;
}

function act(plan: WindowPlan, window: Window, action: Action | undefined): void {
  if (action === undefined || action.kind === 'none') return;
  const within = Math.min(action.at, window.lengthSamples / RATE - 0.2);
  if (action.kind === 'split') plan.split(window);
  else if (within > 0) plan[action.kind](window, within);
}

const TWO: readonly SpeechRegion[] = [
  { start: 1, end: 9 },
  { start: 15, end: 22 },
];

describe('a plan over regions', () => {
  it('splits a window at the pause nearest its middle, and hands out both halves next', async () => {
    const plan = planFor(TWO, reelOf(30));
    const whole = await firstOf(plan);
    expect(spansOf(whole)).toEqual([
      [1, 9],
      [15, 22],
    ]);
    expect(plan.split(whole)).toBe(true);
    expect(spansOf(await firstOf(plan))).toEqual([[1, 9]]);
    expect(spansOf(await firstOf(plan))).toEqual([[15, 22]]);
    expect(await plan.next()).toBeUndefined();
  });

  it('does not split a window without a pause, and looks at the same audio only so often', async () => {
    const plan = planFor([{ start: 0, end: 20 }], reelOf(30));
    const whole = await firstOf(plan);
    expect(plan.split(whole)).toBe(false);
    let looks = 0;
    let rest: Window | undefined = whole;
    while (rest !== undefined) {
      plan.retry(rest, 1);
      rest = await plan.next();
      if (rest !== undefined) looks += 1;
    }
    expect(looks).toBe(2);
  });

  it('resumes across a splice without losing or repeating a sample', async () => {
    const within = fc.double({ min: 0.01, max: 14.8, noNaN: true });
    await fc.assert(
      fc.asyncProperty(within, async (atSec) => {
        const plan = planFor(TWO, reelOf(30));
        const whole = await firstOf(plan);
        plan.resume(whole, atSec);
        const rest = await firstOf(plan);
        const done = Math.round(atSec * RATE);
        expect(rest.lengthSamples).toBe(whole.lengthSamples - done);
        const held = rest.pieces.reduce((sum, piece) => sum + piece.endSamples - piece.startSamples, 0);
        expect(held).toBe(rest.lengthSamples);
        expect(rest.pieces.at(-1)?.endSamples).toBe(22 * RATE);
      }),
    );
  });
});

describe('doneUpTo', () => {
  it('never lets go of a sample that a later window holds, whatever is resumed, retried or split', async () => {
    const action = fc.record({
      kind: fc.constantFrom('resume', 'retry', 'split', 'none'),
      at: fc.double({ min: 0.1, max: 29, noNaN: true }),
    });
    const regions = Array.from({ length: 20 }, (_, i) => ({ start: i * 6.5, end: i * 6.5 + 4 + (i % 3) }));
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 12 }), async (actions) => {
        const plan = planFor(regions, reelOf(0));
        let done = 0;
        for (let turn = 0; turn < 60; turn += 1) {
          const window = await plan.next();
          if (window === undefined) break;
          expect(window.pieces[0]?.startSamples).toBeGreaterThanOrEqual(done);
          act(plan, window, actions[turn % actions.length]);
          expect(plan.doneUpTo()).toBeGreaterThanOrEqual(done);
          done = plan.doneUpTo();
        }
      }),
    );
  });
});

describe('a plan without regions', () => {
  it('slides over all audio, and goes on where text was left unfinished', async () => {
    const reel = reelOf(70);
    const plan = planFor(undefined, reel);
    const first = await firstOf(plan);
    expect(spansOf(first)).toEqual([[0, 30]]);
    plan.resume(first, 24);
    const second = await firstOf(plan);
    expect(spansOf(second)).toEqual([[24, 54]]);
    expect((await readWindow(reel, second)).length).toBe(30 * RATE);
    expect(spansOf(await firstOf(plan))).toEqual([[54, 70]]);
    expect(await plan.next()).toBeUndefined();
  });
});
