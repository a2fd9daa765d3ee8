/**
 * Probe job: what goes to the process that probes, and what comes back; one line of JSON each.
 * @module
 */
import type { LoadingEngine } from '../../models/index.ts';

/** The engine to prove it with; those in Python need the interpreter of their environment. */
export interface ProbeEngine {
  readonly name: LoadingEngine;
  readonly version: string;
  readonly python?: string;
}

/** What to prove. */
export interface ProbeJob {
  /** OFFSCRIBE_HOME, where converted weights are kept. */
  readonly home: string;
  readonly engine: ProbeEngine;
  /** The model's folder. */
  readonly folder: string;
  readonly task: 'transcribe' | 'vad';
  /** sha256 of the model's weights. */
  readonly sha256: string;
}

/** What was found, or why the probe itself could not be done. */
export type ProbeAnswer =
  | { readonly ok: boolean; readonly finding: string; readonly tookSec: number }
  | { readonly error: { readonly code: string; readonly message: string; readonly hint?: string } };

/** The job in a line. Throws SyntaxError for what is none: both ends are ours. */
export function parseJob(line: string): ProbeJob {
  const { home, engine, folder, task, sha256 } = JSON.parse(line) as ProbeJob;
  return { home, engine, folder, task, sha256 };
}

/** The answer in what a process printed; undefined when it ended before it gave one. */
export function parseAnswer(stdout: string): ProbeAnswer | undefined {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    const value: unknown = JSON.parse(line);
    return isAnswer(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAnswer(value: unknown): value is ProbeAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { ok, finding, tookSec, error } = value as Readonly<Record<string, unknown>>;
  if (typeof error === 'object' && error !== null) return 'code' in error && 'message' in error;
  return typeof ok === 'boolean' && typeof finding === 'string' && typeof tookSec === 'number';
}
