import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTensor, makeWhisper, writeCheckpoint } from '../../../tests/fixtures/made-checkpoint.ts';
import { StoreError } from '../../kernel/index.ts';
import { corruptErrorFor } from '../checkpoint.ts';
import { type Ctranslate2Checkpoint, openCtranslate2 } from './ctranslate2.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-checkpoint-'));
});
afterAll(async () => await rm(folder, { recursive: true }));

/** Opens bytes as a checkpoint, gives it to `use`, closes it. */
async function reading<T>(
  bytes: Uint8Array,
  use: (checkpoint: Ctranslate2Checkpoint) => Promise<T>,
): Promise<T> {
  const path = join(folder, 'model.bin');
  await writeFile(path, bytes);
  const checkpoint = await openCtranslate2(path, corruptErrorFor(path, 'tiny.en'));
  try {
    return await use(checkpoint);
  } finally {
    await checkpoint.close();
  }
}

async function readEverything(checkpoint: Ctranslate2Checkpoint): Promise<number> {
  let floats = 0;
  for (const name of checkpoint.names) floats += (await checkpoint.readSettings(name)).length;
  return floats;
}

const f32 = (
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): MadeTensor => ({
  name,
  shape,
  type: 0,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});
const i8 = (name: string, values: readonly number[], shape: readonly number[]): MadeTensor => ({
  name,
  shape,
  type: 1,
  bytes: new Uint8Array(Int8Array.from(values).buffer),
});

describe('a sound checkpoint', () => {
  it.each(['f32', 'f16', 'bf16', 'i8'] as const)('gives back every weight stored as %s', async (storedAs) => {
    const { file, weights } = makeWhisper({ storedAs });
    await reading(file, async (checkpoint) => {
      expect(checkpoint.spec).toBe('WhisperSpec');
      for (const [name, values] of weights) expect(await checkpoint.readFloats(name), name).toEqual(values);
    });
  });

  it('finds a tensor by its alias', async () => {
    const { file, weights } = makeWhisper();
    const read = await reading(file, async (one) => await one.readFloats('decoder/projection/weight'));
    expect(read).toEqual(weights.get('decoder/embeddings/weight'));
  });

  it('reads only the rows asked for', async () => {
    const file = writeCheckpoint({ tensors: [f32('w', [1, 2, 3, 4, 5, 6], [3, 2])] });
    const rows = await reading(file, async (one) => await one.readFloats('w', { start: 1, end: 3 }));
    expect([...rows]).toEqual([3, 4, 5, 6]);
  });

  it('divides 8-bit rows by their own scales, also when only some are read, or by one scale for all', async () => {
    const tensors = [i8('w', [2, 4, 6, 8], [2, 2]), f32('w_scale', [2, 4])];
    const second = await reading(writeCheckpoint({ tensors }), async (one) => {
      return [...(await one.readFloats('w', { start: 1, end: 2 }))];
    });
    expect(second).toEqual([1.5, 2]);
    const shared = writeCheckpoint({ tensors: [i8('w', [2, 4, 6, 8], [2, 2]), f32('w_scale', [2], [])] });
    expect(await reading(shared, async (one) => [...(await one.readFloats('w'))])).toEqual([1, 2, 3, 4]);
  });
});

describe('a damaged checkpoint', () => {
  const tensor = f32('w', [1, 2]);
  const cases: readonly [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(0), /ends too early/],
    [
      'something else',
      Buffer.from('PK\u0003\u0004 a zip archive, say'),
      /no CTranslate2 checkpoint of version 6/,
    ],
    ['another version', writeCheckpoint({ version: 5, tensors: [tensor] }), /its first number is 5/],
    ['an unknown type', writeCheckpoint({ tensors: [{ ...tensor, type: 9 }] }), /unknown type 9/],
    [
      'a shape that lies',
      writeCheckpoint({ tensors: [{ ...tensor, shape: [3] }] }),
      /shape \[3\] has 8 bytes/,
    ],
    [
      'a shape of terabytes',
      writeCheckpoint({ tensors: [{ ...tensor, shape: [2 ** 31, 2 ** 31] }] }),
      /has 8 bytes/,
    ],
    [
      'too many dimensions',
      writeCheckpoint({ tensors: [{ ...tensor, shape: [1, 1, 1, 1, 2] }] }),
      /5 dimensions/,
    ],
    ['a name given twice', writeCheckpoint({ tensors: [tensor, tensor] }), /"w" twice/],
    [
      'an alias to nowhere',
      writeCheckpoint({ tensors: [tensor], aliases: { a: 'b' } }),
      /alias "a" points to "b"/,
    ],
    ['a missing end', writeCheckpoint({ tensors: [tensor] }).subarray(0, -5), /ends too early/],
  ];
  it.each(cases)('%s is E_MODEL_CORRUPT with a sentence and the pull as hint', async (_, bytes, message) => {
    const failure = await reading(bytes, readEverything).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ code: 'E_MODEL_CORRUPT', hint: 'offscribe models pull tiny.en' });
    expect((failure as Error).message).toMatch(message);
  });

  it.each([
    ['without scales', []],
    ['with too few scales', [f32('w_scale', [1, 1, 1])]],
    ['with a scale of zero', [f32('w_scale', [1, 0])]],
    ['with a scale that is no number', [f32('w_scale', [1, Number.NaN])]],
  ])('8-bit weights %s are E_MODEL_CORRUPT', async (_, scales) => {
    const file = writeCheckpoint({ tensors: [i8('w', [1, 2, 3, 4], [2, 2]), ...scales] });
    await expect(reading(file, async (one) => await one.readFloats('w'))).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
    });
  });

  it('is read or refused, never anything else, whatever its bytes', async () => {
    const sound = writeCheckpoint({
      tensors: [f32('first', [1, 2, 3]), i8('second', [1, 2, 3, 4], [2, 2]), f32('second_scale', [1, 2])],
      aliases: { third: 'first' },
    });
    const flips = fc
      .array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = sound.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        return bytes;
      });
    const cuts = fc.nat(sound.length).map((length) => sound.slice(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(flips, cuts, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        try {
          expect(await reading(bytes, readEverything)).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_MODEL_CORRUPT' });
        }
      }),
      { numRuns: 400 },
    );
  });
});
