/**
 * User entries: `[[model]]` tables of an offscribe.toml as rows of the catalogue.
 *
 * In      TOML 1.0; keys as in the catalogue, in kebab-case; paths are relative to the file.
 * Trust   whoever clones a project runs its offscribe.toml unread: it may name models, and nothing that decides which
 *         program runs, which server is asked, which secret is sent or where files are kept. No value of the file is
 *         ever shown: it may be a token in the wrong place.
 * Throws  UsageError E_CONFIG_INVALID with the file and the key.
 * @module
 */
import { dirname, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import type { z } from 'zod';
import { UsageError } from '../../kernel/index.ts';
import type { CatalogueEntry, LoadingEngine, Source, WeightFormat } from './catalogue-entry.ts';
import { namesOf } from './entry-names.ts';
import { nearNames } from './near-names.ts';
import { type ModelTable, SETTINGS, type SourceTable } from './settings-schema.ts';

/** Keys that name a program, a server, a secret or a place to keep things. */
const NEVER_IN_A_FILE =
  /token|secret|password|credential|api[-_]?key|endpoint|mirror|index[-_]?url|prox(y|ies)|cache|home|exec|command|program|binary|python|ffmpeg|ffprobe|plugin|script/i;

const ENGINES_OF: Readonly<Partial<Record<WeightFormat, readonly LoadingEngine[]>>> = {
  ctranslate2: ['onnx', 'faster-whisper'],
  npz: ['mlx'],
};

/** The rows that a settings file adds to `known`. */
export function parseUserEntries(
  text: string,
  file: string,
  known: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  const parsed = SETTINGS.safeParse(parseToml(text, file));
  if (!parsed.success) throw schemaError(parsed.error.issues[0], file);
  const entries: CatalogueEntry[] = [];
  for (const table of parsed.data.model) {
    const entry = entryOf(table, file);
    refuseShadowing(entry, [...known, ...entries], file);
    entries.push(entry);
  }
  return entries;
}

function parseToml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Neither the message nor the cause: both quote the line, and it may hold a secret.
    throw invalid(file, `line ${error.line}, column ${error.column}`, 'is not TOML.');
  }
}

/** The first thing wrong, as a sentence about a key; values are left out. */
function schemaError(issue: z.core.$ZodIssue | undefined, file: string): UsageError {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const whole = keyName([...path, key]);
    if (NEVER_IN_A_FILE.test(key)) {
      const rule =
        'may not be set in a file: programs, servers, secrets and cache folders come from flags or the environment.';
      return invalid(file, whole, rule);
    }
    const near = nearNames(key, knownKeys(path))[0];
    return invalid(file, whole, `is not a setting${near === undefined ? '.' : `; did you mean "${near}"?`}`);
  }
  return invalid(file, keyName(path), `is wrong: ${issue?.message ?? 'not understood'}.`);
}

/** Keys that the table at `path` takes. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const model = SETTINGS.shape.model.unwrap().element;
  const depth = path.filter((part) => typeof part === 'string').join('.');
  if (depth === '') return Object.keys(SETTINGS.shape);
  if (depth === 'model') return Object.keys(model.shape);
  if (depth === 'model.file') return Object.keys(model.shape.file.unwrap().element.shape);
  return model.shape.source.element.options.flatMap((option) => Object.keys(option.shape));
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
  throw invalid(file, `model "${entry.name}"`, `takes the name "${taken}", which another model has.`);
}

function invalid(file: string, key: string, problem: string): UsageError {
  return new UsageError('E_CONFIG_INVALID', `${file}: ${key} ${problem}`, {
    hint: `Edit ${file}, or run the command in another folder`,
    details: { file, key },
  });
}
