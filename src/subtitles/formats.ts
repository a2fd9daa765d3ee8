/**
 * Formats: every output format, by name.
 * @module
 */
import { secondsToMs, type Transcript } from '../kernel/index.ts';
import type { Cue } from './cue.ts';
import { formatJson } from './json.ts';
import { type Layout, layOut } from './layout/lay-out.ts';
import { DEFAULT_PROFILE } from './profiles/default.data.ts';
import type { SubtitleProfile } from './profiles/profile.ts';
import { formatSrt } from './srt/write-srt.ts';
import { formatTxt } from './txt.ts';
import { formatVtt } from './vtt/write-vtt.ts';

/** How a transcript is written to one kind of file. */
export interface OutputFormat {
  /** File name ending without its point. */
  readonly extension: string;
  /** The whole file, UTF-8 text. `cues`: the transcript's, where they are known already. Throws InputError E_CUE_INVALID when a time is not a number. */
  readonly format: (transcript: Transcript, cues?: readonly Cue[]) => string;
}

/** Names that `-f` takes. */
export type OutputFormatName = 'srt' | 'vtt' | 'txt' | 'json';

/** The formats, in the order in which help lists them. */
export const OUTPUT_FORMATS: Readonly<Record<OutputFormatName, OutputFormat>> = {
  srt: { extension: 'srt', format: (transcript, cues = transcriptCues(transcript).cues) => formatSrt(cues) },
  vtt: { extension: 'vtt', format: (transcript, cues = transcriptCues(transcript).cues) => formatVtt(cues) },
  txt: { extension: 'txt', format: (transcript) => formatTxt(transcript) },
  json: { extension: 'json', format: (transcript) => formatJson(transcript) },
};

/** The transcript's cues as a house has them; the last does not stay beyond the end of the audio. */
export function transcriptCues(transcript: Transcript, profile: SubtitleProfile = DEFAULT_PROFILE): Layout {
  const { language, offset, duration, segments } = transcript;
  const lastEnd = segments.reduce((latest, segment) => Math.max(latest, segment.end), offset + duration);
  return layOut(segments, { profile, language, mediaEndMs: secondsToMs(lastEnd) });
}
