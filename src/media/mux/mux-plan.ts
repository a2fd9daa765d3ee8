/**
 * Mux plan: which streams of the input are kept, how, and what cannot be. Pure.
 *
 * Kept     every video, audio and subtitle stream, covers, attached files, chapters and tags; as they are wherever the
 *          container takes them. Text subtitles that it does not take become its own kind.
 * Left out what no option of FFmpeg puts into that container; each is named in `notes`.
 * @module
 */
import { isAnyOf } from '../ffprobe.ts';
import type { Container } from './containers.data.ts';
import type { MediaLayout, MediaStream } from './media-layout.ts';

/** Subtitles that are text, and can become text of another kind. */
const TEXT_CODECS = ['subrip', 'ass', 'ssa', 'webvtt', 'mov_text', 'text', 'hdmv_text_subtitle'];
/** Data of QuickTime and MP4 that ffmpeg makes again by itself: the track that lists chapters, and the time code. */
const REMADE_DATA = ['text', 'tmcd'];

/** What becomes of the input's streams. */
export interface MuxPlan {
  /** Streams that go through, in the order of the input; attached pictures are not among them. */
  readonly kept: readonly MediaStream[];
  /** Covers that must be taken out and attached again. */
  readonly covers: readonly MediaStream[];
  /** By their place among the kept subtitles: those that change their codec. */
  readonly converted: ReadonlyMap<number, MediaStream>;
  /** How many subtitles there are in front of the new ones. */
  readonly subtitles: number;
  readonly attachments: number;
  readonly notes: readonly string[];
}

type Fate = 'keep' | 'cover' | 'convert' | 'drop' | 'remade';

/** Decides for each stream. */
export function planMux(layout: MediaLayout, container: Container): MuxPlan {
  const fates = layout.streams.map((stream) => ({ stream, fate: fateOf(stream, layout, container) }));
  const withFate = (...wanted: readonly Fate[]): MediaStream[] =>
    fates.filter(({ fate }) => wanted.includes(fate)).map(({ stream }) => stream);
  const kept = withFate('keep', 'convert');
  const subtitles = kept.filter(({ kind }) => kind === 'subtitle');
  const convert = new Set(withFate('convert'));
  const converted = new Map([...subtitles.entries()].filter(([, stream]) => convert.has(stream)));
  return {
    kept,
    covers: withFate('cover'),
    converted,
    subtitles: subtitles.length,
    attachments: kept.filter(({ kind }) => kind === 'attachment').length,
    notes: [
      ...[...converted.values()].map(
        (stream) =>
          `${nameOf(stream)} became ${container.convertTo}, since ${container.title} takes no other.`,
      ),
      ...withFate('drop').map(
        (stream) => `${nameOf(stream)} was left out: ${container.title} cannot hold it.`,
      ),
    ],
  };
}

function fateOf(stream: MediaStream, layout: MediaLayout, container: Container): Fate {
  const { kind, codec, isPicture } = stream;
  if (isPicture) return pictureFate(container);
  if (kind === 'video' || kind === 'audio') return 'keep';
  if (kind === 'subtitle' && container.holds.includes(codec)) return 'keep';
  if (kind === 'subtitle') return TEXT_CODECS.includes(codec) ? 'convert' : 'drop';
  if (kind === 'attachment') return container.pictures === 'attached' ? 'keep' : 'drop';
  return isAnyOf(layout.format, ['mov']) ? movieDataFate(stream, container) : 'drop';
}

function movieDataFate({ kind, tag }: MediaStream, { pictures }: Container): Fate {
  const isMovie = pictures === 'stream';
  if (REMADE_DATA.includes(tag)) return tag === 'text' || isMovie ? 'remade' : 'drop';
  return kind === 'data' && isMovie ? 'keep' : 'drop';
}

function pictureFate({ pictures }: Container): Fate {
  if (pictures === 'attached') return 'cover';
  return pictures === 'stream' ? 'keep' : 'drop';
}

/** `Subtitle track 3 (dvb_teletext)`. */
function nameOf({ kind, codec, index, tag, isPicture }: MediaStream): string {
  const word = isPicture ? 'cover' : kind || 'unknown';
  const name = codec === 'unknown' || codec === 'bin_data' ? tag : codec;
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)} track ${index} (${name})`;
}
