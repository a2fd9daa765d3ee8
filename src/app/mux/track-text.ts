/**
 * Track text: cues as the subtitle file that a container takes, and read back from it.
 * @module
 */
import type { Container } from '../../media/index.ts';
import { type Cue, formatSrt, formatVtt, parseSrt, parseVtt } from '../../subtitles/index.ts';

/** What ffmpeg reads as a line break or as a style on the way to `mov_text`, whatever it was meant to be. */
const STYLE_LIKE = /\\(?=[Nnh{}\\])/g;
const WORD_JOINER = '\u2060';
/** SubRip's markup that WebVTT has no word for. */
const SUBRIP_ONLY = /<\/?(?:font|s)(?:\s[^<>]*)?>|\{\\[^{}]*\}/gi;

/** The subtitle file for a container. Cues come out in order, without those that show nothing. */
export function trackText(cues: readonly Cue[], { textForm, textCodec }: Container): string {
  if (textForm === 'webvtt') {
    const plain = cues.map((cue) => ({
      ...cue,
      lines: cue.lines.map((line) => line.replace(SUBRIP_ONLY, '')),
    }));
    return formatVtt(plain).replace(/&lt;(\/?[ibu])&gt;/g, '<$1>');
  }
  const text = formatSrt(cues);
  // An invisible character keeps a backslash from what it would make a command of.
  return textCodec === 'mov_text' ? text.replace(STYLE_LIKE, `\\${WORD_JOINER}`) : text;
}

/** The cues of a subtitle file. */
export function readTrackText(text: string, form: 'srt' | 'webvtt'): readonly Cue[] {
  return (form === 'webvtt' ? parseVtt(text) : parseSrt(text)).cues;
}
