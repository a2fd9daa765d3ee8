/**
 * Syntax rules: lines that tear apart what belongs together, cues that end inside a clause.
 *
 * By words alone, in languages whose function words are known; in others these rules say nothing.
 * @module
 */
import { type BadSplit, findBadSplit, isBadSplit } from '../syntax/bad-split.ts';
import { endsMidClause } from '../syntax/clause.ts';
import { type Breach, breach } from './finding.ts';
import type { CheckedCue, Subject } from './subject.ts';
import { isDialogue } from './text-rules.ts';

/** Behind a pause of this length no reader waits for the rest of a clause. */
const PAUSE_MS = 3000;

const NAMES: Readonly<Record<BadSplit, string>> = {
  'article-noun': 'an article from its noun',
  'preposition-object': 'a preposition from its object',
  'auxiliary-verb': 'an auxiliary from its verb',
  name: 'the parts of a name',
  'number-unit': 'a number from its unit',
  clinging: 'a word from the one it leans on',
  'determiner-noun': 'a determiner from its noun',
  'pronoun-verb': 'a pronoun from its verb',
  conjunction: 'a conjunction from its clause',
  'adjective-noun': 'an adjective from its noun',
};

/** Line breaks within a cue that the guides forbid. */
export function checkLineSplits({ cues, lexicon }: Subject): Breach[] {
  if (lexicon === undefined) return [];
  return cues.flatMap((cue) => {
    if (isDialogue(cue)) return [];
    for (const [index, line] of cue.lines.entries()) {
      const [left, right] = [lastWord(line), firstWord(cue.lines[index + 1])];
      if (!isBadSplit(left, right, lexicon)) continue;
      return [breach('bad-line-split', cue, splitMeasure(left, right, lexicon))];
    }
    return [];
  });
}

/** Cues whose clause goes on in the next one, without a word there that opens a new phrase. */
export function checkClauseEnds({ cues, lexicon }: Subject): Breach[] {
  if (lexicon === undefined) return [];
  return cues.flatMap((cue, index) => {
    const next = cues[index + 1];
    if (next === undefined || next.startMs - cue.endMs > PAUSE_MS) return [];
    const [left, right] = [lastWord(cue.lines.at(-1)), firstWord(next.lines[0])];
    if (left === '' || right === '' || isNewVoice(cue, next) || !endsMidClause(left, right, lexicon))
      return [];
    const split = splitMeasure(left, right, lexicon);
    // "No." is no abbreviation where all of a sentence ends.
    if (/[.!?…]$/u.test(left) && !isBadSplit(left, right, lexicon)) return [];
    const why = isBadSplit(left, right, lexicon) ? split.message : 'The clause goes on in the next cue.';
    return [breach('mid-clause-end', cue, { measured: split.measured, message: why })];
  });
}

function splitMeasure(
  left: string,
  right: string,
  lexicon: string,
): { readonly measured: string; readonly message: string } {
  const split = findBadSplit(left, right, lexicon);
  const what = split === undefined ? 'what belongs together' : NAMES[split];
  const measured = `${left} / ${right}`;
  return { measured, message: `“${measured}” tears ${what} apart.` };
}

/** Somebody else begins to speak, or a sound is named. */
function isNewVoice(cue: CheckedCue, next: CheckedCue): boolean {
  const opening = next.lines[0] ?? '';
  const isOther = cue.speaker !== next.speaker && next.speaker !== undefined;
  return (
    isOther ||
    /^\s*(?:[-–—‐>♪♫#([]|\p{Lu}[\p{Lu} ]+:)/u.test(opening) ||
    /[♪♫#)\]]\s*$/u.test(cue.lines.at(-1) ?? '')
  );
}

function lastWord(line = ''): string {
  return line.trim().split(/\s+/).at(-1) ?? '';
}

function firstWord(line = ''): string {
  return line.trim().split(/\s+/, 1)[0] ?? '';
}
