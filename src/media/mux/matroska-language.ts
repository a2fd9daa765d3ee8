/**
 * Matroska language: the BCP 47 tag of a track, which ffmpeg cannot write, put into a file that ffmpeg wrote.
 *
 * How     ffmpeg is given a name for the track that is longer by the room the tag needs; then the end of that name gives
 *         way to the tag. No byte of the file moves, so nothing that points into it becomes wrong.
 * Throws  InternalError when a file to be written is not laid out as ffmpeg does it; any file can be read.
 * Source  RFC 8794 (EBML: ids, sizes, CRC-32), RFC 9559 section 5.1.4.1 (TrackEntry: Name, Language, LanguageBCP47).
 * @module
 */
import { crc32 } from 'node:zlib';
import { InternalError } from '../../kernel/index.ts';
import { type FileHandle, openFile } from '../../platform/index.ts';

/** A track's place among the entries of the file, and its tag. */
export interface TrackTag {
  readonly entry: number;
  /** BCP 47, ASCII. */
  readonly tag: string;
}

const [SEGMENT, CLUSTER, TRACKS, TRACK_ENTRY, NAME, CRC] = [
  0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0x536e, 0xbf,
];
/** Id of LanguageBCP47. */
const LANGUAGE_TAG = [0x22, 0xb5, 0x9d];
const TAG = 0x22b59d;
/** What a file may say a tag is. */
const PLAIN_TAG = /^[A-Za-z0-9-]{2,64}$/;
/** The list of tracks is among the first elements, or looked for no further. */
const MAX_ELEMENTS = 64;
/** Longest list of tracks that is read. */
const MAX_TRACKS_BYTES = 16 * 1024 * 1024;

/** The name to give ffmpeg, so that there is room for the tag. */
export function nameWithRoom(title: string | undefined, tag: string): string {
  // A tag takes 4 bytes beside itself; without a title all of the name's element, 3 bytes and its text, gives way.
  return !title ? '-'.repeat(tag.length + 1) : title + '-'.repeat(tag.length + 4);
}

/** The tags that the tracks of a Matroska file have, one for each entry; none where its tracks are not found at its start. */
export async function readLanguageTags(path: string): Promise<readonly (string | undefined)[]> {
  const handle = await openFile(path, 'r');
  try {
    const tracks = await findTracks(handle);
    if (tracks === undefined) return [];
    const body = await readBody(handle, tracks);
    const entries = children(body).filter(({ id }) => id === TRACK_ENTRY);
    return entries.map((entry) => {
      const tag = children(body, entry.at, entry.at + entry.size).find(({ id }) => id === TAG);
      const text = tag && body.toString('latin1', tag.at, tag.at + tag.size);
      return text !== undefined && PLAIN_TAG.test(text) ? text : undefined;
    });
  } finally {
    await handle.close();
  }
}

/** Puts the tags into a Matroska file in whose tracks there is room for them. */
export async function writeLanguageTags(path: string, tags: readonly TrackTag[]): Promise<void> {
  if (tags.length === 0) return;
  const handle = await openFile(path, 'r+');
  try {
    const tracks = await findTracks(handle);
    if (tracks === undefined) throw new InternalError('a Matroska file without tracks at its start');
    const body = await readBody(handle, tracks);
    const entries = children(body).filter(({ id }) => id === TRACK_ENTRY);
    for (const { entry, tag } of tags) putTag(body, entries[entry], tag);
    renewChecksum(body);
    await handle.write(body, 0, body.length, tracks.at);
  } finally {
    await handle.close();
  }
}

/** An element: its own bytes from `start`, its content from `at`. */
interface Element {
  readonly id: number;
  readonly start: number;
  readonly at: number;
  readonly size: number;
}

/** Walks through the file's first elements to the list of tracks, which ffmpeg writes before any media. */
async function findTracks(handle: FileHandle): Promise<Element | undefined> {
  const head = Buffer.alloc(12);
  let position = 0;
  for (let count = 0; count < MAX_ELEMENTS; count++) {
    const { bytesRead } = await handle.read(head, 0, head.length, position);
    const found = readHeader(head.subarray(0, bytesRead), 0);
    if (found === undefined || found.id === CLUSTER)
      throw new InternalError('a Matroska file without tracks');
    const at = position + found.at;
    if (found.id === TRACKS && found.size <= MAX_TRACKS_BYTES) return { ...found, start: position, at };
    position = found.id === SEGMENT ? at : at + found.size;
  }
  return undefined;
}

async function readBody(handle: FileHandle, { at, size }: Element): Promise<Buffer> {
  const body = Buffer.alloc(size);
  const { bytesRead } = await handle.read(body, 0, size, at);
  return body.subarray(0, bytesRead);
}

/** The elements in a parent's content, or in a part of it. */
function children(bytes: Buffer, from = 0, to: number = bytes.length): Element[] {
  const found: Element[] = [];
  for (let position = from; position < to; ) {
    const element = readHeader(bytes, position);
    if (element === undefined) break;
    found.push(element);
    position = element.at + element.size;
  }
  return found;
}

/** Id and size at a position; a size of unknown length comes out as the largest there is. */
function readHeader(bytes: Buffer, start: number): Element | undefined {
  const idLength = Math.clz32(bytes[start] ?? 0) - 23;
  const sizeLength = Math.clz32(bytes[start + idLength] ?? 0) - 23;
  const at = start + idLength + sizeLength;
  if (idLength > 4 || sizeLength > 8 || at > bytes.length) return undefined;
  const marked = bytes.subarray(start + idLength, at);
  const size = marked.reduce(
    (sum, byte, index) => sum * 256 + (index === 0 ? byte & (0xff >> sizeLength) : byte),
    0,
  );
  return { id: bytes.readUIntBE(start, idLength), start, at, size };
}

/** Replaces the spare end of a track's name, or all of it where nothing else is in it, by the tag. */
function putTag(body: Buffer, entry: Element | undefined, tag: string): void {
  const name = entry && children(body, entry.at, entry.at + entry.size).find(({ id }) => id === NAME);
  if (name === undefined) throw new InternalError('a Matroska track without the name it was given');
  const element = Buffer.from([...LANGUAGE_TAG, 0x80 | tag.length, ...Buffer.from(tag, 'latin1')]);
  const end = name.at + name.size;
  element.copy(body, end - element.length);
  const left = name.size - element.length;
  // Nothing is left of a name that was room and nothing else: the tag begins where it began.
  if (left > 0) writeSize(body, name, left);
}

/** Writes a smaller size into the same bytes. */
function writeSize(body: Buffer, { start, at }: Element, size: number): void {
  const length = at - start - 2;
  body.writeUIntBE(size, at - length, length);
  body[at - length] = (body[at - length] ?? 0) | (0x80 >> (length - 1));
}

/** The checksum in front covers all that follows it. */
function renewChecksum(body: Buffer): void {
  const [first] = children(body, 0, 6);
  if (first?.id === CRC) body.writeUInt32LE(crc32(body.subarray(first.at + first.size)), first.at);
}
