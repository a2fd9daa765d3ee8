/**
 * Score item: one hypothesis held against its reference, in every measure at once. Pure.
 * @module
 */
import {
  type AlignmentStep,
  alignUnits,
  countSteps,
  type Normaliser,
  normaliserFor,
  splitUnits,
  type WordErrors,
  wordErrors,
} from '../../text/index.ts';
import type { HeardItem } from './heard-item.ts';
import { missedUnits } from './missed-speech.ts';
import { type JudgedWord, judgeWords } from './reliability.ts';
import { traceUnits } from './traced-units.ts';
import { type TimingErrors, timingErrors } from './word-timing.ts';

/** Two texts in comparable units, and how they go together. */
export interface AlignedTexts {
  readonly normaliser: Normaliser;
  readonly reference: readonly string[];
  readonly hypothesis: readonly string[];
  readonly steps: readonly AlignmentStep[];
}

/** What one recording adds to the figures. */
export interface ItemScore {
  readonly aligned: AlignedTexts;
  /** Words, or characters in zh, ja and th. */
  readonly words: WordErrors;
  readonly characters: WordErrors;
  /** Reference units in runs of deletions. */
  readonly missed: number;
  /** Present when reference and hypothesis both have times. */
  readonly timing?: TimingErrors;
  /** Empty when the hypothesis has no words. */
  readonly judged: readonly JudgedWord[];
}

/** A recording with its score; without one when it could not be decoded or has no reference. */
export interface ScoredItem extends HeardItem {
  readonly score?: ItemScore;
}

/** Scores a recording. */
export function scoreItem(heard: HeardItem): ScoredItem {
  const { item, hyp, language, error } = heard;
  if (error !== undefined || item.reference === undefined) return heard;
  const aligned = alignTexts(item.reference, hyp, language);
  const { normaliser, reference, hypothesis, steps } = aligned;
  const characters = wordErrors(
    splitUnits(normaliser.normalise(item.reference), 'characters'),
    splitUnits(normaliser.normalise(hyp), 'characters'),
  );
  const heardTraces = traceUnits(hypothesis, heard.words ?? [], normaliser);
  const saidWords = item.words;
  const timing =
    saidWords === undefined || heard.words === undefined
      ? undefined
      : {
          ...timingErrors(steps, traceUnits(reference, saidWords, normaliser), heardTraces),
          referenceWords: saidWords.length,
        };
  return {
    ...heard,
    score: {
      aligned,
      words: countSteps(steps),
      characters,
      missed: missedUnits(steps),
      ...(timing === undefined ? {} : { timing }),
      judged: judgeWords(steps, heardTraces),
    },
  };
}

function alignTexts(said: string, heard: string, language: string): AlignedTexts {
  const normaliser = normaliserFor(language);
  const { normalise, units } = normaliser;
  const reference = splitUnits(normalise(said), units);
  const hypothesis = splitUnits(normalise(heard), units);
  return { normaliser, reference, hypothesis, steps: alignUnits(reference, hypothesis) };
}
