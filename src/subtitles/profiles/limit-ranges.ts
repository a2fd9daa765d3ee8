/**
 * Limit ranges: which figures a profile can have; beyond them it is a slip of the keyboard, or nothing could be laid out.
 * @module
 */
import type { ProfileLimits } from './profile.ts';
import type { ProfileProblem } from './profile-problem.ts';

/** Least, most, and whether it is a whole number. */
type Range = readonly [least: number, most: number, form: 'whole' | 'any'];

const RANGES: Readonly<Record<Exclude<keyof ProfileLimits, 'counting'>, Range>> = {
  maxLineChars: [4, 200, 'whole'],
  maxLines: [1, 3, 'whole'],
  wishedSpeed: [1, 100, 'any'],
  maxSpeed: [1, 100, 'any'],
  minDurationMs: [0, 60_000, 'whole'],
  maxDurationMs: [100, 600_000, 'whole'],
  minGapFrames: [0, 100, 'whole'],
  frameRate: [1, 240, 'any'],
  chainBelowMs: [0, 10_000, 'whole'],
  maxTrailMs: [0, 60_000, 'whole'],
  maxLeadMs: [0, 10_000, 'whole'],
  maxLateMs: [0, 10_000, 'whole'],
  shotSnapMs: [0, 5000, 'whole'],
};

/** Every figure of a profile. */
export const LIMIT_KEYS = ['counting', ...Object.keys(RANGES)] as readonly (keyof ProfileLimits)[];

/** What is impossible about figures, of the given keys first; undefined when all is well. */
export function figuresProblem(
  limits: Readonly<Record<keyof ProfileLimits, unknown>>,
  keys: readonly (keyof ProfileLimits)[] = LIMIT_KEYS,
): ProfileProblem | undefined {
  for (const key of keys) {
    const message = key === 'counting' ? countingFlaw(limits.counting) : rangeFlaw(key, limits[key]);
    if (message !== undefined) return { key: `limits.${key}`, message };
  }
  const pair = PAIRS.find(([small, great]) => Number(limits[small]) > Number(limits[great]));
  if (pair === undefined) return undefined;
  const [small, great] = pair;
  const key = keys.includes(small) ? small : great;
  const message = `${small} (${String(limits[small])}) is greater than ${great} (${String(limits[great])}).`;
  return { key: `limits.${key}`, message };
}

const PAIRS = [
  ['wishedSpeed', 'maxSpeed'],
  ['minDurationMs', 'maxDurationMs'],
] as const;

function countingFlaw(value: unknown): string | undefined {
  if (value === 'graphemes' || value === 'full-width') return undefined;
  return 'counting is to be "graphemes" or "full-width".';
}

function rangeFlaw(key: keyof typeof RANGES, value: unknown): string | undefined {
  const [least, most, form] = RANGES[key];
  const isRight = typeof value === 'number' && value >= least && value <= most;
  if (isRight && (form === 'any' || Number.isInteger(value))) return undefined;
  return `${key} is to be ${form === 'whole' ? 'a whole number' : 'a number'} from ${least} to ${most}.`;
}
