import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatPcm } from './pcm.ts';
import { WavReader } from './wav-reader.ts';
import { formatWav } from './wav-writer.ts';

/** A WAV built by hand: chunks in any order, any format chunk. */
function riff(...chunks: readonly [tag: string, body: readonly number[], size?: number][]): Uint8Array {
  const bytes: number[] = [];
  for (const [tag, body, size = body.length] of chunks) {
    bytes.push(...ascii(tag), ...u32(size), ...body, ...(body.length % 2 === 1 ? [0] : []));
  }
  return Uint8Array.from([...ascii('RIFF'), ...u32(bytes.length + 4), ...ascii('WAVE'), ...bytes]);
}
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

function format(tag: number, bits: number, channels = 1): number[] {
  const width = Math.ceil(bits / 8);
  return [...u16(tag), ...u16(channels), ...u32(8000), ...u32(8000), ...u16(width * channels), ...u16(bits)];
}

function readAll(bytes: Uint8Array, pieceBytes = bytes.length): { reader: WavReader; samples: number[] } {
  const reader = new WavReader();
  const pieces: Float32Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(reader.push(bytes.subarray(at, at + pieceBytes)));
  }
  return { reader, samples: [...concatPcm(pieces)] };
}

describe('encodings', () => {
  const f64 = [...new Uint8Array(Float64Array.of(0.25, -1).buffer)];
  const f32 = [...new Uint8Array(Float32Array.of(0.25, -1).buffer)];
  test.each([
    ['u8', format(1, 8), [128, 192, 0], [0, 0.5, -1]],
    ['s16', format(1, 16), [0, 64, 0, 128, 255, 255], [0.5, -1, -1 / 32768]],
    ['s24', format(1, 24), [0, 0, 64, 0, 0, 128, 255, 255, 255], [0.5, -1, -1 / 8388608]],
    ['s24', format(1, 20), [0, 0, 64], [0.5]],
    ['s32', format(1, 32), [0, 0, 0, 64, 0, 0, 0, 128], [0.5, -1]],
    ['f32', format(3, 32), f32, [0.25, -1]],
    ['f64', format(3, 64), f64, [0.25, -1]],
    // G.711: the extremes and the two values around zero, as 16-bit numbers.
    ['alaw', format(6, 8), [0xaa, 0x2a, 0xd5, 0x55], [32256, -32256, 8, -8].map((x) => x / 32768)],
    ['mulaw', format(7, 8), [0x80, 0x00, 0xff, 0x7f], [32124, -32124, 0, -0].map((x) => x / 32768)],
  ])('%s samples are scaled to [-1, 1]', (encoding, head, data, expected) => {
    const { reader, samples } = readAll(riff(['fmt ', head], ['data', data]));
    expect(reader.header?.encoding).toBe(encoding);
    expect(samples).toEqual(expected);
  });

  test('WAVE_FORMAT_EXTENSIBLE is resolved through its sub-format', () => {
    const head = format(0xfffe, 32);
    const extension = [...u16(22), ...u16(32), ...u32(4), ...u16(3), ...new Array(14).fill(0)];
    const { reader } = readAll(riff(['fmt ', [...head, ...extension]], ['data', [0, 0, 0, 0]]));
    expect(reader.header).toMatchObject({ formatTag: 3, encoding: 'f32' });
  });

  test('a compressed format has a header but no encoding, and its audio is refused', () => {
    const reader = new WavReader();
    const bytes = riff(['fmt ', format(2, 4)], ['data', [1, 2]]);
    expect(() => reader.push(bytes)).toThrow(expect.objectContaining({ code: 'E_MEDIA_UNDECODABLE' }));
    expect(reader.header).toMatchObject({ formatTag: 2 });
    expect(reader.header?.encoding).toBeUndefined();
  });
});

describe('structure', () => {
  const head = ['fmt ', format(1, 8)] as const;

  test('odd chunks before the audio are skipped with their pad byte; what follows the audio is not audio', () => {
    const bytes = riff(['LIST', [1, 2, 3]], [...head], ['JUNK', [9]], ['data', [128, 192]], ['LIST', [0, 0]]);
    expect(readAll(bytes).samples).toEqual([0, 0.5]);
  });

  test.each([0, 0xffffffff])('a data size of %i means until the end', (size) => {
    const { reader, samples } = readAll(riff([...head], ['data', [128, 192, 0], size]));
    expect(samples.slice(0, 3)).toEqual([0, 0.5, -1]);
    expect(reader.header?.dataBytes).toBeUndefined();
    expect(reader.missingFrames).toBe(0);
  });

  test('RF64 takes its data size from ds64', () => {
    const sizes = [...u32(0), ...u32(0), ...u32(2), ...u32(0), ...u32(0), ...u32(0)];
    const bytes = riff(['ds64', sizes], [...head], ['data', [128, 192, 7, 7], 0xffffffff]);
    bytes.set(ascii('RF64'));
    const { reader, samples } = readAll(bytes);
    expect(reader.header?.dataBytes).toBe(2);
    expect(samples).toEqual([0, 0.5]);
  });

  test('truncated data is counted', () => {
    const { reader } = readAll(riff([...head], ['data', [128, 128], 10]));
    expect(reader.frames).toBe(2);
    expect(reader.missingFrames).toBe(8);
  });

  test.each([
    ['no RIFF header', Uint8Array.from(ascii('this is not a wav file'))],
    ['audio before its format', riff(['data', [1, 2]])],
    ['a format of zero channels', riff(['fmt ', format(1, 16, 0)], ['data', [1, 2]])],
    ['a format chunk of megabytes', riff(['fmt ', format(1, 16), 1 << 24], ['data', [1, 2]])],
    ['a format chunk that is too short', riff(['fmt ', [1, 0]], ['data', [1, 2]])],
  ])('%s is refused', (_, bytes) => {
    expect(() => readAll(bytes)).toThrow(expect.objectContaining({ code: 'E_MEDIA_UNDECODABLE' }));
  });
});

describe('properties', () => {
  const samples = fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 60 });

  test('what the writer wrote is read back, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        samples,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('s16', 'f32'),
        (ints, cut, encoding) => {
          const pcm = Float32Array.from(ints, (value) => value / 32768);
          const bytes = formatWav(pcm, { sampleRateHz: 16_000, encoding });
          expect(readAll(bytes, cut).samples).toEqual([...pcm]);
        },
      ),
    );
  });

  test('the reader ends on any bytes: samples or a typed error', () => {
    const start = fc.constantFrom(riff(['fmt ', format(1, 16)]), riff(), new Uint8Array(0));
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (prefix, rest) => {
        try {
          readAll(Uint8Array.from([...prefix, ...rest]), 7);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_MEDIA_UNDECODABLE' });
        }
      }),
    );
  });
});
