/**
 * Read settings: the settings of one command, from everywhere they may come from.
 *
 * Throws  UsageError E_CONFIG_INVALID.
 * @module
 */
import { resolve } from 'node:path';
import type { SettingReader, Settings } from '../../kernel/index.ts';
import { readSettingsFiles } from '../../models/index.ts';
import type { Environment } from '../../platform/index.ts';
import { type LayeredSettings, mergeSettings, SETTING_KEYS } from './settings-layers.ts';
import { originText } from './show-settings.ts';
import { unknownVariables } from './unknown-variables.ts';

/** Who asks, and with which flags. */
export interface SettingsQuestion {
  readonly flags: Partial<Settings>;
  readonly env: Environment;
  readonly reader: SettingReader;
  /** Default: the current folder. */
  readonly folder?: string;
}

/** Settings, and what the user should know about them. */
export interface ReadSettings extends LayeredSettings {
  readonly warnings: readonly string[];
  /** What decides how to transcribe and was not on the command line, for the log; undefined when nothing did. */
  readonly note?: string;
}

/** Reads and merges every layer. */
export async function readSettings({
  folder = resolve('.'),
  ...question
}: SettingsQuestion): Promise<ReadSettings> {
  const files = await readSettingsFiles({ env: question.env, folder });
  const merged = mergeSettings({ ...question, files });
  const unseen = SETTING_KEYS.filter((key) => NOTED.includes(key) && isUnseen(merged.origins[key].layer)).map(
    (key) => `${key} ${String(merged.values[key])} (${originText(merged.origins[key], folder)})`,
  );
  return {
    ...merged,
    warnings: unknownVariables(question.env),
    ...(unseen.length === 0 ? {} : { note: `settings: ${unseen.join(', ')}.` }),
  };
}

/** Settings that change what comes out. */
const NOTED: readonly string[] = [
  'default-model',
  'language',
  'task',
  'engine',
  'precision',
  'threads',
  ...(['mode', 'batch-size', 'draft-model'] as const),
  ...(['beam-size', 'patience', 'length-penalty', 'temperature', 'best-of'] as const),
  ...(['repetition-penalty', 'no-repeat-ngram-size'] as const),
  ...([
    'initial-prompt',
    'hotwords',
    'glossary',
    'condition-on-previous-text',
    'multilingual',
    'languages',
  ] as const),
  ...(['compression-ratio-threshold', 'logprob-threshold', 'no-speech-threshold'] as const),
  'vad',
  'format',
  'profile',
  'output',
];

function isUnseen(layer: string): boolean {
  return layer === 'file' || layer === 'variable';
}
