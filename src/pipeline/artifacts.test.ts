import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newHome } from '../../tests/fixtures/pipeline.ts';
import { openArtifacts } from './artifacts.ts';

test('any text comes back as it was put, under the sha256 of its bytes, in a folder of the first two digits', async () => {
  const home = await newHome();
  const artifacts = openArtifacts(home);
  const { digest, bytes } = await artifacts.put('ABC');
  expect(digest).toBe('b5d4045c3f466fa91fe2cc6abe79232a1a57cdf104f7a26e716e0a1e2789df78');
  expect(bytes).toBe(3);
  expect(await readFile(join(home, 'artifacts', 'b5', digest), 'utf8')).toBe('ABC');
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      expect(await artifacts.get((await artifacts.put(text)).digest)).toBe(text);
    }),
    { numRuns: 20 },
  );
  expect(await artifacts.get((await artifacts.put('\uFEFFmarked')).digest)).toBe('\uFEFFmarked');
});

test('what is there and sound is not written again', async () => {
  const home = await newHome();
  const artifacts = openArtifacts(home);
  const { digest } = await artifacts.put('text');
  const path = join(home, 'artifacts', digest.slice(0, 2), digest);
  const before = await stat(path);
  await artifacts.put('text');
  expect((await stat(path)).ino).toBe(before.ino);
});

test.each([
  ['changed', async (path: string) => await writeFile(path, 'texT')],
  ['cut off', async (path: string) => await writeFile(path, 'te')],
  ['removed', async (path: string) => await rm(path)],
])('a file that was %s is not there, and can be put again', async (_, damage) => {
  const home = await newHome();
  const artifacts = openArtifacts(home);
  const { digest } = await artifacts.put('text');
  await damage(join(home, 'artifacts', digest.slice(0, 2), digest));
  expect(await artifacts.get(digest)).toBeUndefined();
  expect((await artifacts.put('text')).digest).toBe(digest);
  expect(await artifacts.get(digest)).toBe('text');
  expect(await readdir(join(home, 'artifacts', digest.slice(0, 2)))).toEqual([digest]);
});

test('a place that cannot be written is a typed error', async () => {
  const home = await newHome();
  await writeFile(join(home, 'artifacts'), 'a file in the way');
  await expect(openArtifacts(home).put('text')).rejects.toMatchObject({ code: 'E_STORE_UNWRITABLE' });
  expect(await openArtifacts(join(home, 'nothing')).list()).toEqual([]);
  await mkdir(join(home, 'other', 'artifacts', 'ab'), { recursive: true });
  expect(await openArtifacts(join(home, 'other')).list()).toEqual([]);
});
