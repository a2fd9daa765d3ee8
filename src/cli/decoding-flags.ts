/**
 * Decoding flags: those that `transcribe` and `eval` share.
 * @module
 */
import { type Command, Option } from 'commander';
import type { DecodingOptions } from '../app/index.ts';
import { parseCount } from './argument-values.ts';
import { addLockFlag, type LockFlag } from './command-context.ts';

/** Flags as commander hands them over. */
export interface DecodingFlags extends LockFlag {
  readonly model?: string;
  readonly engine?: string;
  readonly language?: string;
  readonly task?: string;
  readonly precision?: string;
  readonly threads?: number;
  readonly beamSize?: number;
  readonly vad?: boolean;
}

/** Adds them to a command. What `--language` means differs, so its text is given. */
export function addDecodingFlags(command: Command, languageText: string): Command {
  const count = (flag: string) => (text: string) =>
    parseCount(text, flag, `offscribe transcribe MEDIA ${flag} 1`);
  return addLockFlag(command)
    .option('-m, --model <name>', 'model (default: base; see: offscribe models list)')
    .option('-l, --language <code>', languageText)
    .option('--task <task>', 'transcribe, or translate into English (default: transcribe)')
    .option('--engine <name>', 'auto, onnx, mlx or faster-whisper (default: auto)')
    .option('--precision <format>', 'int8, or f32: slower, the reference (default: int8)')
    .option('--threads <n>', 'threads (default: all cores, at most 8)', count('--threads'))
    .addOption(
      new Option('--beam-size <n>', 'beam width; this release knows 1, greedy').argParser(
        count('--beam-size'),
      ),
    )
    .option('--no-vad', 'decode everything, not only the parts with speech');
}

/** The same for the app. */
export function decodingOptions(flags: DecodingFlags): DecodingOptions {
  const { model, engine, language, task, precision, threads, beamSize, vad } = flags;
  return { model, engine, language, task, precision, threads, beamSize, vad };
}
