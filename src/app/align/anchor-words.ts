/**
 * Anchor words: which words of a script were recognised, and the stretches between them that were not.
 *
 * Out  places on the media clock for the words that were recognised; gaps with the script's words and the recognised
 *      words that stand against each other there, either of which may be none.
 * Throws  InputError E_TEXT_MISMATCH: the text has nothing to do with the audio.
 * @module
 */
import { InputError, type Segment, type Word } from '../../kernel/index.ts';
import { matchUnits, normaliserFor, splitUnits } from '../../text/index.ts';
import type { ScriptWord } from './script.ts';

/** As many words in a row, the same in both: in texts that have nothing to do with each other there are hardly any. */
const RUN_LENGTH = 3;
/** At least this share of the script's words must be in such runs. */
const LEAST_SHARE = 0.1;

/** A script word that was recognised: the recognised words it is, first and last. */
export interface Anchor {
  readonly first: number;
  readonly last: number;
}

/** Words without a counterpart, half-open, of both sides. */
export interface Gap {
  readonly script: readonly [from: number, to: number];
  readonly heard: readonly [from: number, to: number];
}

/** What was found. */
export interface Anchoring {
  /** One for each script word; undefined: not recognised. */
  readonly anchors: readonly (Anchor | undefined)[];
  readonly gaps: readonly Gap[];
}

/** All words of a transcript. */
export function heardWords(segments: readonly Segment[]): readonly Word[] {
  return segments.flatMap(({ words = [] }) => words);
}

/** Compares the script with what was recognised. */
export function anchorWords(
  script: readonly ScriptWord[],
  heard: readonly Word[],
  language: string,
): Anchoring {
  const { normalise, units } = normaliserFor(language);
  const left = unitsOf(script.map((word) => word.units));
  const right = unitsOf(heard.map(({ text }) => splitUnits(normalise(text), units)));
  const pairs = matchUnits(left.units, right.units);
  requireRelated(pairs, left.units.length);
  const anchors: (Anchor | undefined)[] = script.map(() => undefined);
  for (const [l, r] of pairs) {
    const word = left.owners[l] as number;
    const found = right.owners[r] as number;
    anchors[word] = { first: anchors[word]?.first ?? found, last: found };
  }
  return { anchors, gaps: gapsOf(anchors, heard.length) };
}

/** Units of all words, and the word that each is of. */
function unitsOf(words: readonly (readonly string[])[]): { units: string[]; owners: number[] } {
  return { units: words.flat(), owners: words.flatMap((units, word) => units.map(() => word)) };
}

function requireRelated(pairs: readonly (readonly [number, number])[], count: number): void {
  // A text of a few words has hardly a run: a third of it will do.
  const length = Math.min(RUN_LENGTH, Math.ceil(count / 3));
  let [run, inRuns] = [0, 0];
  for (const [i, [l, r]] of pairs.entries()) {
    const [beforeL, beforeR] = pairs[i - 1] ?? [-2, -2];
    run = l === beforeL + 1 && r === beforeR + 1 ? run + 1 : 1;
    if (run === length) inRuns += length;
    else if (run > length) inRuns += 1;
  }
  if (count > 0 && inRuns >= LEAST_SHARE * count) return;
  const percent = Math.round((100 * inRuns) / Math.max(1, count));
  throw new InputError(
    'E_TEXT_MISMATCH',
    `The text has nothing to do with the audio: ${percent} % of its words were heard in their order.`,
    // Flags first: it means this very command, whichever is in use.
    { hint: 'offscribe transcribe -f txt -o - MEDIA   (shows what is said; perhaps -l CODE is needed)' },
  );
}

function gapsOf(anchors: readonly (Anchor | undefined)[], heardCount: number): Gap[] {
  const gaps: Gap[] = [];
  let [script, heard] = [0, 0];
  const close = (toScript: number, toHeard: number): void => {
    if (toScript > script || toHeard > heard)
      gaps.push({ script: [script, toScript], heard: [heard, Math.max(heard, toHeard)] });
  };
  for (const [i, anchor] of anchors.entries()) {
    if (anchor === undefined) continue;
    close(i, anchor.first);
    script = i + 1;
    heard = Math.max(heard, anchor.last + 1);
  }
  close(anchors.length, heardCount);
  return gaps;
}
