/**
 * Refusal: models that the catalogue names and that are never fetched, and why.
 * @module
 */
import { StoreError } from '../../kernel/index.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';

/** Why a model must not be fetched, known before any byte is asked for; undefined when it may be. */
export function refusalOf(entry: CatalogueEntry): StoreError | undefined {
  if (entry.format !== 'pickle') return undefined;
  return new StoreError(
    'E_MODEL_UNSAFE',
    `${entry.name} is listed and not fetched: its weights are Python pickles, which can run any code when they are read.`,
    {
      hint: 'offscribe models list   (shows the models that can be had, some of them the same weights in a safe format)',
      details: { model: entry.name, format: entry.format },
    },
  );
}
