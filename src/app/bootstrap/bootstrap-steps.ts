/**
 * Bootstrap steps: environments, then models with their proof, then conversions for every engine that is there.
 *
 * Throws  CancelledError; everything else that fails is an outcome.
 * @module
 */
import { StoreError } from '../../kernel/index.ts';
import type { LoadingEngine } from '../../models/index.ts';
import { inspectEnvironment, makeEnvironment } from '../../setup/index.ts';
import { probeModels } from '../models/probe-models.ts';
import { pullModels } from '../models/pull-models.ts';
import { attempt, type BootstrapJob, type BootstrapOutcome } from './bootstrap-outcome.ts';
import type { PlannedModel } from './bootstrap-plan.ts';
import { findCheckout } from './checkout.ts';
import { convertModel, needsConversion } from './convert-models.ts';

/** Makes the environment of every engine that needs one. */
export async function makeEnvironments(job: BootstrapJob): Promise<readonly BootstrapOutcome[]> {
  const { request, wiring, supervision, log } = job;
  const { signal } = supervision;
  const checkout = await findCheckout();
  const outcomes: BootstrapOutcome[] = [];
  for (const { name } of request.plan.engines) {
    if (name === 'onnx') continue;
    const make = async (): Promise<{ readonly finding: string }> => {
      const { finding } = await makeEnvironment(name, {
        ...{ home: wiring.home, env: wiring.env, offline: wiring.offline, signal },
        ...{ force: request.force, checkout, logFile: log.path },
        report: ({ message }) => void log.write('INFO', `${name}: ${message}`),
      });
      await log.write('SUCCESS', `✓ the ${name} environment is ready. ${finding}`);
      return { finding };
    };
    outcomes.push(await attempt({ what: 'environment', name }, job, make));
  }
  return outcomes;
}

/** Fetches and proves what is not ready. */
export async function cacheModels(job: BootstrapJob): Promise<readonly BootstrapOutcome[]> {
  const outcomes: BootstrapOutcome[] = [];
  for (const model of job.request.plan.models) {
    const { name } = model.entry;
    if (isWanted(model, job)) {
      outcomes.push(await attempt({ what: 'model', name }, job, async () => await cacheModel(model, job)));
    } else {
      const words = `${name} is not cached, as asked. Later: offscribe bootstrap --cache-models`;
      await job.log.write('WARNING', words);
    }
  }
  return outcomes;
}

/** What is here is proved whatever was said of fetching. */
function isWanted({ state }: PlannedModel, { request }: BootstrapJob): boolean {
  return request.cacheModels || ['ready', 'verified', 'downloaded', 'unloadable'].includes(state);
}

async function cacheModel(
  { entry: { name }, state }: PlannedModel,
  { request, wiring, supervision, log }: BootstrapJob,
): Promise<{ readonly finding: string; readonly isProven: boolean }> {
  if (state === 'ready' && !request.force) {
    await log.write('INFO', `${name} is ready already`);
    return { finding: 'ready before', isProven: true };
  }
  const [outcome] = await pullModels({ names: [name] }, wiring, supervision);
  if (outcome === undefined) throw new StoreError('E_MODEL_PULL_FAILED', `${name} has no outcome.`);
  if (!outcome.ok) throw outcome.error;
  const { note = '' } = outcome;
  const isProven = outcome.state === 'ready';
  if (isProven) await log.write('SUCCESS', `✓ ${name} is ready. ${note}`);
  else await log.write('WARNING', `${name} is ${outcome.state}, ${note}`);
  return { finding: note, isProven };
}

/** Converts every model that is ready for every engine that is, and lets each engine prove what it is to load. */
export async function convertModels(job: BootstrapJob): Promise<readonly BootstrapOutcome[]> {
  const { request, wiring, supervision, log } = job;
  const outcomes: BootstrapOutcome[] = [];
  for (const engine of await readyEngines(job)) {
    for (const { entry } of request.plan.models) {
      // A model that is not here, or that its engine cannot load, has its own outcome.
      if (!needsConversion(entry) || (await wiring.store.status(entry)).state !== 'ready') continue;
      const name = `${entry.name} for ${engine}`;
      const convert = async (): Promise<{ readonly finding: string; readonly isProven: boolean }> => {
        const how = { ...supervision, again: request.force };
        const isMade = await convertModel({ entry, engine }, wiring, how);
        const finding = isMade ? 'converted' : 'nothing to convert';
        const proof = await proveWith(engine, entry.name, { job, again: isMade });
        await log.write('SUCCESS', `✓ ${name}: ${finding}. ${proof}`);
        return { finding: `${finding}; ${proof}`, isProven: true };
      };
      outcomes.push(await attempt({ what: 'conversion', name }, job, convert));
    }
  }
  return outcomes;
}

/** What the engine heard; exactly these bytes are not tried twice. Throws EngineError E_MODEL_UNLOADABLE. */
async function proveWith(
  engine: LoadingEngine,
  name: string,
  { job: { wiring, supervision }, again }: { readonly job: BootstrapJob; readonly again: boolean },
): Promise<string> {
  const { state, probe } = await wiring.store.status((await wiring.catalogue()).find(name), engine);
  if (state === 'ready' && probe !== undefined && !again) return probe.finding;
  const [outcome] = await probeModels({ names: [name], engine }, wiring, supervision);
  if (outcome?.ok === false) throw outcome.error;
  return outcome?.note ?? '';
}

async function readyEngines({ request, wiring }: BootstrapJob): Promise<readonly LoadingEngine[]> {
  const ready: LoadingEngine[] = [];
  for (const { name } of request.plan.engines) {
    if (name === 'onnx' || (await inspectEnvironment(name, wiring)).state === 'ready') ready.push(name);
  }
  return ready;
}
