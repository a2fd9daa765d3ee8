/**
 * Parsed cues: what a reader of subtitle text found.
 * @module
 */
import type { Cue } from '../cue.ts';

/** A place in the text that was not as it should be. */
export interface ReadProblem {
  /** 1-based. */
  readonly line: number;
  readonly what: string;
}

/** Cues in order of start, and what was passed over. */
export interface ParsedCues {
  readonly cues: readonly Cue[];
  readonly problems: readonly ReadProblem[];
}

/** A cue as it stands in the text. */
export interface RawCue extends Cue {
  /** Of its times, 1-based. */
  readonly line: number;
}

/** Takes the cues that have text and time; the others become problems. */
export function collectCues<C extends RawCue>(
  raw: readonly C[],
  problems: readonly ReadProblem[],
): { readonly cues: readonly Omit<C, 'line'>[]; readonly problems: readonly ReadProblem[] } {
  const flawed = raw.flatMap(({ line, startMs, endMs }) =>
    endMs > startMs ? [] : [{ line, what: 'a cue does not end after it starts' }],
  );
  const cues = raw
    .filter(({ startMs, endMs, lines }) => endMs > startMs && lines.length > 0)
    .map(({ line: _, ...cue }) => cue)
    .sort((a, b) => a.startMs - b.startMs);
  return { cues, problems: [...problems, ...flawed].sort((a, b) => a.line - b.line) };
}

/** Lines of a text, without a byte order mark, whatever ends them. */
export function splitLines(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
}

/** Hours, minutes, seconds and up to three decimals, as written, in ms; hours may be absent. */
export function clockMs([hours, minutes, seconds, decimals]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number((decimals ?? '').padEnd(3, '0'));
}
