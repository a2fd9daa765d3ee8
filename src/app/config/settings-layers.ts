/**
 * Settings layers: flags over variables over the project's file over the user's own over defaults.
 *
 * Pure    files are read before; nothing here looks at the machine but for making paths absolute.
 * Empty   a variable that is blank counts as unset.
 * Trust   a project's file may not lift `offline`, name a lock file, or name outputs, a glossary
 *         or a profile outside its own folder.
 * Throws  UsageError E_CONFIG_INVALID with the variable's name or the file's path; values are never quoted.
 * @module
 */
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import {
  SETTINGS,
  type SettingKey,
  type SettingReader,
  type SettingRow,
  type Settings,
  UsageError,
} from '../../kernel/index.ts';
import type { SettingLine, SettingsFile } from '../../models/index.ts';
import type { Environment } from '../../platform/index.ts';
import { type ReadValue, valueOfText, valueOfToml } from './setting-value.ts';

/** Where a value came from. */
export type SettingOrigin =
  | { readonly layer: 'flag'; readonly name: string }
  | { readonly layer: 'variable'; readonly name: string }
  | { readonly layer: 'file'; readonly path: string; readonly line?: number }
  | { readonly layer: 'default' };

/** What the layers are. */
export interface SettingsLayers {
  /** Only what was really given. */
  readonly flags: Partial<Settings>;
  readonly env: Environment;
  /** The one that counts more first. */
  readonly files: readonly SettingsFile[];
  /** The command; settings that it does not read are not looked at in the environment. */
  readonly reader: SettingReader;
}

/** Every setting and where it came from. */
export interface LayeredSettings {
  readonly values: Settings;
  readonly origins: Readonly<Record<SettingKey, SettingOrigin>>;
}

type Found = { readonly value: Settings[SettingKey]; readonly origin: SettingOrigin };

/** All keys, in the order of the table. */
export const SETTING_KEYS: readonly SettingKey[] = Object.keys(SETTINGS).filter(
  (key): key is SettingKey => key in SETTINGS,
);

/** Merges the layers. */
export function mergeSettings(layers: SettingsLayers): LayeredSettings {
  const values: Partial<Record<SettingKey, Settings[SettingKey]>> = {};
  const origins: Partial<Record<SettingKey, SettingOrigin>> = {};
  // Every line of every file is checked, whichever layer wins in the end: a wrong one would surprise another day.
  const lines = layers.files.map(
    (file) => new Map(file.settings.map((line) => [line.key, read(line, file)])),
  );
  for (const key of SETTING_KEYS) {
    const found =
      fromFlag(key, layers) ?? fromVariable(key, layers) ?? first(lines.map((each) => each.get(key)));
    const row: SettingRow = SETTINGS[key];
    values[key] = found === undefined ? row.default : found.value;
    origins[key] = found?.origin ?? { layer: 'default' };
  }
  // Each key was given what its own row says it holds.
  return { values: values as Settings, origins: origins as LayeredSettings['origins'] };
}

/** Whether a command reads a setting; `config` shows them all. */
export function isReadBy(key: SettingKey, reader: SettingReader): boolean {
  const { readBy }: SettingRow = SETTINGS[key];
  return reader === 'config' || reader === '*' || readBy.includes('*') || readBy.includes(reader);
}

/** The long flag of a setting, `--model`. */
export function flagName({ flag = '' }: SettingRow): string {
  return /--[a-z-]+/.exec(flag)?.[0] ?? '';
}

function first<T>(all: readonly (T | undefined)[]): T | undefined {
  return all.find((each) => each !== undefined);
}

function fromFlag(key: SettingKey, { flags, reader }: SettingsLayers): Found | undefined {
  const value = flags[key];
  if (value === undefined || !isReadBy(key, reader)) return undefined;
  const name = flagName(SETTINGS[key]);
  return { value, origin: { layer: 'flag', name: value === false ? name.replace('--', '--no-') : name } };
}

function fromVariable(key: SettingKey, { env, reader }: SettingsLayers): Found | undefined {
  if (!isReadBy(key, reader)) return undefined;
  const row: SettingRow = SETTINGS[key];
  // What another tool calls off is not called off here; what it turns on is.
  const others = row.alsoVariables ?? [];
  for (const name of row.kind === 'switch' ? others : []) {
    const read = valueOfText(row, (env[name] ?? '').trim());
    if (read.ok && read.value === true) return { value: true, origin: { layer: 'variable', name } };
  }
  for (const name of row.kind === 'switch' ? [row.variable] : [row.variable, ...others]) {
    const text = env[name]?.trim() ?? '';
    if (text === '') continue;
    const read = valueOfText(row, text);
    if (read.ok) return found(read, { layer: 'variable', name });
    throw new UsageError('E_CONFIG_INVALID', `The variable ${name} ${read.problem}`, {
      hint: `unset ${name}   (or set it to something that it takes; see: offscribe config show)`,
      details: { variable: name },
    });
  }
  return undefined;
}

function found(read: ReadValue & { ok: true }, origin: SettingOrigin): Found {
  return { value: read.value as Settings[SettingKey], origin };
}

function read(line: SettingLine, file: SettingsFile): Found {
  const { key } = line;
  const row: SettingRow = SETTINGS[key];
  const value = valueOfToml(row, line.value);
  const problem = value.ok ? refusedInProject(line, file) : value.problem;
  if (problem !== undefined) throw wrongLine(line, file, problem);
  if (!value.ok) throw wrongLine(line, file, value.problem);
  const place = line.line === undefined ? {} : { line: line.line };
  const origin = { layer: 'file', path: file.path, ...place } as const;
  const isPath = row.kind === 'path' || (key === 'profile' && /\.toml$/i.test(String(line.value)));
  const path = isPath ? { ok: true as const, value: besideFile(value.value, file) } : value;
  return found(path, origin);
}

/** Settings of a project whose paths stay in its folder. */
const PROJECT_PLACES: readonly SettingKey[] = ['output', 'glossary', 'profile'];

/** Paths are relative to the file that has them. */
function besideFile(value: unknown, { path }: SettingsFile): string {
  return resolve(dirname(path), String(value));
}

function refusedInProject(line: SettingLine, file: SettingsFile): string | undefined {
  if (file.owner !== 'project') return undefined;
  if (SETTINGS[line.key].file === 'own')
    return 'may be set in your own offscribe.toml, and not in that of a project.';
  if (line.key === 'offline' && line.value === false)
    return 'may only be true in the file of a project: it cannot open the network.';
  if (!PROJECT_PLACES.includes(line.key)) return undefined;
  const folder = dirname(file.path);
  const way = relative(folder, join(folder, String(line.value)));
  const isInside = !isAbsolute(String(line.value)) && way.split(/[/\\]/)[0] !== '..';
  return isInside ? undefined : 'must stay in the folder of the project.';
}

function wrongLine({ key, line }: SettingLine, { path }: SettingsFile, problem: string): UsageError {
  const place = line === undefined ? path : `${path}:${line}`;
  return new UsageError('E_CONFIG_INVALID', `${place}: ${key} ${problem}`, {
    hint: `Edit ${path}, or run the command in another folder`,
    details: { file: path, key },
  });
}
