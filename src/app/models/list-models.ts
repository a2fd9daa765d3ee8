/**
 * List models: every row of the catalogue and how far it is on this machine. Reads no model's bytes and asks nobody.
 * @module
 */
import type { CatalogueEntry, ModelState } from '../../models/index.ts';
import { DEFAULT_MODEL } from '../decoding.ts';
import type { Wiring } from '../wiring.ts';
import { parseEngine } from './model-selection.ts';

/** One line of `models list`. */
export interface ModelRow
  extends Pick<
    CatalogueEntry,
    | 'name'
    | 'aliases'
    | 'task'
    | 'languages'
    | 'licence'
    | 'licenceEvidence'
    | 'nonCommercial'
    | 'gated'
    | 'format'
    | 'engines'
  > {
  /** Of all its files. */
  readonly sizeBytes: number;
  /** false: its listing is not known here yet, so that the size is about right. */
  readonly isSizeExact: boolean;
  /** false: its weights could run code when read; it is listed and never fetched. */
  readonly isFetchable: boolean;
  readonly state: ModelState;
  /** Bytes of it that are here. */
  readonly presentBytes: number;
  /** Present when all its files are here. */
  readonly folder?: string;
  /** Whether `transcribe` uses it when no model is named. */
  readonly isDefault: boolean;
}

/** Which rows are wanted. */
export interface ListRequest {
  /** Only models that this engine can load. */
  readonly engine?: string | undefined;
  /** Only models of which something is here. */
  readonly cached?: boolean | undefined;
}

/** The rows, in the catalogue's order. */
export async function listModels(wiring: Wiring, request: ListRequest = {}): Promise<readonly ModelRow[]> {
  const engine = parseEngine(request.engine);
  const { entries } = await wiring.catalogue();
  const wanted = entries.filter(({ engines }) => engine === undefined || engines.includes(engine));
  const rows = await Promise.all(wanted.map(async (entry) => await rowOf(entry, wiring)));
  return request.cached === true ? rows.filter(({ state }) => state !== 'absent') : rows;
}

async function rowOf(entry: CatalogueEntry, wiring: Wiring): Promise<ModelRow> {
  const { name, aliases, task, languages, licence, licenceEvidence, nonCommercial, gated } = entry;
  const { format, engines } = entry;
  const { state, presentBytes, manifest, folder } = await wiring.store.status(entry);
  const known = manifest?.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return {
    ...{ name, aliases, task, languages, licence, licenceEvidence, nonCommercial, gated, format, engines },
    sizeBytes: known ?? entry.sizeBytes,
    isSizeExact: known !== undefined || entry.files.length > 0,
    isFetchable: format !== 'pickle',
    ...{ state, presentBytes },
    ...(folder === undefined ? {} : { folder }),
    isDefault: name === DEFAULT_MODEL,
  };
}
