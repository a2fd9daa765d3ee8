/**
 * LRC text: times, and the words of a line with times of their own.
 *
 * Source  no formal standard; the "enhanced" form is that of A2 Media Player; rules LRC1 to LRC6 in ../SPEC.md.
 * @module
 */
import { oneLine, runsOf, type StyledText, styledText } from '../track/styled-text.ts';
import type { TextRun } from '../track/track.ts';

/** `mm:ss.xx`, where minutes grow beyond two digits, and the decimals are tenths, hundredths or thousandths. */
const TIME = String.raw`(\d{1,5}):(\d{1,2})(?:[.:](\d{1,3}))?`;
const STAMP = new RegExp(String.raw`\s*\[${TIME}\]`, 'y');
const WORD_TIME = new RegExp(`<${TIME}>`, 'g');
/** An invisible character keeps text from being a time: LRC cannot escape anything. */
const WORD_JOINER = '\u2060';

/** The times in front of a line, as they stand, and the rest of it. */
export function splitStamps(line: string): { readonly stampsMs: readonly number[]; readonly rest: string } {
  const stampsMs: number[] = [];
  STAMP.lastIndex = 0;
  let end = 0;
  for (let found = STAMP.exec(line); found !== null; found = STAMP.exec(line)) {
    stampsMs.push(stampMs(found));
    end = STAMP.lastIndex;
  }
  return { stampsMs, rest: line.slice(end) };
}

/** Reads the lines of a cue, separated by LF. `offsetMs` is how much earlier than its times the text is shown. */
export function parseLrcText(source: string, offsetMs: number): StyledText {
  if (!source.includes('<')) return styledText([{ text: source }]);
  const pieces: TextRun[] = [];
  let [at, startMs]: [number, number | undefined] = [0, undefined];
  const add = (text: string): void => {
    if (text !== '') pieces.push({ text, ...(startMs === undefined ? {} : { startMs }) });
    if (text !== '') startMs = undefined;
  };
  for (const found of source.matchAll(WORD_TIME)) {
    add(source.slice(at, found.index));
    at = found.index + found[0].length;
    startMs = Math.max(0, stampMs(found) - offsetMs);
  }
  add(source.slice(at));
  return styledText(pieces);
}

/** Writes the lines of a cue, separated by LF. */
export function formatLrcText(text: StyledText, offsetMs: number): string {
  return runsOf(text)
    .map((line) => {
      const written = line.map(({ text: words, startMs }) => {
        const time = startMs === undefined ? '' : `<${formatStamp(startMs + offsetMs)}>`;
        return time + oneLine(words).replace(/<(?=\d+:\d)/g, `<${WORD_JOINER}`);
      });
      return written.join('').replace(/^\[(?=\d+:\d)/, `[${WORD_JOINER}`);
    })
    .join('\n');
}

/** `mm:ss.xx`, to the nearest hundredth of a second. */
export function formatStamp(ms: number): string {
  const centiseconds = Math.max(0, Math.round(ms / 10));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(centiseconds / 100);
  return `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}.${pad(centiseconds % 100)}`;
}

/** `mm:ss` and decimals, as found by the expression for times. */
export function stampMs([, minutes, seconds, decimals = '']: RegExpExecArray | RegExpMatchArray): number {
  return (Number(minutes) * 60 + Number(seconds)) * 1000 + Number(decimals.padEnd(3, '0'));
}
