/**
 * Bootstrap: from an installed program to a machine that transcribes without a network.
 *
 * Order    checks, engine environments, models with their proof, conversions. The failure of one is its outcome and
 *          undoes nothing; every step is whole or absent, so that a killed run is gone on with by the next.
 * Throws   UsageError before anything is done; CancelledError with the command that goes on; StoreError when no log can be
 *          written.
 * @module
 */
import { type AppError, CancelledError, NotReadyError, toAppError } from '../../kernel/index.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { AppEvent, Supervision } from '../events.ts';
import type { ModelOutcome } from '../models/model-outcome.ts';
import { pullModels } from '../models/pull-models.ts';
import type { Wiring } from '../wiring.ts';
import { type BootstrapLog, openBootstrapLog } from './bootstrap-log.ts';
import type { BootstrapPlan } from './bootstrap-plan.ts';
import { convertModel, needsConversion } from './convert-models.ts';

/** How to bootstrap what a plan says. */
export interface BootstrapRequest {
  readonly plan: BootstrapPlan;
  /** false: models that are not here are left alone. */
  readonly cacheModels: boolean;
  /** Makes environments and conversions again. */
  readonly force: boolean;
  /** Hands on the lines that are for the file alone. */
  readonly debug: boolean;
}

/** What became of one thing. */
export interface BootstrapOutcome {
  readonly what: 'environment' | 'model' | 'conversion';
  readonly name: string;
  readonly ok: boolean;
  /** Whether an engine was tried on it; a model may be right byte for byte and no more. */
  readonly isProven: boolean;
  /** Why it is good, or what is wrong. */
  readonly finding: string;
  readonly error?: AppError;
}

/** What became of everything. */
export interface BootstrapReport {
  readonly outcomes: readonly BootstrapOutcome[];
  readonly logFile: string;
}

interface Job {
  readonly request: BootstrapRequest;
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly log: BootstrapLog;
}

/** Does what the plan says. */
export async function bootstrap(
  request: BootstrapRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<BootstrapReport> {
  const log = await openBootstrapLog(wiring.home, (line, level) => {
    if (level !== 'DEBUG' || request.debug) supervision.report({ type: 'line', line });
  });
  const job = { request, wiring, supervision: quietly(supervision, log), log };
  try {
    await log.write('INFO', `Log: ${log.path}`);
    await check(job);
    const outcomes = [
      ...(await makeEnvironments(job)),
      ...(await cacheModels(job)),
      ...(await convertModels(job)),
    ];
    return { outcomes, logFile: log.path };
  } catch (error) {
    if (toAppError(error).code !== 'E_CANCELLED') throw error;
    await log.write('WARNING', 'Stopped; the same command goes on where it stopped.');
    throw new CancelledError({ hint: 'offscribe bootstrap   (goes on where it stopped)', cause: error });
  } finally {
    await log.close();
  }
}

/** Shows how far work is; what is said in words goes into the log instead. */
function quietly({ signal, report }: Supervision, log: BootstrapLog): Supervision {
  const words = (event: AppEvent): string | undefined => {
    if (event.type === 'note' || event.type === 'warning') return event.message;
    return event.type === 'wait' ? `${event.wait.host} ${event.wait.reason}` : undefined;
  };
  return {
    signal,
    report: (event) => {
      const message = words(event);
      // Not waited for: the file takes its lines in order.
      if (message !== undefined) void log.write(event.type === 'warning' ? 'WARNING' : 'DEBUG', message);
      else if (event.type !== 'pulled' && event.type !== 'probed') report(event);
    },
  };
}

/** What doctor finds without asking anybody; models are the business of the steps to come. */
async function check({ wiring, supervision, log, request }: Job): Promise<void> {
  const { machine, problems } = await diagnose({ ...wiring, offline: true }, supervision);
  const { cores, model, features } = machine.processor;
  await log.write('INFO', `${machine.system}, ${cores} cores of ${model}, ${features.join(', ')}`);
  for (const { name, reason } of request.plan.engines) await log.write('INFO', `Engine ${name}: ${reason}`);
  for (const { what, mend } of problems) {
    if (!mend.startsWith('offscribe models')) await log.write('WARNING', `${what} ${mend}`);
  }
}

async function makeEnvironments({ request, log }: Job): Promise<readonly BootstrapOutcome[]> {
  const outcomes: BootstrapOutcome[] = [];
  for (const { name } of request.plan.engines) {
    if (name === 'onnx') continue;
    const message = `This build of Offscribe cannot make an environment for ${name} yet.`;
    const hint = 'offscribe bootstrap --engines onnx';
    outcomes.push(
      await failed('environment', name, {
        error: new NotReadyError('E_RUNTIME_MISSING', message, { hint }),
        log,
      }),
    );
  }
  return outcomes;
}

async function cacheModels(job: Job): Promise<readonly BootstrapOutcome[]> {
  const { request, wiring, supervision, log } = job;
  const outcomes: BootstrapOutcome[] = [];
  for (const { entry, state } of request.plan.models) {
    const { name } = entry;
    if (state === 'ready' && !request.force) {
      outcomes.push({ what: 'model', name, ok: true, isProven: true, finding: 'ready before' });
      await log.write('INFO', `${name} is ready already`);
    } else if (request.cacheModels || ['verified', 'downloaded', 'ready'].includes(state)) {
      const [outcome] = await pullModels({ names: [name] }, wiring, supervision);
      if (outcome !== undefined) outcomes.push(await modelOutcome(outcome, log));
    } else
      await log.write(
        'WARNING',
        `${name} is not cached, as asked. Later: offscribe bootstrap --cache-models`,
      );
  }
  return outcomes;
}

async function modelOutcome(outcome: ModelOutcome, log: BootstrapLog): Promise<BootstrapOutcome> {
  const { name } = outcome;
  if (!outcome.ok) return await failed('model', name, { error: outcome.error, log });
  const { state, note = '' } = outcome;
  if (state === 'ready') await log.write('SUCCESS', `✓ ${name} is ready. ${note}`);
  else await log.write('WARNING', `${name} is ${state}, ${note}`);
  return { what: 'model', name, ok: true, isProven: state === 'ready', finding: note };
}

async function convertModels({
  request,
  wiring,
  supervision,
  log,
}: Job): Promise<readonly BootstrapOutcome[]> {
  const outcomes: BootstrapOutcome[] = [];
  for (const { entry } of request.plan.models) {
    const { name } = entry;
    if (!needsConversion(entry)) continue;
    const { state } = await wiring.store.status(entry);
    // A model that is not here, or that its engine cannot load, has its own outcome.
    if (state !== 'ready') continue;
    try {
      const isMade = await convertModel(entry, wiring, { ...supervision, force: request.force });
      await log.write('SUCCESS', `✓ ${name} is converted for onnx${isMade ? '' : ' already'}`);
      outcomes.push({
        what: 'conversion',
        name,
        ok: true,
        isProven: true,
        finding: isMade ? 'made for onnx' : 'there for onnx',
      });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'E_CANCELLED') throw error;
      outcomes.push(await failed('conversion', name, { error, log }));
    }
  }
  return outcomes;
}

async function failed(
  what: BootstrapOutcome['what'],
  name: string,
  { error, log }: { readonly error: AppError; readonly log: BootstrapLog },
): Promise<BootstrapOutcome> {
  const { code, message, hint } = error;
  await log.write('ERROR', `✗ ${what} ${name} failed: ${code}: ${message}`);
  if (hint !== undefined) await log.write('INFO', `Next: ${hint}`);
  return { what, name, ok: false, isProven: false, finding: `${code}: ${message}`, error };
}
