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

/** Takes the cues that have text and time, one by one; the others become problems. */
export class CueCollector<C extends Pick<Cue, 'startMs' | 'endMs' | 'lines'>> {
  readonly #cues: C[] = [];
  readonly #flawed: ReadProblem[] = [];
  #isSorted = true;
  #latestMs = 0;

  /** `line`: of its times, 1-based. */
  add(line: number, cue: C): void {
    if (cue.endMs <= cue.startMs) this.#flawed.push({ line, what: 'a cue does not end after it starts' });
    else if (cue.lines.length > 0) {
      this.#isSorted &&= cue.startMs >= this.#latestMs;
      this.#latestMs = cue.startMs;
      this.#cues.push(cue);
    }
  }

  /** The cues in order of start, and all problems in order of lines. */
  finish(problems: readonly ReadProblem[]): {
    readonly cues: readonly C[];
    readonly problems: readonly ReadProblem[];
  } {
    if (!this.#isSorted) this.#cues.sort((a, b) => a.startMs - b.startMs);
    return { cues: this.#cues, problems: [...problems, ...this.#flawed].sort((a, b) => a.line - b.line) };
  }
}

/** The same for cues that are all there. */
export function collectCues<C extends RawCue>(
  raw: readonly C[],
  problems: readonly ReadProblem[],
): { readonly cues: readonly Omit<C, 'line'>[]; readonly problems: readonly ReadProblem[] } {
  const collector = new CueCollector<Omit<C, 'line'>>();
  for (const { line, ...cue } of raw) collector.add(line, cue);
  return collector.finish(problems);
}

/** Lines of a text, without a byte order mark, whatever ends them. */
export function splitLines(text: string): string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
}

/** Gives the lines of a text one by one, without a byte order mark, whatever ends them, so that few live at once. */
export function eachLine(text: string, take: (line: string, index: number) => void): void {
  let from = text.startsWith('\ufeff') ? 1 : 0;
  let [feed, carriage, index] = [text.indexOf('\n', from), text.indexOf('\r', from), 0];
  while (feed >= 0 || carriage >= 0) {
    const isFeed = carriage < 0 || (feed >= 0 && feed < carriage);
    const end = isFeed ? feed : carriage;
    take(text.slice(from, end), index++);
    from = end + (!isFeed && feed === end + 1 ? 2 : 1);
    if (feed >= 0 && feed < from) feed = text.indexOf('\n', from);
    if (carriage >= 0 && carriage < from) carriage = text.indexOf('\r', from);
  }
  take(text.slice(from), index);
}

/** Hours, minutes, seconds and up to three decimals, as written, in ms; hours may be absent. */
export function clockMs([hours, minutes, seconds, decimals]: readonly (string | undefined)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number((decimals ?? '').padEnd(3, '0'));
}
