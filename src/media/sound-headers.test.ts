import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMpegHeader } from './mpeg-header.ts';
import { id3Length, readFlacHeader, readOggHeader, readOggTail } from './sound-headers.ts';

/** Two frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each. */
function twoFrames(modes = 0x00): Uint8Array {
  const bytes = new Uint8Array(834);
  for (const at of [0, 417]) bytes.set([0xff, 0xfb, 0x90, modes], at);
  return bytes;
}

describe('MPEG audio', () => {
  test('two frames in a row are an MP3; one alone is not', () => {
    expect(readMpegHeader(twoFrames())).toEqual({ codec: 'mp3', channels: 2, sampleRateHz: 44_100 });
    expect(readMpegHeader(twoFrames(0xc0))).toMatchObject({ channels: 1 });
    expect(readMpegHeader(twoFrames().subarray(0, 417))).toBeUndefined();
  });

  test('a Xing tag gives length and size, less the delay and padding that LAME noted', () => {
    const bytes = twoFrames();
    bytes.set(Buffer.from('Info'), 36);
    bytes.set([0, 0, 0, 3, 0, 0, 0, 100, 0, 0, 0xff, 0], 40);
    bytes.set(Buffer.from('LAME3.100'), 52);
    bytes.set([0x24, 0x03, 0x48], 52 + 21);
    const claimedSec = (100 * 1152 - 0x240 - 0x348) / 44_100;
    expect(readMpegHeader(bytes)).toMatchObject({ claimedSec, claimedBytes: 0xff00 });
  });
});

test('an ID3 tag has a length in 7-bit bytes, plus a footer where flagged', () => {
  expect(id3Length(Uint8Array.from([...Buffer.from('ID3'), 4, 0, 0, 0, 0, 2, 1]))).toBe(267);
  expect(id3Length(Uint8Array.from([...Buffer.from('ID3'), 4, 0, 0x10, 0, 0, 2, 1]))).toBe(277);
  expect(id3Length(Uint8Array.from(Buffer.from('RIFF......')))).toBe(0);
});

test('FLAC gives rate, channels and length; a length of 0 means unknown', () => {
  const bytes = new Uint8Array(42);
  bytes.set(Buffer.from('fLaC'));
  bytes.set([0x0a, 0xc4, 0x42, 0xf0, 0, 0, 0xac, 0x44], 18);
  expect(readFlacHeader(bytes)).toEqual({ codec: 'flac', channels: 2, sampleRateHz: 44_100, claimedSec: 1 });
  bytes.fill(0, 22, 26);
  expect(readFlacHeader(bytes)?.claimedSec).toBeUndefined();
});

test('any bytes are read without an exception, and end', () => {
  const start = fc.constantFrom('OggS', 'fLaC', 'ID3', '\xff\xfb\x90', '');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 300 }), (magic, rest) => {
      const bytes = Uint8Array.from([...Buffer.from(magic, 'latin1'), ...rest]);
      id3Length(bytes);
      readFlacHeader(bytes);
      readMpegHeader(bytes);
      const ogg = readOggHeader(bytes) ?? { codec: 'opus', channels: 1, sampleRateHz: 48_000 };
      expect(readOggTail(bytes, ogg).codec).toBe(ogg.codec);
    }),
  );
});
