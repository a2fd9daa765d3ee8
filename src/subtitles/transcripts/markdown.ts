/**
 * Markdown: a transcript to be read, in paragraphs with their times and speakers. Written only: what was said when is
 * not in it any more, so that it is not read back.
 *
 * Source  CommonMark 0.31; times as media fragments (W3C Media Fragments URI 1.0, section 4.2.1); rules MD1 to MD3 in
 *         ../SPEC.md.
 * @module
 */
import { cleanLine, isBlank } from '../clean-text.ts';
import { joinsWithoutSpace } from '../scripts.ts';
import type { SpokenSegment, SpokenTranscript } from './spoken.ts';

/** A silence this long ends a paragraph. */
const PAUSE_SEC = 2;
/** A paragraph this long ends with the next sentence. */
const LONG_CHARS = 500;
const SENTENCE_END = /[.!?…。！？][)"'”’»」』\]]*$/u;

interface Paragraph {
  readonly start: number;
  readonly speaker: string | undefined;
  text: string;
  end: number;
}

/** The transcript as Markdown; `title` stands above it. */
export function formatMarkdown({ segments }: SpokenTranscript, title?: string): string {
  const heading = title === undefined ? [] : [`# ${escapeMarkdown(cleanLine(title))}`];
  const blocks = paragraphsOf(segments).map(({ start, speaker, text }, index, all) => {
    const isNew = speaker !== undefined && speaker !== all[index - 1]?.speaker;
    const name = isNew ? `**${escapeMarkdown(cleanLine(speaker))}:** ` : '';
    return `[${clock(start)}](#t=${Math.floor(start)}) ${name}${escapeMarkdown(text)}`;
  });
  return [...heading, ...blocks].map((block) => `${block}\n`).join('\n');
}

function paragraphsOf(segments: readonly SpokenSegment[]): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const { start, end, text, speaker } of segments) {
    const line = cleanLine(text);
    if (isBlank(line)) continue;
    const last = paragraphs.at(-1);
    const isLong = last !== undefined && last.text.length > LONG_CHARS && SENTENCE_END.test(last.text);
    if (last === undefined || isLong || speaker !== last.speaker || start - last.end >= PAUSE_SEC) {
      paragraphs.push({ start, speaker, text: line, end });
    } else {
      last.text += `${joinsWithoutSpace(last.text, line) ? '' : ' '}${line}`;
      last.end = Math.max(last.end, end);
    }
  }
  return paragraphs;
}

/** `0:05`, `1:02:03`: rounded down, so that the words are not missed. */
function clock(seconds: number): string {
  const total = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(total % 60)}` : `${minutes}:${two(total % 60)}`;
}

/** Text that Markdown does not take for markup (CommonMark 2.4), nor for HTML. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]/g, '\\$&');
}
