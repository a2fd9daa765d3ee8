import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256, sha256OfFile } from './digest.ts';

const folder = await mkdtemp(join(tmpdir(), 'offscribe-digest-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const BLOCK_BYTES = 4 << 20;

describe('the sha256 of a file', () => {
  test.each([0, 1, 1000, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES + 7])(
    'of %d bytes is that of its bytes, and every byte is told of',
    async (length) => {
      const bytes = Buffer.alloc(length);
      for (let at = 0; at < length; at += 509) bytes[at] = at % 251;
      const path = join(folder, `${length}.bin`);
      await writeFile(path, bytes);
      let told = 0;
      const digest = await sha256OfFile(path, { onBytes: (count) => (told += count) });
      expect(digest).toBe(createHash('sha256').update(bytes).digest('hex'));
      expect(digest).toBe(sha256(bytes));
      expect(told).toBe(length);
    },
  );

  test('stops when its signal fires', async () => {
    const path = join(folder, 'stopped.bin');
    await writeFile(path, Buffer.alloc(3 * BLOCK_BYTES));
    const controller = new AbortController();
    const hashing = sha256OfFile(path, { signal: controller.signal, onBytes: () => controller.abort() });
    await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('of no file is a system error', async () => {
    await expect(sha256OfFile(join(folder, 'absent'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
