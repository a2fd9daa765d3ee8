/**
 * Sound headers: the few facts that the headers of FLAC and Ogg files hold. Pure functions on bytes.
 *
 * Source  RFC 9639 (FLAC), RFC 3533 (Ogg), RFC 7845 (Opus), Vorbis I specification 4.2.2, ID3v2.4.
 * @module
 */

/** Bits of an Ogg page's flags. */
const OGG_FIRST_PAGE = 2;
const OGG_LAST_PAGE = 4;

/** Facts about a sound file; a length only where the header states one. */
export interface SoundFacts {
  readonly codec: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly claimedSec?: number;
  /** Bytes the file should have from the first audio byte on; less means it is cut off. */
  readonly claimedBytes?: number;
  /** Length as far as the file goes; known even when its end is missing. */
  readonly lengthSec?: number;
  /** Whether the end of the stream is missing. */
  readonly isCutOff?: boolean;
}

/** Bytes taken by an ID3v2 tag at the start; 0 when there is none. */
export function id3Length(bytes: Uint8Array): number {
  if (bytes.length < 10 || !hasTag(bytes, 0, 'ID3')) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
  const footer = (bytes[5] ?? 0) & 0x10 ? 10 : 0;
  return 10 + footer + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127);
}

/** STREAMINFO of a FLAC file; undefined when the bytes are not FLAC. */
export function readFlacHeader(bytes: Uint8Array): SoundFacts | undefined {
  if (bytes.length < 42 || !hasTag(bytes, 0, 'fLaC')) return undefined;
  const view = viewOf(bytes);
  const packed = view.getUint32(18);
  const sampleRateHz = packed >>> 12;
  const samples = (view.getUint8(21) & 15) * 2 ** 32 + view.getUint32(22);
  if (sampleRateHz === 0) return undefined;
  const facts = { codec: 'flac', channels: ((packed >>> 9) & 7) + 1, sampleRateHz };
  return samples === 0 ? facts : { ...facts, claimedSec: samples / sampleRateHz };
}

/** The first packet of an Ogg file; undefined when it is not Ogg or holds something else than one sound stream. */
export function readOggHeader(bytes: Uint8Array): SoundFacts | undefined {
  if (bytes.length < 64 || !hasTag(bytes, 0, 'OggS')) return undefined;
  const view = viewOf(bytes);
  const packet = 27 + view.getUint8(26);
  const next = packet + bytes.subarray(27, packet).reduce((sum, length) => sum + length, 0);
  // A second stream begins right after the first when there are several (video, or several tracks).
  if (hasTag(bytes, next, 'OggS') && ((bytes[next + 5] ?? 0) & OGG_FIRST_PAGE) !== 0) return undefined;
  if (packet + 32 > bytes.length) return undefined;
  if (hasTag(bytes, packet, 'OpusHead')) {
    return { codec: 'opus', channels: view.getUint8(packet + 9), sampleRateHz: 48_000 };
  }
  if (hasTag(bytes, packet, '\x01vorbis')) {
    return {
      codec: 'vorbis',
      channels: view.getUint8(packet + 11),
      sampleRateHz: view.getUint32(packet + 12, true),
    };
  }
  if (!hasTag(bytes, packet, '\x7fFLAC')) return undefined;
  const flac = readFlacHeader(bytes.subarray(packet + 9));
  return flac === undefined ? undefined : { ...flac, codec: 'ogg-flac' };
}

/** Length of an Ogg sound file, from the last whole page in the file's `tail`; also whether the stream ends there. */
export function readOggTail(tail: Uint8Array, facts: SoundFacts): SoundFacts {
  for (let at = tail.length - 27; at >= 0; at--) {
    if (!hasTag(tail, at, 'OggS')) continue;
    const body = at + 27 + (tail[at + 26] ?? 0);
    const end = tail.subarray(at + 27, body).reduce((sum, length) => sum + length, body);
    const granule = viewOf(tail).getBigInt64(at + 6, true);
    if (end > tail.length || granule < 0n) continue;
    const isCutOff = ((tail[at + 5] ?? 0) & OGG_LAST_PAGE) === 0 || end < tail.length;
    return { ...facts, lengthSec: Number(granule) / facts.sampleRateHz, isCutOff };
  }
  return { ...facts, isCutOff: true };
}

/** Whether `tag` stands at a place. */
export function hasTag(bytes: Uint8Array, at: number, tag: string): boolean {
  return (
    at + tag.length <= bytes.length && [...tag].every((letter, i) => bytes[at + i] === letter.charCodeAt(0))
  );
}

/** A big- or little-endian view of the same bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
