/**
 * Heard points: which cues were heard in the audio, by their words, and how far each stands from where it was heard.
 *
 * Match   words of both, normalised, by the fewest edits; only words that are part of three in a row that match, since single
 *         common words match anywhere.
 * Point   a cue of which one of the first words was heard: when its first word was said, less where the cue starts.
 * @module
 */
import { matchUnits, normaliserFor, splitUnits, type UnitPair } from '../../text/index.ts';
import type { Cue } from '../cue.ts';

/** A word as it was heard, ms on the media clock. */
export interface HeardWord {
  readonly text: string;
  readonly startMs: number;
}

/** A cue that was heard. */
export interface HeardPoint {
  /** Its index. */
  readonly cue: number;
  /** Where it starts in the file, ms. */
  readonly x: number;
  /** When it was heard, less that. */
  readonly y: number;
}

/** What of a subtitle was heard. */
export interface HeardShare {
  readonly points: readonly HeardPoint[];
  /** Words of the subtitle (characters in languages without spaces), and those that were heard. */
  readonly words: number;
  readonly matched: number;
}

/** As many words in a row, the same in both. */
const RUN_LENGTH = 3;
/** The first matched word of a cue is at most so far into it: the further, the less it says of the cue's start. */
const LATEST_WORD = 4;
/** A word that was misheard takes about so long, and no longer than that. */
const USUAL_WORD_MS = 300;
const LONGEST_WORD_MS = 700;

/** Compares cues with what was heard; `language` is Whisper's code. */
export function findHeardPoints(
  cues: readonly Cue[],
  heard: readonly HeardWord[],
  language: string,
): HeardShare {
  const { normalise, units } = normaliserFor(language);
  const split = (text: string): string[] => splitUnits(normalise(text), units);
  const left = ownedUnits(cues.map(({ lines }) => split(lines.join(' '))));
  const right = ownedUnits(heard.map(({ text }) => split(text)));
  const pairs = inRuns(matchUnits(left.units, right.units), left.units.length);
  const points: HeardPoint[] = [];
  let last = -1;
  for (const [l, r] of pairs) {
    const { owner: cue, place } = left.owners[l] ?? { owner: 0, place: 0 };
    if (cue === last || place > LATEST_WORD) continue;
    last = cue;
    const x = cues[cue]?.startMs ?? 0;
    points.push({ cue, x, y: saidAt(heard, right.owners[r]?.owner ?? 0, place) - x });
  }
  return { points, words: left.units.length, matched: pairs.length };
}

/** When the word that stands `before` words ahead of a heard one was said. */
function saidAt(heard: readonly HeardWord[], index: number, before: number): number {
  const startMs = heard[index]?.startMs ?? 0;
  const said = heard[index - before]?.startMs ?? Number.NEGATIVE_INFINITY;
  return startMs - said <= before * LONGEST_WORD_MS ? said : startMs - before * USUAL_WORD_MS;
}

/** Units of all texts, and of each the text it is of and its place in it. */
function ownedUnits(texts: readonly (readonly string[])[]): {
  readonly units: string[];
  readonly owners: { readonly owner: number; readonly place: number }[];
} {
  return {
    units: texts.flat(),
    owners: texts.flatMap((units, owner) => units.map((_, place) => ({ owner, place }))),
  };
}

/** Pairs that are part of a run; in a text of a few words a shorter run will do. */
function inRuns(pairs: readonly UnitPair[], words: number): readonly UnitPair[] {
  const length = Math.min(RUN_LENGTH, Math.ceil(words / 3));
  const kept: UnitPair[] = [];
  for (let from = 0; from < pairs.length; ) {
    let to = from + 1;
    while (follows(pairs[to - 1], pairs[to])) to += 1;
    if (to - from >= length) kept.push(...pairs.slice(from, to));
    from = to;
  }
  return kept;
}

function follows(pair: UnitPair | undefined, next: UnitPair | undefined): boolean {
  return pair !== undefined && next !== undefined && next[0] === pair[0] + 1 && next[1] === pair[1] + 1;
}
