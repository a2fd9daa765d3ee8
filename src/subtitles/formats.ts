/**
 * Formats: every output format, by name.
 * @module
 */
import { secondsToMs, type Transcript } from '../kernel/index.ts';
import type { Cue } from './cue.ts';
import { type Layout, type LayoutOptions, layOut } from './layout/lay-out.ts';
import { DEFAULT_PROFILE } from './profiles/default.data.ts';
import type { SubtitleProfile } from './profiles/profile.ts';
import { formatSrt } from './srt/write-srt.ts';
import { formatCsv } from './tables/csv-format.ts';
import { formatTsv } from './tables/tsv-format.ts';
import { type KnownFormat, TRACK_FORMATS } from './track/track-formats.ts';
import { rowsOf } from './transcripts/track-transcript.ts';
import { TRANSCRIPT_FORMATS, type TranscriptFormatName } from './transcripts/transcript-formats.ts';
import { formatVtt } from './vtt/write-vtt.ts';

/** How a transcript is written to one kind of file. */
export interface OutputFormat {
  /** File name ending without its point; no two formats have the same. */
  readonly extension: string;
  /** The whole file, UTF-8 text. `cues`: the transcript's, where they are known already. Throws InputError E_CUE_INVALID when a time is not a number. */
  readonly format: (transcript: Transcript, cues?: readonly Cue[]) => string;
}

/** Names that `-f` takes. */
export type OutputFormatName = Exclude<KnownFormat, 'ssa'> | TranscriptFormatName;

/** The formats, in the order in which help lists them. */
export const OUTPUT_FORMATS: Readonly<Record<OutputFormatName, OutputFormat>> = {
  srt: { extension: 'srt', format: (transcript, cues = transcriptCues(transcript).cues) => formatSrt(cues) },
  vtt: { extension: 'vtt', format: (transcript, cues = transcriptCues(transcript).cues) => formatVtt(cues) },
  txt: spoken('txt'),
  json: spoken('json'),
  ass: cued('ass'),
  ttml: cued('ttml'),
  imsc: cued('imsc'),
  'ebu-tt-d': cued('ebu-tt-d'),
  sbv: cued('sbv'),
  lrc: cued('lrc'),
  tsv: { extension: 'tsv', format: (transcript) => formatTsv(rowsOf(transcript)) },
  csv: { extension: 'csv', format: (transcript) => formatCsv(rowsOf(transcript)) },
  md: spoken('md'),
  openai: spoken('openai'),
  whispercpp: spoken('whispercpp'),
  whisperx: spoken('whisperx'),
};

function spoken(name: TranscriptFormatName): OutputFormat {
  const { extension, write } = TRANSCRIPT_FORMATS[name];
  return { extension, format: (transcript) => write(transcript) };
}

function cued(name: KnownFormat): OutputFormat {
  const { extensions, write } = TRACK_FORMATS[name];
  return {
    extension: extensions[0] ?? name,
    format: (transcript, cues = transcriptCues(transcript).cues) => {
      const { language } = transcript;
      return write({ cues, ...(language === 'und' ? {} : { language }) });
    },
  };
}

/** The transcript's cues as a house has them; the last does not stay beyond the end of the audio. */
export function transcriptCues(
  transcript: Transcript,
  profile: SubtitleProfile = DEFAULT_PROFILE,
  marks: Pick<LayoutOptions, 'shots' | 'turns'> = {},
): Layout {
  const { language, offset, duration, segments } = transcript;
  const lastEnd = segments.reduce((latest, segment) => Math.max(latest, segment.end), offset + duration);
  return layOut(segments, { profile, language, mediaEndMs: secondsToMs(lastEnd), ...marks });
}
