/**
 * Summarise: scored recordings to figures. Pure.
 * @module
 */
import { errorRate, normaliserFor, poolErrors, type WordErrors } from '../../text/index.ts';
import { CONFIDENCE_LEVEL, EVALUATION_SEED, RESAMPLES, rateInterval } from './bootstrap.ts';
import type {
  ErrorCounts,
  EvaluatedItem,
  EvaluatedWord,
  Evaluation,
  RateFigures,
  SetFigures,
} from './evaluation.ts';
import type { HypothesisWord } from './heard-item.ts';
import { countSpoken, inventionFigures } from './inventions.ts';
import { MISSED_RUN } from './missed-speech.ts';
import { rounded } from './quantile.ts';
import { reliabilityFigures } from './reliability.ts';
import type { ItemScore, ScoredItem } from './score-item.ts';
import { timingFigures } from './word-timing.ts';

/** All figures of a run but those of its comparison. */
export function summarise(
  scored: readonly ScoredItem[],
): Omit<Evaluation, 'engine' | 'model' | 'notes' | 'comparison'> {
  const languages = [
    ...new Set(scored.filter(({ score }) => score !== undefined).map(({ language }) => language)),
  ].sort();
  const byLanguage = languages.map(
    (language) => [language, rateFigures(scored.filter((row) => row.language === language))] as const,
  );
  return {
    items: scored.map(itemDocument),
    byLanguage: Object.fromEntries(byLanguage),
    ...summariseSet(scored),
    bootstrap: { resamples: RESAMPLES, level: CONFIDENCE_LEVEL, seed: EVALUATION_SEED },
    peakRssMb: Math.max(0, ...scored.map(({ peakRssMb }) => peakRssMb)),
    normaliser: [...new Set(languages.map((language) => normaliserFor(language).name))].join(' + '),
  };
}

/** The figures of one system over a set. */
export function summariseSet(scored: readonly ScoredItem[]): SetFigures {
  const scores = scored.flatMap(({ score }) => score ?? []);
  const { missed, missedPer1000, wer, werInterval, cer, cerInterval, ...errors } = rateFigures(scored);
  const heard = scored.filter(({ error }) => error === undefined);
  const audioSeconds = sum(scored.map(({ audioSec }) => audioSec));
  const wallSeconds = sum(scored.map(({ wallSec }) => wallSec));
  return {
    wer,
    werInterval,
    cer,
    cerInterval,
    errors,
    missedSpeech: { run: MISSED_RUN, words: missed, per1000: missedPer1000 },
    wordTiming: timingFigures(scores.flatMap(({ timing }) => timing ?? [])),
    noSpeech: inventionFigures(
      heard
        .filter(({ item }) => item.isSilent)
        .map((row) => ({ ...inventedWords(row), text: row.hyp, audioSec: row.audioSec })),
    ),
    reliability: reliabilityFigures(scores.flatMap(({ judged }) => judged)),
    rtfx: rounded(audioSeconds / wallSeconds, 2) ?? 0,
    audioSeconds: rounded(audioSeconds, 3) ?? 0,
    wallSeconds: rounded(wallSeconds, 3) ?? 0,
  };
}

function rateFigures(scored: readonly ScoredItem[]): RateFigures {
  const scores = scored.flatMap(({ score }) => score ?? []);
  const of = (kind: 'words' | 'characters'): readonly WordErrors[] => scores.map((score) => score[kind]);
  const words = poolErrors(of('words'));
  const missed = sum(scores.map((score) => score.missed));
  return {
    wer: rounded(errorRate(words), 2),
    werInterval: rateInterval(of('words')),
    cer: rounded(errorRate(poolErrors(of('characters'))), 2),
    cerInterval: rateInterval(of('characters')),
    ...countsOf(words),
    missed,
    missedPer1000: rounded((1000 * missed) / words.words, 2),
  };
}

function itemDocument(scored: ScoredItem): EvaluatedItem {
  const { item, hyp, language, score, words, error, audioSec, wallSec, peakRssMb } = scored;
  return {
    id: item.id,
    wer: score === undefined ? null : rounded(errorRate(score.words), 2),
    hyp,
    language,
    ...(score === undefined ? {} : scoreDocument(score)),
    ...(item.isSilent && error === undefined ? { inventedWords: inventedWords(scored).words } : {}),
    audioSeconds: rounded(audioSec, 3) ?? 0,
    wallSeconds: rounded(wallSec, 3) ?? 0,
    rtfx: rounded(audioSec / wallSec, 2),
    peakRssMb,
    ...(words === undefined ? {} : { words: markWords(words, score) }),
    ...(error === undefined ? {} : { error }),
  };
}

function markWords(words: readonly HypothesisWord[], score?: ItemScore): readonly EvaluatedWord[] {
  const right = new Map(score?.judged.map(({ word, isRight }) => [word, isRight]));
  return words.map((word) => {
    const isRight = right.get(word);
    return isRight === undefined ? word : { ...word, right: isRight };
  });
}

function scoreDocument(score: ItemScore): Partial<EvaluatedItem> {
  const timing = score.timing === undefined ? null : timingFigures([score.timing]);
  return {
    cer: rounded(errorRate(score.characters), 2),
    errors: countsOf(score.words),
    missed: score.missed,
    ...(timing === null ? {} : { timing }),
  };
}

function inventedWords({ item, hyp, language }: ScoredItem): { readonly id: string; readonly words: number } {
  return { id: item.id, words: countSpoken(hyp, language) };
}

function countsOf({ words, hits, substitutions, deletions, insertions }: WordErrors): ErrorCounts {
  return { words, hits, substitutions, deletions, insertions };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
