/**
 * Settings file: the text of an offscribe.toml taken apart into single settings and `[[model]]` tables.
 *
 * In      TOML 1.0; keys in kebab-case, those of the table of settings, and `model` tables.
 * Trust   whoever clones a project runs its offscribe.toml unread: it may say how to transcribe and name models, and
 *         nothing that decides which program runs, which server is asked, which secret is sent or where files are
 *         kept. No value of the file is ever shown: it may be a token in the wrong place.
 * Throws  UsageError E_CONFIG_INVALID with the file and the key.
 * @module
 */
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { SETTINGS, type SettingKey, UsageError } from '../../kernel/index.ts';
import { nearNames } from './near-names.ts';

/** Keys that name a program, a server, a secret or a place to keep things. */
const NEVER_IN_A_FILE =
  /token|secret|password|credential|api[-_]?key|endpoint|mirror|index[-_]?url|prox(y|ies)|cache|home|exec|command|program|binary|python|ffmpeg|ffprobe|plugin|script/i;

const NOT_IN_A_FILE =
  'may not be set in a file: programs, servers, secrets and cache folders come from flags or the environment.';

/** One setting as a file has it; the value is not checked yet. */
export interface SettingLine {
  readonly key: SettingKey;
  readonly value: unknown;
  /** Counted from 1; absent where the key is written in an unusual way. */
  readonly line?: number;
}

/** A settings file taken apart. */
interface ParsedSettings {
  readonly settings: readonly SettingLine[];
  /** The `[[model]]` tables, not checked yet. */
  readonly model?: unknown;
}

/** Takes a file's text apart; every key at its top is known. */
export function parseSettings(text: string, file: string): ParsedSettings {
  const settings: SettingLine[] = [];
  const { model, ...rest } = parseToml(text, file);
  if (typeof model === 'string')
    throw invalidSetting(file, 'model', 'is for tables of models; the model to use is "default-model".');
  for (const [key, value] of Object.entries(rest)) {
    if (!isKey(key)) throw unknownKey({ key, name: key, known: KNOWN }, file);
    if (!isFileKey(key)) throw invalidSetting(file, key, NOT_IN_A_FILE);
    settings.push({ key, value, ...lineOf(key, text) });
  }
  return { settings, ...(model === undefined ? {} : { model }) };
}

function parseToml(text: string, file: string): TomlTable {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Neither the message nor the cause: both quote the line, and it may hold a secret.
    throw invalidSetting(file, `line ${error.line}, column ${error.column}`, 'is not TOML.');
  }
}

function isKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key);
}

function isFileKey(key: SettingKey): boolean {
  return SETTINGS[key].file !== 'never';
}

/** Keys at the top of a file. */
const KNOWN: readonly string[] = [
  'model',
  ...Object.keys(SETTINGS).filter((key) => isKey(key) && isFileKey(key)),
];

function lineOf(key: string, text: string): { readonly line?: number } {
  const index = text.split('\n').findIndex((line) => new RegExp(`^\\s*["']?${key}["']?\\s*=`).test(line));
  return index === -1 ? {} : { line: index + 1 };
}

/** A key that nothing reads, or that no file may set; `name` is the key with its path. */
export function unknownKey(
  { key, name, known }: { readonly key: string; readonly name: string; readonly known: readonly string[] },
  file: string,
): UsageError {
  if (NEVER_IN_A_FILE.test(key)) return invalidSetting(file, name, NOT_IN_A_FILE);
  const near = nearNames(key, known)[0];
  return invalidSetting(
    file,
    name,
    `is not a setting${near === undefined ? '.' : `; did you mean "${near}"?`}`,
  );
}

/** Something in a file that cannot be. */
export function invalidSetting(file: string, key: string, problem: string): UsageError {
  return new UsageError('E_CONFIG_INVALID', `${file}: ${key} ${problem}`, {
    hint: `Edit ${file}, or run the command in another folder`,
    details: { file, key },
  });
}
