/**
 * MPEG header: the first frame of an MP3 (or MP1, MP2) stream and its Xing tag. Pure functions on bytes.
 *
 * Source  ISO 11172-3 and 13818-3; the Xing and LAME tag layouts as LAME writes them.
 * @module
 */
import { hasTag, type SoundFacts, viewOf } from './sound-headers.ts';

/** An MPEG audio frame header, decoded. */
interface MpegFrame {
  readonly layer: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly samples: number;
  readonly bytes: number;
  /** Where a Xing or Info tag lies, from the start of the frame. */
  readonly tagAt: number;
}

/** How far into the file the first frame may lie. */
const MPEG_SEARCH_BYTES = 8192;

/** The first MPEG audio frame and its Xing tag; undefined unless two frames in a row are found. */
export function readMpegHeader(bytes: Uint8Array): SoundFacts | undefined {
  for (let at = 0; at < Math.min(bytes.length - 4, MPEG_SEARCH_BYTES); at++) {
    const frame = readMpegFrame(bytes, at);
    if (frame === undefined) continue;
    const following = readMpegFrame(bytes, at + frame.bytes);
    if (following?.sampleRateHz !== frame.sampleRateHz || following.layer !== frame.layer) continue;
    const { layer, channels, sampleRateHz } = frame;
    return { codec: `mp${layer}`, channels, sampleRateHz, ...readXing(bytes, at, frame) };
  }
  return undefined;
}

/** Bit rates in kbit/s by header index; index 0 (free format) is not supported, 15 is forbidden. */
const RATES_1_1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
const RATES_1_2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
const RATES_1_3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2_1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
const RATES_2_23 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const BASE_RATES_HZ = [44_100, 48_000, 32_000];

/** What differs between MPEG-1, 2 and 2.5; lists are by layer. */
interface Generation {
  readonly divisor: number;
  readonly bitRates: readonly (readonly number[])[];
  readonly samples: readonly number[];
  readonly monoSideBytes: number;
  readonly stereoSideBytes: number;
}

const MPEG_1: Generation = {
  divisor: 1,
  bitRates: [RATES_1_1, RATES_1_2, RATES_1_3],
  samples: [384, 1152, 1152],
  monoSideBytes: 17,
  stereoSideBytes: 32,
};
const MPEG_2: Generation = {
  divisor: 2,
  bitRates: [RATES_2_1, RATES_2_23, RATES_2_23],
  samples: [384, 1152, 576],
  monoSideBytes: 9,
  stereoSideBytes: 17,
};
/** By the two version bits; 1 is reserved. */
const GENERATIONS = [{ ...MPEG_2, divisor: 4 }, undefined, MPEG_2, MPEG_1];

function readMpegFrame(bytes: Uint8Array, at: number): MpegFrame | undefined {
  const [sync = 0, version = 0, rates = 0, modes = 0] = bytes.subarray(at, at + 4);
  if (sync !== 0xff || (version & 0xe0) !== 0xe0) return undefined;
  const layer = 4 - ((version >> 1) & 3);
  if (layer === 4) return undefined;
  const generation = GENERATIONS[(version >> 3) & 3];
  const baseHz = BASE_RATES_HZ[(rates >> 2) & 3];
  if (generation === undefined || baseHz === undefined) return undefined;
  const bitRate = generation.bitRates[layer - 1]?.[rates >> 4] ?? 0;
  if (bitRate === 0) return undefined;
  const sampleRateHz = baseHz / generation.divisor;
  const samples = generation.samples[layer - 1] ?? 0;
  const slotBytes = layer === 1 ? 4 : 1;
  const padding = (rates >> 1) & 1;
  const length = (Math.floor((samples * bitRate * 125) / sampleRateHz / slotBytes) + padding) * slotBytes;
  const isMono = modes >> 6 === 3;
  const tagAt = 4 + (isMono ? generation.monoSideBytes : generation.stereoSideBytes);
  return { layer, sampleRateHz, channels: isMono ? 1 : 2, samples, bytes: length, tagAt };
}

/** Length and size from a Xing or Info tag, less the encoder's delay and padding where LAME noted them. */
function readXing(
  bytes: Uint8Array,
  at: number,
  frame: MpegFrame,
): { claimedSec?: number; claimedBytes?: number } {
  const tag = at + frame.tagAt;
  if (tag + 160 > bytes.length || !(hasTag(bytes, tag, 'Xing') || hasTag(bytes, tag, 'Info'))) return {};
  const view = viewOf(bytes);
  const flags = view.getUint32(tag + 4);
  let field = tag + 8;
  const frames = flags & 1 ? view.getUint32(field) : undefined;
  if (flags & 1) field += 4;
  const claimedBytes = flags & 2 ? view.getUint32(field) : undefined;
  if (flags & 2) field += 4;
  if (flags & 4) field += 100;
  if (flags & 8) field += 4;
  if (frames === undefined) return {};
  const hasDelay = hasTag(bytes, field, 'LAME') || hasTag(bytes, field, 'Lav');
  const delays = hasDelay ? view.getUint32(field + 20) & 0xffffff : 0;
  const trimmed = (delays >>> 12) + (delays & 0xfff);
  const claimedSec = Math.max(0, frames * frame.samples - trimmed) / frame.sampleRateHz;
  return claimedBytes === undefined ? { claimedSec } : { claimedSec, claimedBytes };
}
