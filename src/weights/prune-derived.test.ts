import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { carryOut } from '../platform/index.ts';
import { GENERATOR } from './derived-folder.ts';
import { findUnwantedDerived } from './prune-derived.ts';

const WEIGHTS = 'a'.repeat(64);

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-derived-'));
});

afterEach(async () => {
  await rm(home, { recursive: true });
});

/** Converted weights as a conversion leaves them. */
async function putDerived(source: string, name: string, weights: string): Promise<string> {
  const folder = join(home, 'derived', source, name);
  await mkdir(folder, { recursive: true });
  const manifest = { source: [{ name: 'model.bin', sha256: weights }] };
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'weights.bin'), 'converted');
  return folder;
}

async function reasons(present: readonly string[]): Promise<Record<string, string>> {
  const found = await findUnwantedDerived(home, new Set(present));
  return Object.fromEntries(found.map(({ path, reason }) => [path, reason]));
}

test('converted weights stay as long as their model does', async () => {
  const folder = await putDerived('one', `onnx-int8-g${GENERATOR}`, WEIGHTS);
  expect(await reasons([WEIGHTS])).toEqual({});
  expect(await reasons(['b'.repeat(64)])).toEqual({
    [folder]: 'its model is gone',
    [dirname(folder)]: 'empty',
  });
});

test('those of an older generator go, those of a later one stay', async () => {
  const old = await putDerived('one', `onnx-int8-g${GENERATOR - 1}`, WEIGHTS);
  await putDerived('one', `onnx-int8-g${GENERATOR}`, WEIGHTS);
  await putDerived('one', `other-f16-g${GENERATOR + 1}`, WEIGHTS);
  expect(Object.keys(await reasons([WEIGHTS]))).toEqual([old]);
});

test('what a killed conversion left goes, and with nothing left the folder of the source', async () => {
  const folder = await putDerived('one', '.123.offscribe-tmp', WEIGHTS);
  await rm(join(folder, 'manifest.json'));
  const found = await findUnwantedDerived(home, new Set([WEIGHTS]));
  expect(found.map(({ path, bytes }) => [path, bytes])).toEqual([
    [folder, 9],
    [dirname(folder), 0],
  ]);
  for (const removal of found) await carryOut(removal);
  expect(await readdir(join(home, 'derived'))).toEqual([]);
});

test('a torn manifest is no manifest', async () => {
  const folder = await putDerived('one', `onnx-int8-g${GENERATOR}`, WEIGHTS);
  await writeFile(join(folder, 'manifest.json'), '{"source": [');
  expect((await reasons([WEIGHTS]))[folder]).toBe('its manifest cannot be read');
});
