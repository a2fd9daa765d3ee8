/**
 * Environment stamp: `environment.json`, the last file of an environment to be written. Without it nothing in the folder
 * is trusted; with it, what it says is compared with what is there.
 * @module
 */
import { isAbsolute } from 'node:path';
import { readTextIfPresent, statIfPresent, writeFileAtomic } from '../../platform/index.ts';
import { stampFile } from './environment-places.ts';

const SCHEMA = 'offscribe.environment/1';

/** What an environment was made from, and what it was like when it was whole. */
export interface EnvironmentStamp {
  /** Digest of the lock file and the worker protocol. */
  readonly recipe: string;
  readonly pythonVersion: string;
  /** The interpreter's program, to notice that another one has taken its place. */
  readonly interpreter: InterpreterMark;
  /** Distribution to version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly sizeBytes: number;
  /** What installed it: `uv 0.13.9`, `pip`. */
  readonly madeBy: string;
}

/** Size and time of the program that an environment's interpreter leads to. */
export interface InterpreterMark {
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/** The mark of an interpreter; undefined when its link leads nowhere. */
export async function markInterpreter(python: string): Promise<InterpreterMark | undefined> {
  const stats = await statIfPresent(python);
  return stats && { sizeBytes: stats.size, changedMs: stats.mtimeMs };
}

/** Writes the stamp through to the disk. */
export async function writeStamp(folder: string, stamp: EnvironmentStamp): Promise<void> {
  if (!isAbsolute(folder)) throw new RangeError(folder);
  await writeFileAtomic(stampFile(folder), `${JSON.stringify({ schema: SCHEMA, ...stamp }, null, 2)}\n`);
}

/** The stamp of an environment; undefined when there is none, or none that this version understands. */
export async function readStamp(folder: string): Promise<EnvironmentStamp | undefined> {
  try {
    const { schema, ...stamp } = JSON.parse((await readTextIfPresent(stampFile(folder))) ?? '{}');
    return schema === SCHEMA && isStamp(stamp) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

function isStamp(value: Partial<EnvironmentStamp>): value is EnvironmentStamp {
  return (
    typeof value.recipe === 'string' &&
    typeof value.pythonVersion === 'string' &&
    typeof value.interpreter?.sizeBytes === 'number' &&
    typeof value.interpreter.changedMs === 'number' &&
    typeof value.versions === 'object' &&
    typeof value.sizeBytes === 'number' &&
    typeof value.madeBy === 'string'
  );
}
