import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safetensorsOf } from '../../../tests/fixtures/made-folders.ts';
import { corruptErrorFor } from '../checkpoint.ts';
import { openSafetensors } from './safetensors.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'offscribe-safetensors-'));
});
afterAll(async () => await rm(root, { recursive: true }));

/** Bytes that all tensors together have; reads them all. */
async function readEverything(bytes: Uint8Array): Promise<number> {
  const path = join(root, 'model.safetensors');
  await writeFile(path, bytes);
  const files = await openSafetensors([path], corruptErrorFor(path, 'tiny'));
  try {
    let total = 0;
    for (const name of files.names()) {
      const tensor = files.find(name);
      if (tensor === undefined) continue;
      total += (await files.readRows(tensor, { start: 0, end: tensor.shape[0] ?? 1 })).length;
    }
    return total;
  } finally {
    await files.close();
  }
}

function withHeader(header: unknown, data = new Uint8Array(8)): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const tensor = (more: object): unknown => ({
  w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more },
});

describe('a header that lies is E_MODEL_CORRUPT:', () => {
  it.each([
    ['no header', new Uint8Array(4)],
    ['a header of exabytes', Buffer.from('ffffffffffffff7f7b7d', 'hex')],
    ['a header longer than the file', withHeader('{}').subarray(0, 9)],
    ['no JSON', withHeader('{"w"')],
    ['a list', withHeader('[]')],
    ['an unknown type', withHeader(tensor({ dtype: 'F7' }))],
    ['a type that every object has', withHeader(tensor({ dtype: 'constructor' }))],
    ['another size than the shape', withHeader(tensor({ shape: [3] }))],
    ['a shape of exabytes', withHeader(tensor({ shape: [2 ** 31, 2 ** 31, 4] }))],
    ['a negative size', withHeader(tensor({ shape: [-1, -2] }))],
    ['many dimensions', withHeader(tensor({ shape: [1, 1, 1, 1, 2] }))],
    ['an end outside the file', withHeader(tensor({ data_offsets: [4, 12] }))],
    ['a start before the file', withHeader(tensor({ data_offsets: [-8, 0] }))],
    ['half a place', withHeader(tensor({ data_offsets: [8] }))],
    ['places that are no numbers', withHeader(tensor({ data_offsets: ['0', '8'] }))],
  ])('%s', async (_, bytes) => {
    await expect(readEverything(bytes)).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull tiny',
    });
  });
});

it('is read or refused, never anything else, whatever its bytes', async () => {
  const values = Float32Array.of(1, 2, 3, 4);
  const sound = safetensorsOf([{ name: 'first', shape: [2, 2], values }], 'f32');
  const flips = fc
    .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Uint8Array.from(sound);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(flips, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
      const read = await readEverything(bytes).catch((error: unknown) => error);
      if (typeof read === 'number') expect(read).toBeLessThanOrEqual(bytes.length);
      else expect(read).toMatchObject({ code: 'E_MODEL_CORRUPT' });
    }),
    { numRuns: 300 },
  );
});
