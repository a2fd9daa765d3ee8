/**
 * Pull models: fetches models, or checks and mends those that are there, then proves each with its engine.
 *
 * Throws  UsageError before anything is fetched; CancelledError with the command that goes on. A model's own failure
 *         is its outcome.
 * @module
 */
import { CancelledError, toAppError, UsageError } from '../../kernel/index.ts';
import {
  type CachedModel,
  type CatalogueEntry,
  type LoadingEngine,
  type PullOptions,
  withLease,
} from '../../models/index.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';
import { eachModel, type ModelOutcome, type ModelSuccess, successOf } from './model-outcome.ts';
import { type ModelSelection, parseEngine, selectModels } from './model-selection.ts';
import { type ProofSurroundings, proveModel } from './prove-model.ts';

/** Which models to pull, and how. */
export interface PullRequest extends ModelSelection {
  /** Branch, tag or commit on the hub; for one model. */
  readonly revision?: string | undefined;
  /** Goes on although the disk seems too small. */
  readonly force?: boolean | undefined;
  /** Asks the hub without the token that is set. */
  readonly anonymous?: boolean | undefined;
  /** Takes what the source has now, and writes it into the lock file. */
  readonly updateLock?: boolean | undefined;
  /** false: leaves the models `verified`. */
  readonly probe?: boolean | undefined;
}

/** Example for hints. */
const EXAMPLE = 'offscribe models pull base silero-vad';

/** What became of each model. */
export async function pullModels(
  request: PullRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly ModelOutcome[]> {
  const entries = await entriesToPull(request, wiring);
  const { signal } = supervision;
  try {
    return await eachModel(entries, wiring, {
      signal,
      // From the first look at what is here until its proof no prune may take it away.
      work: async (entry) =>
        await withLease(
          { home: wiring.home, models: [entry.name], signal },
          async () => await pullOne(entry, request, { wiring, supervision }),
        ),
    });
  } catch (error) {
    if (toAppError(error).code !== 'E_CANCELLED') throw error;
    const hint = `${commandOf(request)}   (goes on where it stopped)`;
    throw new CancelledError({ hint, cause: error });
  }
}

/** The rows to pull, or to plan a pull of. */
export async function entriesToPull(
  request: PullRequest,
  wiring: Wiring,
): Promise<readonly CatalogueEntry[]> {
  const entries = await selectModels(request, wiring, EXAMPLE);
  if (request.revision !== undefined && entries.length > 1) {
    throw new UsageError('E_USAGE', '--revision is about one model; several were named.', {
      hint: `offscribe models pull ${entries[0]?.name} --revision ${request.revision}`,
    });
  }
  const pinned = request.revision === undefined ? undefined : entries.find(({ files }) => files.length > 0);
  if (pinned !== undefined) {
    const message = `The catalogue pins every byte of ${pinned.name}, so there is no other revision of it.`;
    throw new UsageError('E_USAGE', message, { hint: `offscribe models pull ${pinned.name}` });
  }
  return entries;
}

/** What the store is told. */
export function pullOptions(request: PullRequest, wiring: Wiring, supervision: Supervision): PullOptions {
  const { revision, force, anonymous, updateLock } = request;
  const { signal, report } = supervision;
  return {
    ...{ offline: wiring.offline, revision, force, anonymous, updateLock, signal },
    onProgress: (progress) => report({ type: 'pull', progress }),
    onWait: (wait) => report({ type: 'wait', wait }),
    onWarning: (message) => report({ type: 'warning', message }),
  };
}

async function pullOne(
  entry: CatalogueEntry,
  request: PullRequest,
  { wiring, supervision }: ProofSurroundings,
): Promise<ModelSuccess> {
  const { report } = supervision;
  report({ type: 'note', message: licenceLine(entry) });
  const traffic = countTransfer();
  const options = pullOptions(request, wiring, {
    ...supervision,
    report: (event) => {
      if (event.type === 'pull') traffic.see(event.progress);
      report(event);
    },
  });
  const model = await wiring.store.pull(entry, { ...options, rehash: true });
  const wasDamaged = await dropDamaged(model, wiring, supervision);
  const transferredBytes = traffic.bytes();
  const { sizeBytes } = successOf(model, 'verified');
  report({ type: 'pulled', model: entry.name, sizeBytes });
  if (request.probe === false)
    return { ...successOf(model, 'verified', { note: 'not proven: --no-probe' }), transferredBytes };
  const engine = parseEngine(request.engine);
  const outcome =
    (wasDamaged ? undefined : await provedBefore(model, engine, wiring)) ??
    (await proveModel(model, engine, { wiring, supervision }));
  return { ...outcome, transferredBytes };
}

/** Exactly these bytes were proved before with the same engine: that still holds. */
async function provedBefore(
  model: CachedModel,
  engine: LoadingEngine | undefined,
  wiring: Wiring,
): Promise<ModelSuccess | undefined> {
  const { state, probe } = await wiring.store.status(model.entry, engine);
  if (state !== 'ready' || probe === undefined) return undefined;
  return successOf(model, 'ready', { note: `proved before: ${probe.finding}`, probe });
}

async function dropDamaged(model: CachedModel, wiring: Wiring, { report }: Supervision): Promise<boolean> {
  const { dropDamagedDerived } = await import('../../weights/index.ts');
  const dropped = await dropDamagedDerived(wiring.home, model.sha256);
  if (dropped.length === 0) return false;
  const { name } = model.entry;
  report({ type: 'note', message: `${name}: damaged converted weights were dropped; they are made again.` });
  return true;
}

function licenceLine({ name, licence, licenceEvidence, nonCommercial, gated }: CatalogueEntry): string {
  const terms = nonCommercial ? `${licence}, NON-COMMERCIAL USE ONLY` : licence;
  const access = gated ? '; gated: its hub asks for an account that has accepted the terms' : '';
  return `${name}: licence ${terms} (${licenceEvidence})${access}.`;
}

/** Bytes that came over the network. What an earlier run left is in the first figure of a download, and does not count. */
function countTransfer(): {
  see(progress: { readonly phase: string; readonly doneBytes: number }): void;
  bytes(): number;
} {
  let first: number | undefined;
  let last = 0;
  return {
    see: ({ phase, doneBytes }) => {
      if (phase !== 'download') return;
      first ??= doneBytes;
      last = doneBytes;
    },
    bytes: () => Math.max(0, last - (first ?? 0)),
  };
}

/** The command line that asks for the same. */
function commandOf({ names, engine, revision, force, anonymous, updateLock, probe }: PullRequest): string {
  const flags = [
    ...(engine === undefined ? [] : [`--engine ${engine}`]),
    ...(revision === undefined ? [] : [`--revision ${revision}`]),
    ...(force === true ? ['--force'] : []),
    ...(anonymous === true ? ['--anonymous'] : []),
    ...(updateLock === true ? ['--update-lock'] : []),
    ...(probe === false ? ['--no-probe'] : []),
  ];
  return ['offscribe models pull', ...names, ...flags].join(' ');
}
