import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { giveBack } from './give-back.ts';

const held = (): number => process.memoryUsage().arrayBuffers;

test('memory is free when the call returns', async () => {
  giveBack(new Uint8Array(1));
  await setTimeout(20);
  const before = held();
  for (let turn = 0; turn < 50; turn += 1) {
    const floats = new Float32Array(5e6).fill(1);
    expect(held() - before).toBeGreaterThan(19e6);
    giveBack(floats);
    expect(floats).toHaveLength(0);
    expect(held() - before).toBeLessThan(1e6);
  }
});

test('all views of a buffer are empty then, and may be given back again', () => {
  const whole = new Float32Array(100);
  const part = whole.subarray(10, 20);
  giveBack(whole, part);
  expect([whole.length, part.length]).toEqual([0, 0]);
  giveBack(whole, part);
});
