import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../platform/index.ts';
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

test('whatever the pieces and wherever it was closed, the file is the pieces in a row, and the hash is theirs', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 700_000 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(6), async (all, closedAfter) => {
      const path = freshPath();
      const whole = Buffer.concat(all);
      for (const run of [all.slice(0, closedAfter), all.slice(closedAfter)]) {
        const part = await openPartFile(path, whole.length);
        for (const piece of run) await part.append(piece);
        await part.close();
      }
      const part = await openPartFile(path, whole.length);
      expect(part.doneBytes).toBe(whole.length);
      expect(part.sha256()).toBe(sha256(whole));
      await part.close();
      expect(whole.equals(await readFile(path))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

test('restart forgets what was gathered as well as what was written', async () => {
  const path = freshPath();
  const part = await openPartFile(path, 1e9);
  await part.append(new Uint8Array(3 << 20).fill(1));
  await part.append(new Uint8Array(10).fill(2));
  await part.restart();
  await part.append(new Uint8Array([3]));
  expect(part.doneBytes).toBe(1);
  expect(part.sha256()).toBe(sha256(new Uint8Array([3])));
  await part.close();
  expect([...(await readFile(path))]).toEqual([3]);
});

test('a file that is too long to be a prefix starts anew', async () => {
  const path = join(folder, 'long.part');
  await writeFile(path, 'longer');
  const part = await openPartFile(path, 5);
  expect(part.doneBytes).toBe(0);
  await part.close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test.skipIf(process.platform !== 'linux')(
  'a full disk is E_DISK_FULL, found no later than at sync (needs /dev/full)',
  async () => {
    const path = join(folder, 'full.part');
    await symlink('/dev/full', path);
    const part = await openPartFile(path, 1e9);
    await part.append(new Uint8Array(100));
    await expect(part.sync()).rejects.toMatchObject({
      code: 'E_DISK_FULL',
      hint: expect.stringContaining('df -h'),
    });
    await part.close();
  },
);
