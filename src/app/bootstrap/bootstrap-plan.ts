/**
 * Bootstrap plan: what there is to do on this machine, found without a network and without starting an engine.
 *
 * Throws  UsageError E_USAGE for a name that is no engine, E_CONFIG_INVALID; NotReadyError E_RUNTIME_MISSING for a wrong
 *         OFFSCRIBE_FFMPEG.
 * @module
 */
import { AppError } from '../../kernel/index.ts';
import type { CatalogueEntry, ModelState } from '../../models/index.ts';
import { inspectEnvironment, readGraphics } from '../../setup/index.ts';
import type { Wiring } from '../wiring.ts';
import { BOOTSTRAP_MODELS } from './bootstrap-set.ts';
import { chooseEngines, type WantedEngine } from './choose-engines.ts';
import { isConverted } from './convert-models.ts';
import { type PlannedMedia, planMedia } from './media-plan.ts';

/** A model of the bootstrap set as it is now. */
export interface PlannedModel {
  readonly entry: CatalogueEntry;
  readonly state: ModelState;
  /** Bytes that are not here yet. */
  readonly missingBytes: number;
}

/** What was asked for. */
export interface BootstrapWish {
  /** Names of engines; default: what `auto` could use here. */
  readonly engines?: readonly string[] | undefined;
  /** Whether media of all kinds are to be decoded, also without ffmpeg. */
  readonly media?: boolean | undefined;
}

/** What there is to do. */
export interface BootstrapPlan {
  readonly engines: readonly WantedEngine[];
  readonly models: readonly PlannedModel[];
  /** Present when it was asked for. */
  readonly media?: PlannedMedia;
  /** Bytes to be fetched. */
  readonly missingBytes: number;
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
}

/** Looks at what is here. */
export async function planBootstrap(
  { engines: asked, media: wantsMedia }: BootstrapWish,
  wiring: Wiring,
): Promise<BootstrapPlan> {
  const engines = chooseEngines(asked, asked === undefined ? await readGraphics(wiring.env) : NO_GRAPHICS);
  const { find } = await wiring.catalogue();
  const models = await Promise.all(BOOTSTRAP_MODELS.map(async (name) => await planModel(find(name), wiring)));
  const missingBytes = models.reduce((sum, model) => sum + model.missingBytes, 0);
  const media = wantsMedia === true ? await planMedia(wiring) : undefined;
  const isDone =
    media?.isMissing !== true &&
    models.every(({ state }) => state === 'ready') &&
    (await areEnginesDone({ engines, models }, wiring));
  return { engines, models, ...(media === undefined ? {} : { media }), missingBytes, isDone };
}

/** Nobody asks when the engines were named. */
const NO_GRAPHICS = { kind: 'none' } as const;

async function planModel(entry: CatalogueEntry, wiring: Wiring): Promise<PlannedModel> {
  const { state, presentBytes } = await wiring.store.status(entry);
  return { entry, state, missingBytes: Math.max(0, entry.sizeBytes - presentBytes) };
}

/** Environments made, and what each engine loads converted and proven. */
async function areEnginesDone(
  { engines, models }: Pick<BootstrapPlan, 'engines' | 'models'>,
  wiring: Wiring,
): Promise<boolean> {
  for (const { name: engine } of engines) {
    if (engine !== 'onnx' && (await inspectEnvironment(engine, wiring)).state !== 'ready') return false;
    for (const { entry } of models) {
      if (!(await isConverted({ entry, engine }, wiring).catch(falseIfWrong))) return false;
      const isLoaded = entry.engines.includes(engine);
      if (isLoaded && (await wiring.store.status(entry, engine)).state !== 'ready') return false;
    }
  }
  return true;
}

/** What is wrong with a model or its conversion is found, named and mended by the step that is about it. */
function falseIfWrong(error: unknown): false {
  if (error instanceof AppError) return false;
  throw error;
}
