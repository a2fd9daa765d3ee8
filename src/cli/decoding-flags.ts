/**
 * Decoding flags: those that `transcribe`, `align` and `eval` share, and the settings they stand for.
 * @module
 */
import type { Command } from 'commander';
import type { DecodingOptions } from '../app/index.ts';
import { SETTINGS, type SettingKey, type SettingReader, type Settings } from '../kernel/index.ts';
import { addSettingFlags } from './setting-flags.ts';

/** A command that decodes. */
type Decoder = 'transcribe' | 'subtitle' | 'align' | 'eval';

/** In the order of the help. */
const DECODING_KEYS = [
  ...(['lock', 'default-model', 'language', 'task', 'engine', 'precision'] as const),
  ...(['threads', 'word-timestamps', 'vad'] as const),
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
] satisfies readonly SettingKey[];

/** Adds those that `reader` reads. What `--language` means differs, so its text is given; without one there is none. */
export function addDecodingFlags(command: Command, reader: Decoder, languageText?: string): Command {
  const isRead = (key: SettingKey): boolean => {
    const readers: readonly SettingReader[] = SETTINGS[key].readBy;
    // `eval` has a flag of that name, but no such setting.
    return key === 'language' ? languageText !== undefined : readers.includes(reader);
  };
  return addSettingFlags(command, DECODING_KEYS.filter(isRead), {
    ...(languageText === undefined ? {} : { language: languageText }),
  });
}

/** The same for the app; the language apart, which `eval` takes differently. */
export function decodingOptions(settings: Settings): Omit<DecodingOptions, 'language'> {
  const { task, engine, precision, threads, temperature, vad } = settings;
  const { patience, hotwords, multilingual, languages } = settings;
  return {
    model: settings['default-model'],
    engine,
    task,
    precision,
    threads,
    mode: settings.mode,
    batchSize: settings['batch-size'],
    draftModel: settings['draft-model'],
    beamSize: settings['beam-size'],
    patience,
    lengthPenalty: settings['length-penalty'],
    temperature,
    bestOf: settings['best-of'],
    repetitionPenalty: settings['repetition-penalty'],
    noRepeatNgramSize: settings['no-repeat-ngram-size'],
    initialPrompt: settings['initial-prompt'],
    hotwords,
    glossary: settings.glossary,
    conditionOnPreviousText: settings['condition-on-previous-text'],
    multilingual,
    languages,
    compressionRatioThreshold: settings['compression-ratio-threshold'],
    logProbThreshold: settings['logprob-threshold'],
    noSpeechThreshold: settings['no-speech-threshold'],
    wordTimes: settings['word-timestamps'],
    vad,
  };
}
