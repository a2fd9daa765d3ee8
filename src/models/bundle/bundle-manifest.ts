/**
 * Bundle manifest: `manifest.json`, the first member of a bundle, which says all that is in it.
 *
 *   {"format":1,"createdBy":"offscribe 0.1.0","entries":[<rows of the catalogue>],"lock":<as in offscribe.lock.json>}
 *
 * Trust   a bundle may come from anybody: keys, names, commits and sums are checked before anything is made of them,
 *         and the text must be exactly what this module writes, so that no two readers understand it differently.
 * Throws  InputError E_BUNDLE_INVALID.
 * @module
 */
import { z } from 'zod';
import { AppError } from '../../kernel/index.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import type { ModelManifest } from '../manifest.ts';
import { lockedFrom } from '../model-lock.ts';
import { manifestFromLock } from '../model-lock-format.ts';
import { pinnedManifest } from '../pinned-manifest.ts';
import { pathFlaw, printable } from '../safe-names.ts';
import { BUNDLE_ENTRY, portableEntry } from './bundle-entry.ts';
import { invalidBundle } from './bundle-errors.ts';

/** Longest manifest that is read, bytes: about 50,000 files. */
export const MAX_MANIFEST_BYTES: number = 16 << 20;

/** A model in a bundle. */
export interface BundledModel {
  readonly entry: CatalogueEntry;
  /** Every file with its sha256. */
  readonly manifest: ModelManifest;
}

/** What a bundle says is in it. */
export interface BundleManifest {
  /** Program and version. */
  readonly createdBy: string;
  /** By name. */
  readonly models: readonly BundledModel[];
}

const FORMAT = z.object({ format: z.int() });
const MANIFEST = z.strictObject({
  format: z.literal(1),
  createdBy: z.string().regex(/^[\x20-\x7e]{1,100}$/),
  entries: z.array(BUNDLE_ENTRY).min(1).max(1000),
  lock: z.strictObject({ format: z.literal(1), models: z.record(z.string(), z.unknown()) }),
});

/** The text of a manifest; the same for the same models in any order. */
export function formatManifest({ createdBy, models }: BundleManifest): string {
  const sorted = models.toSorted((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  return canonical({
    format: 1,
    createdBy,
    entries: sorted.map(({ entry }) => portableEntry(entry)),
    lock: {
      format: 1,
      models: Object.fromEntries(sorted.map(({ entry, manifest }) => [entry.name, lockedFrom(manifest)])),
    },
  });
}

/** The manifest of the bundle at `path`. */
export function parseManifest(bytes: Uint8Array, path: string): BundleManifest {
  const document = parseJson(bytes, path);
  const { data: about } = FORMAT.safeParse(document);
  if (about !== undefined && about.format !== 1) {
    const what = `its format is ${about.format}, and this version of Offscribe reads format 1`;
    throw invalidBundle(path, what, { hint: 'offscribe --version   (a newer one may read it)' });
  }
  const { data, error } = MANIFEST.safeParse(document);
  if (data === undefined) {
    const key = error?.issues[0]?.path.map(String).join('.') ?? '';
    throw invalidBundle(path, `its manifest is wrong${key === '' ? '' : ` at ${printable(key)}`}`);
  }
  const { entries, lock } = data;
  const names = Object.keys(lock.models);
  const isPaired =
    names.length === entries.length && entries.every(({ name }, at) => name === names.toSorted()[at]);
  if (!isPaired) throw invalidBundle(path, 'its manifest locks other models than it lists');
  const models = entries.map((entry) => ({
    entry,
    manifest: modelManifest(entry, lock.models[entry.name], path),
  }));
  return { createdBy: data.createdBy, models };
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const document: unknown = JSON.parse(text);
    if (canonical(document) === text) return document;
  } catch (error) {
    const isBadText = error instanceof TypeError || error instanceof SyntaxError;
    // Nesting that no manifest has: the reader of JSON ran out of stack.
    if (!isBadText && !(error instanceof RangeError)) throw error;
    throw invalidBundle(path, 'its manifest is not JSON', { cause: error });
  }
  throw invalidBundle(path, 'its manifest is not written as Offscribe writes it');
}

/** Repeated keys and stray spaces do not survive this. */
function canonical(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function modelManifest(entry: CatalogueEntry, locked: unknown, path: string): ModelManifest {
  const flaw = entry.name.includes('/') ? 'it has a slash' : pathFlaw(entry.name);
  if (flaw !== undefined) throw invalidBundle(path, `the model name ${printable(entry.name)}: ${flaw}`);
  const manifest = lockedManifest(entry.name, locked, path);
  // A model of no hub lies under our own name, at a commit that follows from its files alone.
  const pins = manifest.files.map(({ name, sizeBytes, sha256 = '' }) => ({ name, sizeBytes, sha256 }));
  if (manifest.repo === undefined && manifest.commit !== pinnedManifest(entry, manifest.source, pins).commit)
    throw invalidBundle(path, `the commit of ${entry.name} does not follow from its files`);
  return manifest;
}

function lockedManifest(name: string, locked: unknown, path: string): ModelManifest {
  try {
    return manifestFromLock(name, locked, path);
  } catch (error) {
    const isRefusal =
      error instanceof AppError && ['E_CONFIG_INVALID', 'E_MODEL_UNSAFE'].includes(error.code);
    if (!isRefusal) throw error;
    const words = error.message.replace(`${path} `, 'it ').replace(/\.$/, '');
    throw invalidBundle(path, words[0]?.toLowerCase() + words.slice(1), { cause: error });
  }
}
