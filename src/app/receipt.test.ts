import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../platform/index.ts';
import { isOwnOutput, recordOutputs, runKey } from './receipt.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-receipt-'));
});
afterEach(async () => await rm(home, { recursive: true, force: true }));

describe('a run key', () => {
  test('does not depend on the order of the facts, and changes with any of them', () => {
    expect(runKey({ a: 1, b: { c: 2, d: [3] } })).toBe(runKey({ b: { d: [3], c: 2 }, a: 1 }));
    expect(runKey({ a: 1 })).not.toBe(runKey({ a: 2 }));
    expect(runKey({ a: ['x', 'y'] })).not.toBe(runKey({ a: ['y', 'x'] }));
  });
});

describe('a receipt', () => {
  test('knows a file only by its path, its bytes and the run that wrote it', async () => {
    const path = join(home, 'out.srt');
    const key = runKey({ input: 'x' });
    await recordOutputs(home, key, { [path]: sha256('text') });
    expect(await isOwnOutput(home, key, path)).toBe(false);
    await writeFile(path, 'text');
    expect(await isOwnOutput(home, key, path)).toBe(true);
    expect(await isOwnOutput(home, runKey({ input: 'y' }), path)).toBe(false);
    await writeFile(join(home, 'copy.srt'), 'text');
    expect(await isOwnOutput(home, key, join(home, 'copy.srt'))).toBe(false);
    await writeFile(path, 'text, edited');
    expect(await isOwnOutput(home, key, path)).toBe(false);
  });

  test('keeps what it knew when the same run writes elsewhere', async () => {
    const [one, two] = [join(home, 'one.srt'), join(home, 'two.srt')];
    await recordOutputs(home, 'key', { [one]: sha256('1') });
    await recordOutputs(home, 'key', { [two]: sha256('2') });
    await writeFile(one, '1');
    await writeFile(two, '2');
    expect([await isOwnOutput(home, 'key', one), await isOwnOutput(home, 'key', two)]).toEqual([true, true]);
  });

  test('that is torn, or cannot be written, allows nothing and breaks nothing', async () => {
    const path = join(home, 'out.srt');
    await recordOutputs(home, 'key', { [path]: sha256('text') });
    await writeFile(path, 'text');
    await writeFile(join(home, 'runs', 'key.json'), '{"outputs":');
    expect(await isOwnOutput(home, 'key', path)).toBe(false);
    await recordOutputs(path, 'key', { [path]: sha256('text') });
    expect(await isOwnOutput(path, 'key', path)).toBe(false);
  });
});
