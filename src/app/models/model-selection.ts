/**
 * Model selection: from the names on a command line to rows of the catalogue, all of them before anything is done.
 *
 * Throws  UsageError E_USAGE (no name, no such engine, wrong engine), E_MODEL_UNKNOWN.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import type { CatalogueEntry, LoadingEngine } from '../../models/index.ts';
import type { Wiring } from '../wiring.ts';

/** Which models a command is about. */
export interface ModelSelection {
  readonly names: readonly string[];
  /** The engine they are for; default: whichever can load them. */
  readonly engine?: string | undefined;
}

const LOADING_ENGINES: readonly LoadingEngine[] = ['onnx', 'mlx', 'faster-whisper'];

/** The rows that are named, each once. `example` is the command that a hint shows when none is. */
export async function selectModels(
  { names, engine }: ModelSelection,
  wiring: Wiring,
  example: string,
): Promise<readonly CatalogueEntry[]> {
  if (names.length === 0) throw new UsageError('E_USAGE', 'No model was named.', { hint: example });
  const wanted = parseEngine(engine);
  const { find } = await wiring.catalogue();
  const found = new Map<string, CatalogueEntry>();
  for (const name of names) {
    const entry = find(name);
    if (wanted !== undefined && !entry.engines.includes(wanted)) throw wrongEngine(entry, wanted);
    found.set(entry.name, entry);
  }
  return [...found.values()];
}

/** The engine of that name, whether or not this build has it. */
export function parseEngine(engine: string | undefined): LoadingEngine | undefined {
  if (engine === undefined) return undefined;
  const known = LOADING_ENGINES.find((each) => each === engine);
  if (known !== undefined) return known;
  const message = `"${engine}" is not an engine; there are ${LOADING_ENGINES.join(', ')}.`;
  throw new UsageError('E_USAGE', message, { hint: 'offscribe models list --engine onnx' });
}

function wrongEngine({ name, engines }: CatalogueEntry, wanted: LoadingEngine): UsageError {
  const able = engines.length === 0 ? 'no engine yet' : engines.join(' and ');
  return new UsageError('E_USAGE', `${name} is not for ${wanted}: its weights are for ${able}.`, {
    hint: `offscribe models list --engine ${wanted}`,
  });
}
