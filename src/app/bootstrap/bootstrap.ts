/**
 * Bootstrap: from an installed program to a machine that transcribes without a network.
 *
 * Order    checks, the media add-on, engine environments, models with their proof, conversions. The failure of one is its outcome and
 *          undoes nothing; every step is whole or absent, so that a killed run is gone on with by the next.
 * Throws   UsageError before anything is done; CancelledError with the command that goes on; StoreError when no log can be
 *          written.
 * @module
 */
import { CancelledError, toAppError } from '../../kernel/index.ts';
import { diagnose } from '../doctor/diagnose.ts';
import type { AppEvent, Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { type BootstrapLog, openBootstrapLog } from './bootstrap-log.ts';
import type { BootstrapJob, BootstrapOutcome, BootstrapRequest } from './bootstrap-outcome.ts';
import { cacheModels, convertModels, makeEnvironments } from './bootstrap-steps.ts';
import { makeMedia } from './media-step.ts';

/** What became of everything. */
export interface BootstrapReport {
  readonly outcomes: readonly BootstrapOutcome[];
  readonly logFile: string;
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
      ...(await makeMedia(job)),
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
      // Not waited for: the log takes its lines in order.
      if (message !== undefined) void log.write(event.type === 'warning' ? 'WARNING' : 'DEBUG', message);
      else if (event.type !== 'pulled' && event.type !== 'probed') report(event);
    },
  };
}

/** What doctor finds without asking anybody; models and environments are the business of the steps to come. */
async function check({ wiring, supervision, log, request }: BootstrapJob): Promise<void> {
  const { machine, problems } = await diagnose({ ...wiring, offline: true }, supervision);
  const { cores, model, features } = machine.processor;
  await log.write('INFO', `${machine.system}, ${cores} cores of ${model}, ${features.join(', ')}`);
  for (const { name, reason } of request.plan.engines) await log.write('INFO', `Engine ${name}: ${reason}`);
  for (const { what, mend } of problems) {
    // The media add-on is a step only where it was asked for.
    const isStep = /^offscribe (models|bootstrap(?! --media))/.test(mend);
    const isMedia = mend.startsWith('offscribe bootstrap --media');
    if (!isStep && !(isMedia && request.plan.media !== undefined))
      await log.write('WARNING', `${what} ${mend}`);
  }
}
