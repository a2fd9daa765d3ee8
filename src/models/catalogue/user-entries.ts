/**
 * User entries: `[[model]]` tables of an offscribe.toml as rows of the catalogue.
 *
 * In      keys as in the catalogue, in kebab-case; paths are relative to the file. Trust: see `settings-file.ts`.
 * Throws  UsageError E_CONFIG_INVALID with the file and the key.
 * @module
 */
import { dirname, resolve } from 'node:path';
import type { core } from 'zod/mini';
import type { UsageError } from '../../kernel/index.ts';
import type { CatalogueEntry, LoadingEngine, Source, WeightFormat } from './catalogue-entry.ts';
import { namesOf } from './entry-names.ts';
import { invalidSetting, parseSettings, unknownKey } from './settings-file.ts';
import { MODEL_TABLES, type ModelTable, type SourceTable, TABLE_KEYS } from './settings-schema.ts';

const ENGINES_OF: Readonly<Partial<Record<WeightFormat, readonly LoadingEngine[]>>> = {
  ctranslate2: ['onnx', 'faster-whisper', 'mlx'],
  npz: ['mlx'],
};

/** The rows that a settings file adds to `known`. */
export function parseUserEntries(
  text: string,
  file: string,
  known: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  const { model = [] } = parseSettings(text, file);
  const parsed = MODEL_TABLES.safeParse({ model });
  if (!parsed.success) throw schemaError(parsed.error.issues[0], file);
  const entries: CatalogueEntry[] = [];
  for (const table of parsed.data.model) {
    const entry = entryOf(table, file);
    refuseShadowing(entry, [...known, ...entries], file);
    entries.push(entry);
  }
  return entries;
}

/** The first thing wrong, as a sentence about a key; values are left out. */
function schemaError(issue: core.$ZodIssue | undefined, file: string): UsageError {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    return unknownKey({ key, name: keyName([...path, key]), known: knownKeys(path) }, file);
  }
  return invalidSetting(file, keyName(path), `is wrong: ${issue?.message ?? 'not understood'}.`);
}

/** Keys that the table at `path` takes. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const depth = path.filter((part) => typeof part === 'string').join('.');
  return depth === 'model' || depth === 'model.file' ? TABLE_KEYS[depth] : TABLE_KEYS['model.source'];
}

/** `model[2].source[1].repo`; tables are counted from 1, as people do. */
function keyName(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function entryOf(table: ModelTable, file: string): CatalogueEntry {
  const files = table.file.map((pin) => ({
    name: pin.name,
    sizeBytes: pin['size-bytes'],
    sha256: pin.sha256,
  }));
  return {
    name: table.name,
    aliases: table.aliases,
    task: table.task,
    languages: table.languages,
    licence: table.licence,
    licenceEvidence: table['licence-evidence'] ?? `as written in ${file}`,
    nonCommercial: table['non-commercial'],
    gated: table.gated,
    sizeBytes: table['size-bytes'] ?? files.reduce((sum, pin) => sum + pin.sizeBytes, 0),
    format: table.format,
    engines: table.engines ?? ENGINES_OF[table.format] ?? [],
    files,
    sources: table.source.map((source) => sourceOf(source, dirname(file))),
  };
}

function sourceOf(table: SourceTable, folder: string): Source {
  if (table.kind !== 'hub') return { kind: table.kind, path: resolve(folder, table.path) };
  const { repo, revision, files } = table;
  const optionalFiles = table['optional-files'];
  return {
    kind: 'hub',
    repo,
    files,
    ...(revision === undefined ? {} : { revision }),
    ...(optionalFiles === undefined ? {} : { optionalFiles }),
  };
}

/** A name must mean the same bytes whoever cloned the project: a row may not take one that is there. */
function refuseShadowing(entry: CatalogueEntry, known: readonly CatalogueEntry[], file: string): void {
  const own = [entry.name, ...entry.aliases];
  const taken = own.find((name) => known.some((other) => namesOf(other).includes(name)));
  if (taken === undefined) return;
  throw invalidSetting(file, `model "${entry.name}"`, `takes the name "${taken}", which another model has.`);
}
