/**
 * Show settings: every value with where it came from, as data. Secrets are only said to be set.
 * @module
 */
import { relative } from 'node:path';
import { SETTINGS, type SettingKey, type SettingRow } from '../../kernel/index.ts';
import { type Environment, hubCacheFolder, offscribeHome, splitCredentials } from '../../platform/index.ts';
import { type LayeredSettings, SETTING_KEYS, type SettingOrigin } from './settings-layers.ts';

/** One setting as it is now. */
export interface ShownSetting {
  readonly key: SettingKey;
  /** null where the default is decided later, and for secrets. */
  readonly value: string | number | boolean | readonly string[] | null;
  /** For people. */
  readonly text: string;
  readonly from: SettingOrigin;
  readonly meaning: string;
}

/** Every setting, in the order of the table. */
export function showSettings(
  { values, origins }: LayeredSettings,
  env: Environment,
): readonly ShownSetting[] {
  return SETTING_KEYS.map((key) => {
    const { meaning, isSecret, defaultText = '' }: SettingRow = SETTINGS[key];
    const from = origins[key];
    if (isSecret === true) {
      const text = from.layer === 'default' ? defaultText : 'set, not shown';
      return { key, value: null, text, from, meaning };
    }
    const value = PLACES[key]?.(env) ?? withoutPassword(key, values[key]) ?? null;
    return { key, value, text: textOf(value, defaultText), from, meaning };
  });
}

/** Folders that are found by rules of their own. */
const PLACES: Readonly<Partial<Record<SettingKey, (env: Environment) => string>>> = {
  home: offscribeHome,
  'hub-cache': hubCacheFolder,
};

/** An address may hold a user name and password. */
function withoutPassword<T>(key: SettingKey, value: T): T | string {
  if (key !== 'hub-endpoint' || typeof value !== 'string') return value;
  const split = splitCredentials(value);
  if (split === undefined) return 'not a web address';
  return split.credentials === undefined ? value : split.url.href;
}

function textOf(value: ShownSetting['value'], defaultText: string): string {
  if (value === null) return defaultText;
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** `--model`, `OFFSCRIBE_MODEL`, `offscribe.toml:3`, `default`; files below `folder` by their short name. */
export function originText(origin: SettingOrigin, folder: string): string {
  switch (origin.layer) {
    case 'default':
      return 'default';
    case 'file': {
      const way = relative(folder, origin.path);
      const shown = way.startsWith('..') ? origin.path : way;
      return origin.line === undefined ? shown : `${shown}:${origin.line}`;
    }
    default:
      return origin.name;
  }
}
