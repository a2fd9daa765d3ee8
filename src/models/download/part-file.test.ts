import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noise } from '../../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../../platform/index.ts';
import { gitSha1 } from '../content-hash.ts';
import type { ManifestFile } from '../manifest.ts';
import { coveredBytes } from './intervals.ts';
import { readJournal } from './journal.ts';
import { openPartFile } from './part-file.ts';

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-part-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

function freshPath(): string {
  count += 1;
  return join(folder, 'deep', `${count}.part`);
}

function fileOf(bytes: Buffer): ManifestFile {
  return { name: 'model.bin', sizeBytes: bytes.length, etag: sha256(bytes) };
}

test('in whatever order the stretches come, over however many runs, the file is right and so is its hash', async () => {
  const whole = noise(9_000_000, 3);
  const file = fileOf(whole);
  const cuts = fc.array(fc.nat(whole.length), { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(cuts, fc.nat(7), fc.infiniteStream(fc.nat()), async (places, reopenedAfter, order) => {
      const path = freshPath();
      const bounds = [0, ...places.toSorted((a, b) => a - b), whole.length];
      const stretches = places
        .concat(0)
        .map((_place, index) => ({ start: bounds[index] ?? 0, end: bounds[index + 1] ?? 0 }))
        .map((stretch) => ({ stretch, rank: order.next().value }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ stretch }) => stretch);
      let part = await openPartFile({ path, file });
      for (const [index, { start, end }] of stretches.entries()) {
        if (index === reopenedAfter) {
          await part.close();
          part = await openPartFile({ path, file });
        }
        const writer = part.openWriter(start);
        for (let at = start; at < end; at += 700_000)
          await writer.push(whole.subarray(at, Math.min(end, at + 700_000)));
        writer.close();
      }
      expect(await part.finish()).toEqual({ sha256: file.etag, isRight: true });
      await part.close();
      expect(whole.equals(await readFile(path))).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('a small file is known by its git digest, and its sha256 is told', async () => {
  const whole = Buffer.from('{"a": 1}');
  const path = freshPath();
  const part = await openPartFile({
    path,
    file: { name: 'c', sizeBytes: whole.length, etag: gitSha1(whole) },
  });
  const writer = part.openWriter(0);
  void writer.push(whole);
  writer.close();
  expect(await part.finish()).toEqual({ sha256: sha256(whole), isRight: true });
  await part.close();
});

test('restart forgets what was gathered as well as what was written', async () => {
  const path = freshPath();
  const whole = Buffer.from([3]);
  const part = await openPartFile({ path, file: fileOf(whole) });
  const before = part.openWriter(0);
  await before.push(new Uint8Array(5 << 20).fill(1));
  await before.push(new Uint8Array(10).fill(2));
  before.close();
  await part.restart();
  const after = part.openWriter(0);
  await after.push(whole);
  after.close();
  expect(await part.finish()).toMatchObject({ isRight: true });
  await part.close();
  expect([...(await readFile(path))]).toEqual([3]);
});

test('bytes that only lie in memory for a moment are soon in the file and in its journal, closed or not', async () => {
  const path = freshPath();
  const file = fileOf(noise(1_000, 1));
  const part = await openPartFile({ path, file });
  await part.openWriter(0).push(noise(10, 1));
  await expect.poll(async () => coveredBytes((await readJournal(path, file)).written)).toBe(10);
  await part.close();
});

test('[row 7] a file that is longer than it can be, or preallocated, counts as nothing', async () => {
  const file = fileOf(noise(5_000, 1));
  for (const length of [5_001, 5_000, 10]) {
    const path = join(folder, `long-${length}.part`);
    await writeFile(path, new Uint8Array(length));
    const part = await openPartFile({ path, file });
    expect(part.written).toEqual([]);
    await part.close();
    expect((await stat(path)).size).toBe(0);
  }
});

test('a journal that says more than there is on the disk is believed up to there', async () => {
  const path = freshPath();
  const file = fileOf(noise(5_000, 1));
  const part = await openPartFile({ path, file });
  await part.openWriter(0).push(noise(3_000, 1));
  await part.close();
  await truncate(path, 2_000);
  expect((await readJournal(path, file)).written).toEqual([{ start: 0, end: 2_000 }]);
});

test('a journal of another file, or none at all, is no journal', async () => {
  const path = freshPath();
  const file = fileOf(noise(5_000, 1));
  const part = await openPartFile({ path, file });
  await part.openWriter(0).push(noise(3_000, 1));
  await part.close();
  expect((await readJournal(path, { ...file, sizeBytes: 4_000 })).written).toEqual([]);
  expect((await readJournal(path, { ...file, etag: 'f'.repeat(64) })).written).toEqual([]);
  const said = await readFile(`${path}.json`, 'utf8');
  for (const text of [
    '',
    '[]',
    'null',
    said.slice(1),
    said.replace('[0,3000]', '[3000,0]'),
    said.replace('[0,3000]', '[0,30'),
    said.replace('3000', '"x"'),
  ]) {
    await writeFile(`${path}.json`, text);
    expect((await readJournal(path, file)).written, text).toEqual([]);
  }
});
