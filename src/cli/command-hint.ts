/**
 * Command hint: a hint that names the command in use.
 *
 * What several commands share (models, languages, the search) hints at `offscribe transcribe MEDIA --flag`. Typed after
 * `align` or `eval`, the same flag belongs to that command.
 * @module
 */
import { AppError } from '../kernel/index.ts';

/** What stands for the arguments of the commands that share the flags of `transcribe`; `$1` is the media as it was named. */
const SHARING: Readonly<Record<string, string>> = {
  align: 'offscribe align $1 TEXT',
  convert: 'offscribe convert $1 OUT',
  eval: 'offscribe eval MANIFEST.jsonl',
  subtitle: 'offscribe subtitle $1',
};

/** `offscribe transcribe` and its media: the placeholder, or a path with or without quotes. Flags first: it is meant. */
const TRANSCRIBE = /^offscribe transcribe ("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'-]\S*)/;

/** The same error, with its hint for the command line `args`. */
export function inCommand(error: AppError, args: readonly string[]): AppError {
  // Flags before the command are those of the program, which take no value.
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  const shared = Object.hasOwn(SHARING, command) ? SHARING[command] : undefined;
  const named = shared === undefined ? undefined : error.hint?.replace(TRANSCRIBE, shared);
  // What others call the language, `subtitle` calls the source: it may write another one.
  const hint = command === 'subtitle' ? named?.replace(' -l ', ' -s ') : named;
  if (hint === undefined || hint === error.hint) return error;
  const { code, message, cause, details } = error;
  return new AppError(code, message, { hint, cause, ...(details === undefined ? {} : { details }) });
}
