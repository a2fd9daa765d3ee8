/**
 * Check track: a subtitle file held to a profile, and what can be mended about it.
 *
 * In/out  a file's cues and what is known of its media -> findings, counts, and the mended cues.
 * Total   any cues; linear time but for the sorting of cues that are out of order.
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { TrackCue } from '../track/track.ts';
import type { Breach, Finding } from './finding.ts';
import { fixCues } from './fix/fix-cues.ts';
import { checkInTimes, checkOutTimes, checkShots } from './media-rules.ts';
import { checkBrackets, checkQuotes } from './pair-rules.ts';
import { RULES, type RuleId } from './rules.data.ts';
import { type FiledCues, fileCues, numbered, scanCues } from './scan-cues.ts';
import { type CheckOptions, type FiledCue, prepareSubject, type Subject } from './subject.ts';
import { checkClauseEnds, checkLineSplits } from './syntax-rules.ts';
import {
  checkBalance,
  checkCharacters,
  checkEmpty,
  checkLineCount,
  checkLineLength,
  checkTags,
} from './text-rules.ts';
import { checkChaining, checkDurations, checkGaps, checkOrder, checkSpeed } from './time-rules.ts';
import { whyNot } from './why-not.ts';

/** What a reader gave. */
export interface CheckInput {
  /** In order of start. */
  readonly cues: readonly TrackCue[];
  /** The file's text: by it cues are numbered as they stand there, and those without text are seen. */
  readonly text?: string | undefined;
  /** What the reader passed over. */
  readonly problems?: readonly ReadProblem[] | undefined;
}

/** How often a rule is broken. */
export interface RuleCount {
  readonly rule: RuleId;
  readonly severity: 'error' | 'warning';
  readonly count: number;
  readonly fixable: number;
}

/** What came of a check. */
export interface CheckReport {
  /** In the order of the file. */
  readonly filed: readonly FiledCue[];
  readonly errors: number;
  readonly warnings: number;
  /** By start, and in the order of the rules where they start together. */
  readonly findings: readonly Finding[];
  /** Broken rules, in the order of `RULES`. */
  readonly counts: readonly RuleCount[];
  /** The cues with all mended that can be; the same objects where nothing was. */
  readonly fixed: readonly TrackCue[];
}

type Rule = (subject: Subject) => Breach[];

const ALL: readonly Rule[] = [
  checkOrder,
  checkGaps,
  checkEmpty,
  checkLineCount,
  checkLineLength,
  checkSpeed,
  checkDurations,
  checkCharacters,
  checkChaining,
  checkLineSplits,
  checkClauseEnds,
  checkBalance,
  checkBrackets,
  checkQuotes,
  checkTags,
  checkInTimes,
  checkOutTimes,
  checkShots,
];

const ORDER = new Map(Object.keys(RULES).map((rule, index) => [rule, index]));

/** Holds cues to a profile. */
export function checkTrack(input: CheckInput, options: CheckOptions): CheckReport {
  const { cues, empty } = fileOf(input);
  const subject = prepareSubject(cues, options);
  const fixed = fixCues(subject);
  const left = breachesLeft(prepareSubject(fixed, options));
  const findings = [
    ...(input.problems ?? []).map(unreadable),
    ...empty.map(emptyTimes),
    ...breachesOf(subject).map((each): Finding => {
      const reason = left.get(keyOf(each));
      return reason === undefined ? { ...each, fixable: true } : { ...each, fixable: false, whyNot: reason };
    }),
  ].sort(byPlace);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    filed: cues,
    errors,
    warnings: findings.length - errors,
    findings,
    counts: countRules(findings),
    fixed: fixed.map(unfiled),
  };
}

function fileOf({ cues, text }: CheckInput): FiledCues {
  const scanned = text === undefined ? [] : scanCues(text);
  return scanned.length === 0 ? { cues: numbered(cues), empty: [] } : fileCues(cues, scanned);
}

function breachesOf(subject: Subject): Breach[] {
  return ALL.flatMap((rule) => rule(subject));
}

/** Breaches that no mending removes, by rule and cue, with the reason. */
function breachesLeft(subject: Subject): ReadonlyMap<string, string> {
  const places = new Map(subject.cues.map((cue, at) => [`${cue.number} ${cue.startMs}`, at]));
  return new Map(
    breachesOf(subject).map((each) => {
      const at = places.get(`${each.cue ?? 0} ${each.startMs ?? 0}`) ?? -1;
      return [keyOf(each), whyNot(each.rule, at, subject)];
    }),
  );
}

function keyOf({ rule, cue = 0 }: Breach): string {
  return `${rule} ${cue}`;
}

function unreadable({ line, what }: ReadProblem): Finding {
  const message = `${what.charAt(0).toUpperCase()}${what.slice(1)}.`;
  const reason = 'Nobody can say what was meant.';
  return { rule: 'unreadable', severity: 'error', line, message, fixable: false, whyNot: reason };
}

function emptyTimes({ number, line, startMs }: FiledCues['empty'][number]): Finding {
  const message = 'It has no text.';
  return { rule: 'empty-cue', severity: 'error', cue: number, line, startMs, message, fixable: true };
}

function byPlace(left: Finding, right: Finding): number {
  return (
    (left.startMs ?? -1) - (right.startMs ?? -1) ||
    (left.cue ?? 0) - (right.cue ?? 0) ||
    (ORDER.get(left.rule) ?? 0) - (ORDER.get(right.rule) ?? 0) ||
    (left.line ?? 0) - (right.line ?? 0)
  );
}

function countRules(findings: readonly Finding[]): RuleCount[] {
  const names = Object.keys(RULES) as RuleId[];
  return names.flatMap((rule) => {
    const own = findings.filter((each) => each.rule === rule);
    if (own.length === 0) return [];
    const fixable = own.filter((each) => each.fixable).length;
    return [{ rule, severity: RULES[rule].severity, count: own.length, fixable }];
  });
}

function unfiled({ number: _, line: __, ...cue }: FiledCue): TrackCue {
  return cue;
}
