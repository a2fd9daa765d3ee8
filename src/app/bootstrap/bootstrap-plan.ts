/**
 * Bootstrap plan: what there is to do on this machine, found without a network and without starting an engine.
 *
 * Throws  UsageError E_USAGE for a name that is no engine, E_CONFIG_INVALID.
 * @module
 */
import { AppError } from '../../kernel/index.ts';
import type { CatalogueEntry, ModelState } from '../../models/index.ts';
import { readGraphics } from '../../setup/index.ts';
import type { Wiring } from '../wiring.ts';
import { BOOTSTRAP_MODELS } from './bootstrap-set.ts';
import { chooseEngines, type WantedEngine } from './choose-engines.ts';
import { isConverted } from './convert-models.ts';

/** A model of the bootstrap set as it is now. */
export interface PlannedModel {
  readonly entry: CatalogueEntry;
  readonly state: ModelState;
  /** Bytes that are not here yet. */
  readonly missingBytes: number;
  /** Whether what the in-process engine makes of it once is here. */
  readonly isConverted: boolean;
}

/** What there is to do. */
export interface BootstrapPlan {
  readonly engines: readonly WantedEngine[];
  readonly models: readonly PlannedModel[];
  /** Bytes to be fetched. */
  readonly missingBytes: number;
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
}

/** Looks at what is here. */
export async function planBootstrap(
  asked: readonly string[] | undefined,
  wiring: Wiring,
): Promise<BootstrapPlan> {
  const engines = chooseEngines(asked, asked === undefined ? await readGraphics(wiring.env) : NO_GRAPHICS);
  const { find } = await wiring.catalogue();
  const models = await Promise.all(BOOTSTRAP_MODELS.map(async (name) => await planModel(find(name), wiring)));
  const missingBytes = models.reduce((sum, model) => sum + model.missingBytes, 0);
  const areModelsDone = models.every((model) => model.state === 'ready' && model.isConverted);
  return {
    engines,
    models,
    missingBytes,
    isDone: areModelsDone && engines.every(({ name }) => name === 'onnx'),
  };
}

/** Nobody asks when the engines were named. */
const NO_GRAPHICS = { kind: 'none' } as const;

async function planModel(entry: CatalogueEntry, wiring: Wiring): Promise<PlannedModel> {
  const { state, presentBytes } = await wiring.store.status(entry);
  const isHere = state === 'ready' || state === 'verified' || state === 'unloadable';
  return {
    entry,
    state,
    missingBytes: Math.max(0, entry.sizeBytes - presentBytes),
    isConverted: isHere && (await isConverted(entry, wiring).catch(falseIfWrong)),
  };
}

/** What is wrong with a model or its conversion is found, named and mended by the step that is about it. */
function falseIfWrong(error: unknown): false {
  if (error instanceof AppError) return false;
  throw error;
}
