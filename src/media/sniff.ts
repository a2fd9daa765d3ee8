/**
 * Sniff: what a file is by its content, never by its name.
 *
 * Throws  InputError E_MEDIA_NOT_FOUND (absent, a folder, unreadable), E_MEDIA_UNDECODABLE (empty; a broken WAV header).
 * @module
 */
import { type WavHeader, WavReader } from '../audio/index.ts';
import { InputError, systemCode } from '../kernel/index.ts';
import { type FileHandle, openFile, statIfPresent } from '../platform/index.ts';
import { notFound, undecodable } from './media-errors.ts';
import { readMpegHeader } from './mpeg-header.ts';
import {
  hasTag,
  id3Length,
  readFlacHeader,
  readOggHeader,
  readOggTail,
  type SoundFacts,
} from './sound-headers.ts';

/** Enough for any header but a WAV's, whose leading chunks may be long. */
const HEAD_BYTES = 64 * 1024;
/** Where to stop looking for a WAV's audio: no honest file has this much before it. */
const MAX_WAV_HEAD_BYTES = 64 * 1024 * 1024;
/** System errors that mean "not ours to read". */
const FORBIDDEN = ['EACCES', 'EPERM'];

/** What a file turned out to be. */
export type Sniffed =
  | { readonly kind: 'wav'; readonly header: WavHeader; readonly facts: SoundFacts }
  /** Decodable in-process: the codec says how. `audioAt` is where an ID3 tag ends. */
  | {
      readonly kind: 'sound';
      readonly facts: SoundFacts;
      readonly audioAt: number;
    }
  /** Readable text, so no media at all. */
  | { readonly kind: 'text' }
  /** Video, or sound in a container or codec that only ffmpeg reads. */
  | { readonly kind: 'other' };

/** Opens the file, looks at its first bytes and closes it. */
export async function sniffMedia(path: string): Promise<Sniffed> {
  const fileBytes = await checkFile(path);
  const handle = await openReadable(path);
  try {
    const start = await readAt(handle, 0, HEAD_BYTES);
    if (['RIFF', 'RF64', 'BW64'].some((tag) => hasTag(start, 0, tag)) && hasTag(start, 8, 'WAVE')) {
      return await sniffWav(handle, { path, fileBytes });
    }
    const audioAt = id3Length(start);
    const head = audioAt === 0 ? start : await readAt(handle, audioAt, HEAD_BYTES);
    const facts = await readSoundFacts(handle, head, { audioAt, fileBytes });
    if (facts !== undefined) return { kind: 'sound', facts, audioAt };
    return { kind: looksLikeText(start) ? 'text' : 'other' };
  } finally {
    await handle.close();
  }
}

/** Facts of a sound file that can be decoded in-process; undefined for anything else. */
async function readSoundFacts(
  handle: FileHandle,
  head: Uint8Array,
  { audioAt, fileBytes }: { readonly audioAt: number; readonly fileBytes: number },
): Promise<SoundFacts | undefined> {
  const ogg = readOggHeader(head);
  if (ogg !== undefined) {
    return readOggTail(await readAt(handle, Math.max(0, fileBytes - HEAD_BYTES), HEAD_BYTES), ogg);
  }
  const facts = readFlacHeader(head) ?? readMpegHeader(head);
  if (facts?.claimedBytes === undefined) return facts;
  return { ...facts, isCutOff: fileBytes - audioAt < facts.claimedBytes };
}

/** Size of a regular, non-empty file. */
async function checkFile(path: string): Promise<number> {
  let stats: Awaited<ReturnType<typeof statIfPresent>>;
  try {
    stats = await statIfPresent(path);
  } catch (error) {
    if (FORBIDDEN.includes(systemCode(error) ?? ''))
      throw notFound(path, 'may not be read by this user', error);
    if (systemCode(error) === 'ENAMETOOLONG') throw notFound(path, 'does not exist', error);
    throw error;
  }
  if (stats === undefined) throw notFound(path, 'does not exist');
  if (stats.isDirectory()) throw notFound(path, 'is a folder, not a media file');
  if (!stats.isFile()) throw notFound(path, 'is not a regular file');
  if (stats.size === 0) throw undecodable(path, 'the file is empty.');
  return stats.size;
}

async function openReadable(path: string): Promise<FileHandle> {
  try {
    return await openFile(path, 'r');
  } catch (error) {
    if (FORBIDDEN.includes(systemCode(error) ?? ''))
      throw notFound(path, 'may not be read by this user', error);
    throw error;
  }
}

async function sniffWav(
  handle: FileHandle,
  file: { readonly path: string; readonly fileBytes: number },
): Promise<Sniffed> {
  const reader = new WavReader();
  let at = 0;
  while (reader.header === undefined && at < Math.min(file.fileBytes, MAX_WAV_HEAD_BYTES)) {
    const bytes = await readAt(handle, at, HEAD_BYTES);
    if (bytes.length === 0) break;
    at += bytes.length;
    pushHeader(reader, bytes, file.path);
  }
  const { header } = reader;
  if (header === undefined) throw undecodable(file.path, 'its WAV header ends before any audio.');
  const { channels, sampleRateHz, dataBytes, frameBytes } = header;
  const claim =
    dataBytes === undefined || header.encoding === undefined
      ? {}
      : { claimedSec: Math.floor(dataBytes / frameBytes) / sampleRateHz };
  return { kind: 'wav', header, facts: { codec: wavCodec(header), channels, sampleRateHz, ...claim } };
}

/** Feeds header bytes; samples that come along are dropped, and a compressed codec is no error yet. */
function pushHeader(reader: WavReader, bytes: Uint8Array, path: string): void {
  try {
    reader.push(bytes);
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'E_MEDIA_UNDECODABLE') throw error;
    if (reader.header === undefined) throw undecodable(path, error.message, { cause: error });
  }
}

/** ffmpeg's names. */
function wavCodec(header: WavHeader): string {
  const { encoding } = header;
  if (encoding === undefined) return `wav-0x${header.formatTag.toString(16)}`;
  const isPlain = ['u8', 'alaw', 'mulaw'].includes(encoding);
  return isPlain ? `pcm_${encoding}` : `pcm_${encoding}le`;
}

async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, at);
  return buffer.subarray(0, bytesRead);
}

/** Valid UTF-8 (up to a cut character at the end) without control characters. */
function looksLikeText(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes.subarray(0, 4096), { stream: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
  return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/.test(text);
}
