import ort from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { overflowProbe } from './overflow-probe.ts';

async function runProbe(x64quantprecision: '0' | '1'): Promise<Float32Array> {
  const { model, input, shape } = overflowProbe();
  const session = await ort.InferenceSession.create(model, { extra: { session: { x64quantprecision } } });
  const { y } = await session.run({ x: new ort.Tensor('float32', input, shape) });
  await session.release();
  if (y === undefined) throw new Error('the probe has no output y');
  return y.data as Float32Array;
}

it('finds no overflow where the session option forbids it, on any processor', async () => {
  expect(overflowProbe().isOverflow(await runProbe('1'))).toBe(false);
});

it('gives either the exact sums or sums that show the overflow, never anything between', async () => {
  const sums = [...(await runProbe('0'))];
  const saturated = (64 / 2) * (32_767 / 255);
  const nearest = sums.map((sum) => Math.min(Math.abs(sum - 64 * 127), Math.abs(sum - saturated)));
  expect(Math.max(...nearest)).toBeLessThan(1);
});

it('takes saturated sums for an overflow', () => {
  const { isOverflow } = overflowProbe();
  expect(isOverflow(new Float32Array(64).fill((64 / 2) * (32_767 / 255)))).toBe(true);
  expect(isOverflow(new Float32Array(64).fill(64 * 127).fill(8127.6, 3, 4))).toBe(false);
  expect(isOverflow(new Float32Array(64).fill(Number.NaN))).toBe(true);
});
