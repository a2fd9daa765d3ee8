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
      ...(['threads', 'word-timestamps', 'vad'] as const),
      ...(['beam-size', 'patience', 'length-penalty', 'temperature', 'best-of'] as const),
      ...(['repetition-penalty', 'no-repeat-ngram-size'] as const),
      ...(['initial-prompt', 'hotwords', 'condition-on-previous-text', 'multilingual', 'languages'] as const),
      ...(['compression-ratio-threshold', 'logprob-threshold', 'no-speech-threshold'] as const),
    ],
    { language: languageText },
  );
}

/** The same for the app; the language apart, which the two commands take differently. */
export function decodingOptions(settings: Settings): Omit<DecodingOptions, 'language'> {
  const { task, engine, precision, threads, temperature, vad } = settings;
  const { patience, hotwords, multilingual, languages } = settings;
  return {
    model: settings['default-model'],
    engine,
    task,
    precision,
    threads,
    beamSize: settings['beam-size'],
    patience,
    lengthPenalty: settings['length-penalty'],
    temperature,
    bestOf: settings['best-of'],
    repetitionPenalty: settings['repetition-penalty'],
    noRepeatNgramSize: settings['no-repeat-ngram-size'],
    initialPrompt: settings['initial-prompt'],
    hotwords,
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
