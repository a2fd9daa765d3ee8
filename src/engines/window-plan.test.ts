import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Window } from '../audio/index.ts';
import type { SpeechRegion } from '../kernel/index.ts';
import { PcmReel } from './pcm-reel.ts';
import { planFor, readWindow, type Stretch, type WindowPlan } from './window-plan.ts';

const RATE = 16_000;

async function* silence(seconds: number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < seconds; at += 1) yield new Float32Array(RATE);
}

const reelOf = (seconds: number): PcmReel => new PcmReel(silence(seconds));

async function firstOf(plan: WindowPlan): Promise<{ stretch: Stretch; window: Window }> {
  const stretch = await plan.next();
  if (stretch === undefined) throw new Error('the plan is empty');
  return { stretch, window: nextOf(stretch) };
}

function nextOf(stretch: Stretch): Window {
  const window = stretch.next();
  if (window === undefined) throw new Error('the stretch is at its end');
  return window;
}

const spansOf = (window: Window): number[][] =>
  window.pieces.map(({ startSamples, endSamples }) => [startSamples / RATE, endSamples / RATE]);

interface Action {
  readonly kind: 'resume' | 'retry' | 'split' | 'none';
  readonly at: number;
}

function act(stretch: Stretch, window: Window, action: Action | undefined): void {
  if (action === undefined || action.kind === 'none') return;
  const within = Math.min(action.at, window.lengthSamples / RATE - 0.2);
  if (action.kind === 'split') stretch.split(window);
  else if (within > 0) stretch[action.kind](window, within);
}

const TWO: readonly SpeechRegion[] = [
  { start: 1, end: 9 },
  { start: 15, end: 22 },
];

describe('a plan over regions', () => {
  it('splits a window at the pause nearest its middle, and hands out both halves next', async () => {
    const plan = planFor(TWO, reelOf(30));
    const { stretch, window } = await firstOf(plan);
    expect(spansOf(window)).toEqual([
      [1, 9],
      [15, 22],
    ]);
    expect(stretch.split(window)).toBe(true);
    expect(spansOf(nextOf(stretch))).toEqual([[1, 9]]);
    expect(spansOf(nextOf(stretch))).toEqual([[15, 22]]);
    expect(stretch.next()).toBeUndefined();
    expect(await plan.next()).toBeUndefined();
  });

  it('does not split a window without a pause, and looks at the same audio only so often', async () => {
    const plan = planFor([{ start: 0, end: 20 }], reelOf(30));
    const { stretch, window } = await firstOf(plan);
    expect(stretch.split(window)).toBe(false);
    let looks = 0;
    let rest: Window | undefined = window;
    while (rest !== undefined) {
      stretch.retry(rest, 1);
      rest = stretch.next();
      if (rest !== undefined) looks += 1;
    }
    expect(looks).toBe(2);
  });

  it('resumes across a splice without losing or repeating a sample', async () => {
    const within = fc.double({ min: 0.01, max: 14.8, noNaN: true });
    await fc.assert(
      fc.asyncProperty(within, async (atSec) => {
        const plan = planFor(TWO, reelOf(30));
        const { stretch, window: whole } = await firstOf(plan);
        stretch.resume(whole, atSec);
        const rest = nextOf(stretch);
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
        let turn = 0;
        for (let stretch = await plan.next(); stretch !== undefined; stretch = await plan.next()) {
          for (let window = stretch.next(); window !== undefined; window = stretch.next()) {
            expect(window.pieces[0]?.startSamples).toBeGreaterThanOrEqual(done);
            act(stretch, window, actions[turn % actions.length]);
            expect(stretch.doneUpTo()).toBeGreaterThanOrEqual(done);
            done = stretch.doneUpTo();
            turn += 1;
          }
        }
      }),
    );
  });
});

describe('a plan without regions', () => {
  it('slides over all audio, and goes on where text was left unfinished', async () => {
    const reel = reelOf(70);
    const plan = planFor(undefined, reel);
    const { stretch, window } = await firstOf(plan);
    expect(spansOf(window)).toEqual([[0, 30]]);
    stretch.resume(window, 24);
    expect(stretch.next()).toBeUndefined();
    const { window: second } = await firstOf(plan);
    expect(spansOf(second)).toEqual([[24, 54]]);
    expect((await readWindow(reel, second)).length).toBe(30 * RATE);
    expect(spansOf((await firstOf(plan)).window)).toEqual([[54, 70]]);
    expect(await plan.next()).toBeUndefined();
  });
});
