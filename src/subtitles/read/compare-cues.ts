/**
 * Compare cues: those that were written with those that were read back.
 * @module
 */
import type { Cue } from '../cue.ts';

/** What may differ. */
export interface CompareOptions {
  /** Largest difference of a time, ms. */
  readonly toleranceMs: number;
  /** Whether the container keeps the words alone, without markup. */
  readonly textAlone: boolean;
}

/** How two tracks compare. */
export interface CueComparison {
  /** The first difference as a sentence; absent when there is none. */
  readonly difference?: string;
  /** Largest difference of a time, ms. */
  readonly worstMs: number;
}

const MARKUP = /<\/?(?:i|b|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}/gi;
/** Put into text so that it is not read as markup, and seen by nobody. */
const WORD_JOINER = /\u2060/g;

/** Compares cue by cue. */
export function compareCues(
  written: readonly Cue[],
  read: readonly Cue[],
  { toleranceMs, textAlone }: CompareOptions,
): CueComparison {
  const [wanted, found] = [written, read].map((cues) =>
    cues.map((cue) => ({ ...cue, text: wordsOf(cue, textAlone) })).filter(({ text }) => text !== ''),
  );
  let worstMs = 0;
  for (const [index, cue] of (wanted ?? []).entries()) {
    const other = found?.[index];
    if (other === undefined) break;
    const off = Math.max(Math.abs(cue.startMs - other.startMs), Math.abs(cue.endMs - other.endMs));
    worstMs = Math.max(worstMs, off);
    const name = `cue ${index + 1} (${cue.startMs} to ${cue.endMs} ms)`;
    if (cue.text !== other.text) {
      return {
        worstMs,
        difference: `${name} reads ${JSON.stringify(other.text)}, not ${JSON.stringify(cue.text)}`,
      };
    }
    if (off > toleranceMs) {
      return { worstMs, difference: `${name} came out at ${other.startMs} to ${other.endMs} ms` };
    }
  }
  const [count, foundCount] = [wanted?.length ?? 0, found?.length ?? 0];
  if (count === foundCount) return { worstMs };
  return { worstMs, difference: `${count} cues were written, and ${foundCount} came back` };
}

function wordsOf({ lines }: Cue, textAlone: boolean): string {
  const text = lines.join('\n').replace(WORD_JOINER, '');
  const bare = textAlone ? text.replace(MARKUP, '') : text;
  return bare
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}
