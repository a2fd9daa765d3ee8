/**
 * Diagnose: looks at the machine, the programs, the engines, the models and the network, all afresh.
 *
 * Writes  nothing: what a file remembered of a machine would one day be about another.
 * Throws  UsageError for settings that cannot be; CancelledError. Everything else that is wrong is a problem.
 * @module
 */
import { AppError, throwIfCancelled, VERSION } from '../../kernel/index.ts';
import { hubCacheFolder } from '../../platform/index.ts';
import { readDiskSpace, readMachine } from '../../setup/index.ts';
import { BOOTSTRAP_MODELS } from '../bootstrap/bootstrap-set.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import type { Diagnosis, ModelReport, Problem } from './diagnosis.ts';
import { lookAtEngines, missedEngine } from './look-at-engines.ts';
import { lookAtMedia } from './look-at-media.ts';
import { lookAtNetwork } from './look-at-network.ts';
import { modelProblems } from './model-problems.ts';

/** Room that the default models, their conversions and one environment take, bytes. */
const ROOM_BYTES = 2e9;

/** Looks at everything. */
export async function diagnose(wiring: Wiring, { signal }: Supervision): Promise<Diagnosis> {
  const { env, home } = wiring;
  const [machine, media, disk, engines, models, network] = await Promise.all([
    readMachine(env),
    lookAtMedia(wiring),
    readDiskSpace([hubCacheFolder(env), home]),
    lookAtEngines(wiring),
    lookAtModels(wiring),
    lookAtNetwork(wiring, signal),
  ]);
  throwIfCancelled(signal);
  const [modelDisk = noDisk(), homeDisk = noDisk()] = disk;
  const problems = [
    ...engines.problems,
    ...missedEngine(engines.reports, machine.graphics),
    ...modelProblems(models),
    ...unreachable(models, network.network),
    ...media.problems,
    ...[...new Set([modelDisk, homeDisk].filter(({ freeBytes }) => freeBytes < ROOM_BYTES))].map(tooFull),
    ...network.problems,
  ];
  return {
    isReady: !problems.some(({ blocks }) => blocks),
    version: VERSION,
    node: process.versions.node,
    machine,
    ...(media.ffmpeg === undefined ? {} : { ffmpeg: media.ffmpeg }),
    mediaAddon: media.addon,
    disk: { models: modelDisk, home: homeDisk },
    engines: engines.reports,
    models,
    network: network.network,
    ...(engines.auto === undefined ? {} : { auto: engines.auto }),
    problems,
  };
}

function noDisk(): never {
  throw new AppError('E_INTERNAL', 'a folder on no disk');
}

function tooFull({ path, freeBytes }: { readonly path: string; readonly freeBytes: number }): Problem {
  const what = `Only ${(freeBytes / 1e9).toFixed(1)} GB are free where ${path} lies.`;
  return { what, mend: 'offscribe models prune', blocks: false };
}

/** A server that does not answer matters while something must still be fetched. */
function unreachable(models: readonly ModelReport[], { servers }: Diagnosis['network']): readonly Problem[] {
  const isMissing = models.some(({ state }) => ['absent', 'partial', 'corrupt'].includes(state));
  if (!isMissing || servers.length === 0 || servers.some(({ ok }) => ok)) return [];
  const what = 'No server that has models answers. A machine that has a network can make a bundle of them.';
  return [{ what, mend: 'offscribe models import models.tar', blocks: false }];
}

async function lookAtModels(wiring: Wiring): Promise<readonly ModelReport[]> {
  const { find } = await wiring.catalogue();
  return await Promise.all(
    BOOTSTRAP_MODELS.map(async (name) => {
      const entry = find(name);
      const { state } = await wiring.store.status(entry);
      return { name, state, sizeBytes: entry.sizeBytes };
    }),
  );
}
