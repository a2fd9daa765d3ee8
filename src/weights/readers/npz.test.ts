import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npzOf, zipOf } from '../../../tests/fixtures/made-folders.ts';
import { corruptErrorFor } from '../checkpoint.ts';
import { openNpz } from './npz.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'offscribe-npz-'));
});
afterAll(async () => await rm(root, { recursive: true }));

/** Bytes that all arrays together have; reads them all. */
async function readEverything(bytes: Uint8Array): Promise<number> {
  const path = join(root, 'weights.npz');
  await writeFile(path, bytes);
  const files = await openNpz(path, corruptErrorFor(path, 'tiny-mlx'));
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

/** A member with that header and eight bytes of numbers. */
function npy(header: string, { claims }: { readonly claims?: number } = {}): Uint8Array {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(claims ?? header.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(header),
    new Uint8Array(8),
  ]);
}

const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe('an archive that lies is E_MODEL_CORRUPT:', () => {
  it.each([
    ['no zip file', Buffer.from('something else')],
    ['no array', zipOf([['w.npy', Buffer.from('something that is no array')]])],
    ['an array of objects, which is a pickle', zipOf([['w.npy', npy(header("'|O'", '(1,)'))]])],
    ['a structure', zipOf([['w.npy', npy(header("[('a', '<f4')]", '(2,)'))]])],
    ['big-endian numbers', zipOf([['w.npy', npy(header("'>f4'", '(2,)'))]])],
    ['another size than the shape', zipOf([['w.npy', npy(header("'<f4'", '(3,)'))]])],
    ['a shape of exabytes', zipOf([['w.npy', npy(header("'<f4'", '(99999999999, 99999999999)'))]])],
    ['a header longer than the member', zipOf([['w.npy', npy(header("'<f4'", '(2,)'), { claims: 9999 })]])],
    [
      'a name twice',
      zipOf([
        ['w.npy', npy(header("'<f4'", '(2,)'))],
        ['w.npy', npy(header("'<f4'", '(2,)'))],
      ]),
    ],
  ])('%s', async (_, bytes) => {
    await expect(readEverything(bytes)).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull tiny-mlx',
    });
  });
});

describe('an archive that is sound, but cannot be read in place, is E_MODEL_UNLOADABLE:', () => {
  it('packed members, with what unpacks them', async () => {
    const packed = Buffer.from(zipOf([['w.npy', deflateRawSync(npy(header("'<f4'", '(2,)')))]]));
    for (const signature of ['PK\x03\x04', 'PK\x01\x02'])
      packed.writeUInt16LE(8, packed.indexOf(signature) + (signature === 'PK\x03\x04' ? 8 : 10));
    await expect(readEverything(packed)).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringContaining('packs its member "w"'),
      hint: expect.stringContaining('numpy.savez'),
    });
  });

  it('arrays stored by columns', async () => {
    const bytes = zipOf([['w.npy', npy(header("'<f4'", '(1, 2)', 'True'))]]);
    await expect(readEverything(bytes)).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringContaining('by columns'),
    });
  });
});

it('is read or refused, never anything else, whatever its bytes', async () => {
  const sound = npzOf([{ name: 'first', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }], 'f16');
  const flips = fc
    .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    .map((changes) => {
      const bytes = Uint8Array.from(sound);
      for (const [at, byte] of changes) bytes[at] = byte;
      return bytes;
    });
  await fc.assert(
    fc.asyncProperty(flips, async (bytes) => {
      const read = await readEverything(bytes).catch((error: unknown) => error);
      if (typeof read === 'number') expect(read).toBeLessThanOrEqual(bytes.length);
      else expect(read).toMatchObject({ code: expect.stringMatching(/^E_MODEL_(CORRUPT|UNLOADABLE)$/) });
    }),
    { numRuns: 300 },
  );
});
