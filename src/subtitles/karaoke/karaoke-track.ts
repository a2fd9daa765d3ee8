/**
 * Karaoke track: cues whose words show when they are said.
 *
 * Karaoke    each word's run has its time: inline timestamps in WebVTT, `\k` in ASS, tags in LRC. In ASS a style dims what
 *            is not said yet; in WebVTT the page's own does (`::cue(:future)`), since a STYLE block is where ffmpeg 5, and mpv
 *            with it, ends reading.
 * Highlight  a cue for each word, of the same text with the word underlined, and a plain one for each pause: for formats and
 *            players that know nothing of times inside cues. As openai-whisper's `--highlight_words`, except that the text
 *            stays until the cue's own end.
 * Cues without words stay as they are.
 * @module
 */
import type { Cue, CueWord } from '../cue.ts';
import type { SubtitleTrack, TextRun, TrackCue, TrackStyle } from '../track/track.ts';

/** How words are shown. */
export type WordStyle = 'karaoke' | 'highlight';

/** A line cut at its words, and which word each part is of. */
interface LinePart {
  readonly text: string;
  /** Index of the cue's word; undefined: the line has none. */
  readonly word?: number;
}

/** In ASS dimmed until it is said. */
const KARAOKE_STYLE: TrackStyle = {
  name: 'Default',
  marks: {},
  // ASS writes colours as alpha, blue, green, red. `\k` shows the secondary colour first, then the primary one.
  native: { ass: { primarycolour: '&H00FFFFFF', secondarycolour: '&H008C8C8C' } },
};

/** Cues as a track that shows their words. */
export function karaokeTrack(cues: readonly Cue[], { style }: { readonly style: WordStyle }): SubtitleTrack {
  if (style === 'highlight') return { cues: cues.flatMap(highlighted) };
  return { cues: cues.map(timed), styles: [KARAOKE_STYLE] };
}

function timed(cue: Cue): TrackCue {
  const words = wholeWords(cue);
  if (words.length === 0) return cue;
  // A time must lie behind the one before it, and inside the cue; what has none shows with the run in front of it.
  let latest = cue.startMs;
  const starts = words.map(({ startMs }) => {
    if (startMs <= latest || startMs >= cue.endMs) return undefined;
    latest = startMs;
    return startMs;
  });
  const runs = cue.lines.map((text, line) =>
    partsOf(text, line, words).map((part): TextRun => {
      const startMs = part.word === undefined ? undefined : starts[part.word];
      return { text: part.text, ...(startMs === undefined ? {} : { startMs }) };
    }),
  );
  return { ...cue, runs };
}

function highlighted(cue: Cue): TrackCue[] {
  const { lines, startMs, endMs } = cue;
  const shown: TrackCue[] = [];
  let at = startMs;
  const show = (untilMs: number, runs?: TrackCue['runs']): void => {
    if (untilMs > at)
      shown.push({ startMs: at, endMs: untilMs, lines, ...(runs === undefined ? {} : { runs }) });
    at = Math.max(at, untilMs);
  };
  for (const word of wholeWords(cue)) {
    show(Math.min(endMs, word.startMs));
    show(Math.min(endMs, word.endMs), underlined(lines, word));
  }
  show(endMs);
  return shown;
}

function underlined(lines: readonly string[], { line, from, to }: CueWord): TrackCue['runs'] {
  return lines.map((text, index) => {
    if (index !== line) return [{ text }];
    const parts: TextRun[] = [
      { text: text.slice(0, from) },
      { text: text.slice(from, to), marks: { underline: true } },
      { text: text.slice(to) },
    ];
    return parts.filter((part) => part.text !== '');
  });
}

/** Engines cut words at marks: `o`, `'clock`. What goes on with a mark belongs to the word before it. */
function wholeWords({ words = [], lines }: Cue): readonly CueWord[] {
  const whole: CueWord[] = [];
  for (const word of words) {
    const last = whole.at(-1);
    const isMark = /^[^\p{L}\p{N}\p{M}]/u.test(lines[word.line]?.slice(word.from, word.to) ?? '');
    if (last === undefined || last.line !== word.line || last.to !== word.from || !isMark) whole.push(word);
    else whole[whole.length - 1] = { ...last, to: word.to, endMs: Math.max(last.endMs, word.endMs) };
  }
  return whole;
}

/** Each part reaches to the next word, so that blanks and marks go with the word before them. */
function partsOf(text: string, line: number, words: readonly CueWord[]): LinePart[] {
  const own = words.flatMap((word, index) => (word.line === line ? [{ index, from: word.from }] : []));
  const [first] = own;
  if (first === undefined) return [{ text }];
  const parts = own.map(({ index, from }, at): LinePart => {
    // Opening marks in front of the first word belong to it.
    return { text: text.slice(at === 0 ? 0 : from, own[at + 1]?.from), word: index };
  });
  return parts.filter((part) => part.text !== '');
}
