/**
 * Split cue: a cue with too much text, or shown too long, as several, cut where the sense breaks.
 *
 * Times   of words where the cue has them, else shared out by length.
 * @module
 */
import type { TrackCue } from '../../track/track.ts';
import { readingMs, type Subject } from '../subject.ts';
import { isDialogue } from '../text-rules.ts';
import { breakWorth, rebreak } from './rebreak.ts';
import { lengthOf, type Unit, unitsOf, withLines } from './units.ts';

/** A cue of more words was never meant to be one; nobody can say how to cut it. */
const MAX_UNITS = 400;
const MAX_PARTS = 60;
/** What a part costs that is empty or twice as long as its share. */
const SHARE_COST = 100;

interface Plan {
  readonly cost: number;
  readonly cuts: readonly number[];
}

/** The parts of a cue; undefined when it cannot be cut into parts that keep the rules. */
export function splitCue(cue: TrackCue, subject: Subject): TrackCue[] | undefined {
  const { limits } = subject;
  const units = unitsOf(cue.lines, limits.counting);
  if (units.length < 2 || units.length > MAX_UNITS) return undefined;
  const times = [...units.map((unit) => startOf(unit, units, cue)), cue.endMs];
  const least = Math.max(2, Math.ceil((cue.endMs - cue.startMs) / limits.maxDurationMs));
  for (let parts = least; parts <= Math.min(MAX_PARTS, units.length); parts += 1) {
    const plan = planCuts({ cue, units, times, subject }, parts);
    if (plan !== undefined) return cutCue({ cue, units, times, subject }, plan);
  }
  return undefined;
}

interface Job {
  readonly cue: TrackCue;
  readonly units: readonly Unit[];
  /** When each unit begins; behind the last, when the cue ends. */
  readonly times: readonly number[];
  readonly subject: Subject;
}

/** The cheapest cuts into so many parts. */
function planCuts(job: Job, parts: number): Plan | undefined {
  let plans: (Plan | undefined)[] = [{ cost: 0, cuts: [] }];
  for (let part = 1; part <= parts; part += 1) {
    const next: (Plan | undefined)[] = [];
    for (const [from, plan] of plans.entries()) {
      if (plan !== undefined) addPart(job, { parts, isLast: part === parts, from, plan }, next);
    }
    plans = next;
  }
  return plans[job.units.length];
}

interface Step {
  readonly parts: number;
  readonly isLast: boolean;
  readonly from: number;
  readonly plan: Plan;
}

/** Puts every part that may follow a plan into `next`, by where it ends, if it is the cheapest there. */
function addPart(job: Job, { parts, isLast, from, plan }: Step, next: (Plan | undefined)[]): void {
  const { units, subject } = job;
  const share = lengthOf(units, 0, units.length) / parts;
  const most = subject.limits.maxLineChars * subject.limits.maxLines;
  for (let to = from + 1; to <= units.length; to += 1) {
    const length = lengthOf(units, from, to);
    if (length > most + subject.limits.maxLines) return;
    if ((to === units.length) !== isLast || !isPart(job, from, to)) continue;
    const off = (length - share) / share;
    const cost = plan.cost + SHARE_COST * off * off - worthAt(job, to);
    if (cost < (next[to]?.cost ?? Number.POSITIVE_INFINITY)) next[to] = { cost, cuts: [...plan.cuts, to] };
  }
}

function worthAt({ units, subject, cue }: Job, at: number): number {
  const [left, right] = [units[at - 1], units[at]];
  if (left === undefined || right === undefined) return 0;
  // Each line of a dialogue is somebody's: it is not cut, nor joined to another.
  if (isDialogue(cue) && left.line === right.line) return -1000;
  return breakWorth(left, right, subject.lexicon);
}

/** Whether units fit a cue of their own, in lines and in time. */
function isPart({ cue, units, times, subject }: Job, from: number, to: number): boolean {
  const { limits, minGapMs } = subject;
  const end = (times[to] ?? 0) - (to === units.length ? 0 : minGapMs);
  const duration = end - (times[from] ?? 0);
  if (duration > limits.maxDurationMs) return false;
  const whole = cue.endMs - cue.startMs;
  const isSlow = lengthOf(units, 0, units.length) * 1000 <= limits.maxSpeed * whole;
  const needed = isSlow ? readingMs(lengthOf(units, from, to), limits.maxSpeed) : 0;
  if (duration < Math.max(1, limits.minDurationMs, needed)) return false;
  return linesOf({ cue, units, times, subject }, from, to) !== undefined;
}

function linesOf({ cue, units, subject }: Job, from: number, to: number): (readonly Unit[])[] | undefined {
  const part = units.slice(from, to);
  if (!isDialogue(cue) || part[0]?.line === part.at(-1)?.line) return rebreak(part, subject);
  const lines = [...new Set(part.map(({ line }) => line))].map((line) =>
    part.filter((unit) => unit.line === line),
  );
  const { maxLines, maxLineChars } = subject.limits;
  const fits =
    lines.length <= maxLines && lines.every((line) => lengthOf(line, 0, line.length) <= maxLineChars);
  return fits ? lines : undefined;
}

function cutCue(job: Job, { cuts }: Plan): TrackCue[] {
  const { cue, times, units, subject } = job;
  return cuts.map((to, index) => {
    const from = cuts[index - 1] ?? 0;
    const { id, ...rest } = withLines(cue, linesOf(job, from, to) ?? [units.slice(from, to)]);
    return {
      ...rest,
      ...(index === 0 && id !== undefined ? { id } : {}),
      startMs: index === 0 ? cue.startMs : (times[from] ?? cue.startMs),
      endMs: to === units.length ? cue.endMs : (times[to] ?? cue.endMs) - subject.minGapMs,
    };
  });
}

/** When a unit is said, or its share of the cue's time. */
function startOf(unit: Unit, units: readonly Unit[], cue: TrackCue): number {
  const said = cue.words?.find(({ line, from }) => line === unit.line && from >= unit.from && from < unit.to);
  if (said !== undefined) return Math.min(cue.endMs, Math.max(cue.startMs, said.startMs));
  const at = units.indexOf(unit);
  if (at === 0) return cue.startMs;
  const share = lengthOf(units, 0, at) / Math.max(1, lengthOf(units, 0, units.length));
  return Math.round(cue.startMs + share * (cue.endMs - cue.startMs));
}
