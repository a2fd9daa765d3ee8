/**
 * VTT: format WebVTT text.
 *
 * In/out  Cue[] -> text with LF line ends; no cues, the header alone.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  W3C WebVTT, section 4 (syntax); rules VTT1 to VTT5 in ./SPEC.md; checked against ffmpeg.
 * @module
 */
import { cleanLines } from './clean-text.ts';
import { type Cue, checkCues } from './cue.ts';
import { formatTimestamp } from './timestamp.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Cues as WebVTT text. Cues without visible text are left out. */
export function formatVtt(cues: readonly Cue[]): string {
  checkCues(cues);
  const blocks = cues
    .map((cue) => ({ cue, lines: cleanLines(cue.lines) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ cue, lines }) => {
      const times = `${formatTimestamp(cue.startMs, '.')} --> ${formatTimestamp(cue.endMs, '.')}`;
      return `\n${times}\n${escapeText(lines.join('\n'))}\n`;
    });
  return `WEBVTT\n${blocks.join('')}`;
}

/** No `<` can open a tag, no `&` an entity, and no `-->` can stand in the text. */
function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}
