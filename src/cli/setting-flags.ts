/**
 * Setting flags: flags made from the table of settings, and back from commander's values to settings.
 * @module
 */
import { type Command, Option } from 'commander';
import { SETTINGS, type SettingKey, type SettingRow, type Settings } from '../kernel/index.ts';
import { parseCount, parseNumber } from './argument-values.ts';

/** Adds the flags of these settings; `texts` replaces what the table says of one. */
export function addSettingFlags(
  command: Command,
  keys: readonly SettingKey[],
  texts: Readonly<Partial<Record<SettingKey, string>>> = {},
): Command {
  for (const key of keys) {
    const row: SettingRow = SETTINGS[key];
    if (row.flag === undefined) continue;
    const text = texts[key] ?? `${row.meaning}${defaultNote(row)}`;
    command.addOption(optionOf(row, row.flag, text));
    if (row.contrary !== undefined) command.option(row.flag.replace('--', '--no-'), row.contrary);
  }
  return command;
}

function optionOf(row: SettingRow, flag: string, text: string): Option {
  const { kind, group } = row;
  const option = optionFor(flag, text);
  if (group !== undefined) option.helpGroup(`${group}:`);
  if (kind === 'count') {
    const name = option.long ?? flag;
    option.argParser((given: string) => parseCount(given, name, `offscribe transcribe MEDIA ${name} 1`));
  }
  if (kind === 'number') {
    const name = option.long ?? flag;
    const example = `offscribe transcribe MEDIA ${name} ${String(row.default ?? 1)}`;
    option.argParser((given: string) => parseNumber(given, name, example));
  }
  if (kind === 'list') option.argParser(collectWords);
  return option;
}

/** `--no-speech-threshold` takes a value: it is not the contrary of `--speech-threshold`, as commander has it. */
function optionFor(flag: string, text?: string): Option {
  const option = new Option(flag, text);
  if (flag.includes('<')) option.negate = false;
  return option;
}

/** Words of a list, from one flag or several. */
export function collectWords(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...text.split(',').flatMap((word) => word.trim() || [])];
}

function defaultNote({ default: value, defaultText }: SettingRow): string {
  if (value === false) return '';
  if (value === true) return ' (default)';
  return ` (default: ${defaultText ?? String(value)})`;
}

/** The settings that were given on the command line, from all that commander parsed. */
export function givenSettings(parsed: object): Partial<Settings> {
  const values = new Map<string, unknown>(Object.entries(parsed));
  const given: Partial<Record<SettingKey, unknown>> = {};
  for (const [key, row] of Object.entries(SETTINGS)) {
    if (!('flag' in row)) continue;
    const value = values.get(optionFor(row.flag).attributeName());
    if (value !== undefined) given[key as SettingKey] = value;
  }
  // Each value was parsed by the option made from its own row.
  return given as Partial<Settings>;
}
