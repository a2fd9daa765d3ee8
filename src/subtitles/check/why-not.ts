/**
 * Why not: the constraint that keeps a breach from being mended.
 * @module
 */
import { seconds } from './finding.ts';
import type { RuleId } from './rules.data.ts';
import type { CheckedCue, Subject } from './subject.ts';
import { isDialogue } from './text-rules.ts';
import { placeOf } from './time-rules.ts';

const ALWAYS: Partial<Readonly<Record<RuleId, string>>> = {
  unreadable: 'Nobody can say what was meant.',
  'control-character': 'What was lost cannot be known: look for a file in the right encoding.',
  'mid-clause-end': 'A word would have to move to another cue, away from where it is said.',
  'unpaired-bracket': 'Only somebody who knows the text can say where it belongs.',
  'unpaired-quote': 'Only somebody who knows the text can say where it belongs.',
  'stray-tag': 'It may be meant as text.',
  'in-time': 'In-times are left alone; offscribe retime moves them.',
  'out-time': 'What follows speech is left alone; offscribe retime moves times.',
  'shot-change': 'Times are not moved to shots here; offscribe retime does that.',
  'bad-line-split': 'No other break fits the lines.',
  'unbalanced-lines': 'No other break is better for the sense.',
};

/** Why a breach of `rule` by `cue`, after all mending, is left; `at` its place in `subject.cues`. */
export function whyNot(rule: RuleId, at: number, subject: Subject): string {
  const cue = subject.cues[at];
  const always = ALWAYS[rule];
  if (cue === undefined) return ALWAYS.unreadable ?? '';
  if (always !== undefined) {
    const isBreak = rule === 'bad-line-split' || rule === 'unbalanced-lines';
    return isBreak && isDialogue(cue) ? SPEAKERS : always;
  }
  const { limits } = subject;
  switch (rule) {
    case 'line-count':
    case 'line-length':
      return whyNotFit(cue, subject);
    case 'reading-speed':
    case 'min-duration':
      return whyNotLonger(at, subject);
    case 'max-duration':
      return 'It cannot be cut where the sense breaks.';
    case 'gap-to-chain':
      return `The cue would be shown longer than ${seconds(limits.maxDurationMs)}.`;
    case 'overlap':
      return `The earlier cue would be shown for less than ${seconds(limits.minDurationMs)}.`;
    case 'min-gap':
      return 'The earlier cue would be too short to be seen or read.';
    default:
      return 'It depends on what cannot be changed here.';
  }
}

const SPEAKERS = 'Each of its lines belongs to a speaker of its own.';

function whyNotFit(cue: CheckedCue, { limits }: Subject): string {
  if (isDialogue(cue)) return SPEAKERS;
  const parts = `parts of it would be shown for less than ${seconds(limits.minDurationMs)} or be too fast to read`;
  return `It does not fit one cue, and ${parts}, or a word is longer than a line.`;
}

function whyNotLonger(at: number, { cues, limits, minGapMs }: Subject): string {
  const cue = cues[at];
  const next = cues
    .slice(at + 1, at + 20)
    .find((each) => cue !== undefined && placeOf(each) === placeOf(cue));
  if (cue === undefined) return '';
  const room = (next?.startMs ?? Number.POSITIVE_INFINITY) - minGapMs - cue.endMs;
  if (next !== undefined && room <= 0) {
    return `Cue ${next.number} begins ${seconds(Math.max(0, next.startMs - cue.endMs))} after it: it cannot stay longer.`;
  }
  return `It would be shown longer than ${seconds(limits.maxDurationMs)}.`;
}
