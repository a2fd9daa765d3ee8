/**
 * Bootstrap outcome: what became of one environment, model, conversion or the media add-on, in the report and in the log.
 * @module
 */
import { type AppError, toAppError } from '../../kernel/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import type { BootstrapLog } from './bootstrap-log.ts';
import type { BootstrapPlan } from './bootstrap-plan.ts';

/** How to bootstrap what a plan says. */
export interface BootstrapRequest {
  readonly plan: BootstrapPlan;
  /** false: models that are not here are left alone. */
  readonly cacheModels: boolean;
  /** false: a media add-on that is not here is left alone. */
  readonly fetchMedia: boolean;
  /** Makes environments and conversions again. */
  readonly force: boolean;
  /** Hands on the lines that are for the file alone. */
  readonly debug: boolean;
}

/** What became of one thing. */
export interface BootstrapOutcome {
  readonly what: 'environment' | 'media' | 'model' | 'conversion';
  readonly name: string;
  readonly ok: boolean;
  /** Whether an engine was tried on it; a model may be right byte for byte and no more. */
  readonly isProven: boolean;
  /** Why it is good, or what is wrong. */
  readonly finding: string;
  readonly error?: AppError;
}

/** A bootstrap under way. */
export interface BootstrapJob {
  readonly request: BootstrapRequest;
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly log: BootstrapLog;
}

/** Does one thing; its failure is logged and is its outcome. Throws CancelledError alone. */
export async function attempt(
  { what, name }: Pick<BootstrapOutcome, 'what' | 'name'>,
  { log }: BootstrapJob,
  work: () => Promise<Pick<BootstrapOutcome, 'finding'> & { readonly isProven?: boolean }>,
): Promise<BootstrapOutcome> {
  try {
    return { what, name, ok: true, isProven: true, ...(await work()) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'E_CANCELLED') throw error;
    const { code, message, hint } = error;
    await log.write('ERROR', `✗ ${what} ${name} failed: ${code}: ${message}`);
    if (hint !== undefined) await log.write('INFO', `Next: ${hint}`);
    return { what, name, ok: false, isProven: false, finding: `${code}: ${message}`, error };
  }
}
