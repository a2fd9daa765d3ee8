import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcmReel } from './pcm-reel.ts';

async function* inPieces(samples: Float32Array, sizes: readonly number[]): AsyncGenerator<Float32Array> {
  let at = 0;
  for (let i = 0; at < samples.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield samples.subarray(at, at + size);
    at += size;
  }
}

describe('PcmReel', () => {
  it('reads any forward-moving spans exactly, whatever the pieces', async () => {
    const samples = Float32Array.from({ length: 500 }, (_, i) => i);
    const spans = fc.array(fc.tuple(fc.nat(60), fc.nat(90)), { maxLength: 12 });
    const sizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(spans, sizes, async (steps, pieceSizes) => {
        const reel = new PcmReel(inPieces(samples, pieceSizes));
        let from = 0;
        for (const [step, length] of steps) {
          from += step;
          reel.discardBefore(from);
          expect([...(await reel.read(from, from + length))]).toEqual([
            ...samples.subarray(from, from + length),
          ]);
        }
      }),
    );
  });

  it('refuses to read what was let go', async () => {
    const reel = new PcmReel(inPieces(new Float32Array(100), [10]));
    await reel.read(0, 50);
    reel.discardBefore(30);
    await expect(reel.read(20, 40)).rejects.toMatchObject({ code: 'E_INTERNAL' });
  });

  it('closes its source, so that a decoder behind it can stop', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<Float32Array> {
      try {
        for (;;) yield new Float32Array(10);
      } finally {
        closed = true;
      }
    }
    const reel = new PcmReel(endless());
    await reel.read(0, 5);
    await reel.close();
    expect(closed).toBe(true);
  });
});
