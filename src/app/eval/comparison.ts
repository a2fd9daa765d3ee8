/**
 * Comparison: two systems on the same recordings, item by item, with a test of whether the difference means anything.
 * @module
 */
import { errorRate, type WordErrors } from '../../text/index.ts';
import type { ChangedItem, Comparison, OtherSystem } from './evaluation.ts';
import { comparePairs, type Pair } from './paired-test.ts';
import { rounded } from './quantile.ts';
import type { ItemScore, ScoredItem } from './score-item.ts';
import { summariseSet } from './summarise.ts';
import { diffText } from './word-diff.ts';

/** A recording that both systems scored. */
interface BothScored {
  readonly ours: ScoredItem & { readonly score: ItemScore };
  readonly theirs: ScoredItem & { readonly score: ItemScore };
}

/** Compares two lists of the same recordings in the same order. */
export function compareSets(
  ours: readonly ScoredItem[],
  theirs: readonly ScoredItem[],
  other: OtherSystem,
): Comparison {
  const both = ours.flatMap((mine, i): readonly BothScored[] => {
    const score = mine.score;
    const yours = theirs[i];
    if (score === undefined || yours?.score === undefined) return [];
    return [{ ours: { ...mine, score }, theirs: { ...yours, score: yours.score } }];
  });
  const differences = both.map((each) => errorsOf(each, 'ours') - errorsOf(each, 'theirs'));
  const count = (test: (difference: number) => boolean): number => differences.filter(test).length;
  return {
    other: { ...other, ...summariseSet(theirs) },
    items: both.length,
    fewerErrors: count((each) => each < 0),
    sameErrors: count((each) => each === 0),
    moreErrors: count((each) => each > 0),
    wer: comparePairs(pairsOf(both, ({ words }) => words)),
    cer: comparePairs(pairsOf(both, ({ characters }) => characters)),
    changed: changedItems(both),
  };
}

function errorsOf(both: BothScored, side: 'ours' | 'theirs'): number {
  return both[side].score.words.errors;
}

function pairsOf(both: readonly BothScored[], of: (score: ItemScore) => WordErrors): readonly Pair[] {
  return both.map(({ ours, theirs }) => {
    const { errors, words } = of(ours.score);
    return { errors, otherErrors: of(theirs.score).errors, words };
  });
}

function changedItems(both: readonly BothScored[]): readonly ChangedItem[] {
  const changed = both.filter((each) => errorsOf(each, 'ours') !== errorsOf(each, 'theirs'));
  const size = ({ errors }: ChangedItem): number => Math.abs(errors);
  return changed
    .map(({ ours, theirs }) => ({
      id: ours.item.id,
      wer: rounded(errorRate(ours.score.words), 2),
      otherWer: rounded(errorRate(theirs.score.words), 2),
      errors: ours.score.words.errors - theirs.score.words.errors,
      hyp: ours.hyp,
      otherHyp: theirs.hyp,
      diff: diffText(
        theirs.score.aligned.hypothesis,
        ours.score.aligned.hypothesis,
        ours.score.aligned.normaliser.units === 'words' ? ' ' : '',
      ),
    }))
    .sort((a, b) => size(b) - size(a));
}
