/**
 * Decoding flags: those that `transcribe` and `eval` share, and the settings they stand for.
 * @module
 */
import type { Command } from 'commander';
import type { DecodingOptions } from '../app/index.ts';
import type { Settings } from '../kernel/index.ts';
import { addSettingFlags } from './setting-flags.ts';

/** Adds them to a command. What `--language` means differs, so its text is given. */
export function addDecodingFlags(command: Command, languageText: string): Command {
  return addSettingFlags(
    command,
    [
      ...(['lock', 'default-model', 'language', 'task', 'engine', 'precision'] as const),
      ...(['threads', 'beam-size', 'temperature', 'word-timestamps', 'vad'] as const),
    ],
    { language: languageText },
  );
}

/** The same for the app; the language apart, which the two commands take differently. */
export function decodingOptions(settings: Settings): Omit<DecodingOptions, 'language'> {
  const { task, engine, precision, threads, temperature, vad } = settings;
  return {
    model: settings['default-model'],
    engine,
    task,
    precision,
    threads,
    beamSize: settings['beam-size'],
    temperature,
    wordTimes: settings['word-timestamps'],
    vad,
  };
}
