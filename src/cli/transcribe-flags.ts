/**
 * Transcribe flags: those that `transcribe` and `watch` share, and what they ask of the app.
 *
 * Throws  UsageError E_USAGE for flags that do not go together.
 * @module
 */
import type { Command } from 'commander';
import type { BatchOutcome, Supervision, TranscribeBatchRequest } from '../app/index.ts';
import { type Settings, UsageError } from '../kernel/index.ts';
import { parseTime, parseTimes } from './argument-values.ts';
import { BatchReport, type ReportOptions } from './batch-report.ts';
import { type CommandContext, type GlobalFlags, type OpenApp, withProgress } from './command-context.ts';
import { inCommand } from './command-hint.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { addSettingFlags, collectWords } from './setting-flags.ts';

/** Flags that are no settings. */
export interface TranscribeFlags extends GlobalFlags {
  readonly audioTrack?: string;
  readonly start?: number;
  readonly end?: number;
  readonly clipTimestamps?: readonly number[];
  readonly overwrite?: boolean;
  readonly restore?: readonly string[];
  readonly recursive?: boolean;
  readonly beside?: boolean;
  readonly skipExisting?: boolean;
  /** Given on the command line, not found in a file. */
  readonly output?: string;
}

const FILES = 'Which files, and where to:';

/** Commands that have these flags. */
type MediaCommand = 'transcribe' | 'subtitle' | 'watch';

/** Adds them; `subtitle` has its own flags for languages, and `watch` needs no names of files. */
export function addTranscribeFlags(command: Command, own: MediaCommand): Command {
  const folder = own === 'subtitle' ? { output: 'folder that files go to (default: .)' } : {};
  const shown = ['format', 'profile', 'shots', 'karaoke', 'highlight-words'] as const;
  addSettingFlags(command, [...shown, 'output', 'remember'], folder);
  if (own === 'subtitle') addDecodingFlags(command, 'subtitle');
  else addDecodingFlags(command, 'transcribe', 'language spoken, or auto (default: auto)');
  command
    .option('--audio-track <track>', 'number from 0, or a language code')
    .option('--start <time>', 'begin here', (text) => parseTime(text, '--start'))
    .option('--end <time>', 'stop here', (text) => parseTime(text, '--end'))
    .option('--clip-timestamps <list>', 'only these parts: start,end,start,end...', (text) =>
      parseTimes(text, '--clip-timestamps'),
    )
    .option('--restore <ids>', 'put back what was removed; `runs why` has the ids', collectWords)
    .option('--overwrite', 'replace files that are there already')
    .optionsGroup(FILES)
    .option('--recursive', 'enter the folders in a folder')
    .option('--beside', 'write next to the media: talk.en.srt, as players expect')
    .option('--skip-existing', 'leave alone what has subtitles: beside it or in it');
  addSettingFlags(command, ['jobs']);
  return own === 'watch'
    ? command
    : command.option('--files-from <list>', 'a file with a path a line, or - for stdin');
}

/** The media that a command is given, and how they are told of when they are done. */
export interface BatchFlags extends TranscribeFlags {
  readonly filesFrom?: string;
}

/** How outcomes are told, and the command that hints are to name. */
interface Telling extends Pick<ReportOptions, 'form'> {
  readonly context: CommandContext;
  readonly command: MediaCommand;
}

/** Tells what becomes of each file, as `outcomesOf` makes it known; the exit code. */
export async function tellOutcomes(
  { settings }: Pick<OpenApp, 'settings'>,
  { context, form, command }: Telling,
  outcomesOf: (supervision: Supervision) => AsyncIterable<BatchOutcome>,
): Promise<number> {
  const named = (outcome: BatchOutcome): BatchOutcome =>
    outcome.ok ? outcome : { ...outcome, error: inCommand(outcome.error, [command]) };
  return await withProgress(context, async (supervision, clear) => {
    if (settings.note !== undefined) supervision.report({ type: 'note', message: settings.note });
    const report = new BatchReport({ terminal: context.terminal, form, clear });
    try {
      for await (const outcome of outcomesOf(supervision)) report.note(named(outcome));
    } catch (error) {
      throw report.ended(error);
    }
    return report.finish();
  });
}

/** Refuses a command without a medium. Before the app is loaded: nothing is slower than a slip. */
export function requireMedia(
  names: readonly string[],
  { filesFrom }: BatchFlags,
  command: 'transcribe' | 'subtitle',
): void {
  if (names.length > 0 || filesFrom !== undefined) return;
  throw new UsageError('E_USAGE', 'No media file was named.', { hint: `offscribe ${command} MEDIA` });
}

/** Refuses `-o -` for a command that writes files, which stdout cannot hold; `hint` says what to write. */
export function refuseStdout(
  { output }: Pick<Settings, 'output'>,
  { beside }: TranscribeFlags,
  { command, hint }: { readonly command: MediaCommand; readonly hint: string },
): void {
  if (output !== '-' || beside === true) return;
  throw new UsageError('E_USAGE', `${command} writes files; -o - has no place for them.`, { hint });
}

/** The names as the app takes them. */
export function namedInputs(
  names: readonly string[],
  { filesFrom: from, recursive }: BatchFlags,
  { readInput }: CommandContext,
): TranscribeBatchRequest['inputs'] {
  return { names, recursive, ...(from === undefined ? {} : { list: { from, readInput } }) };
}

/** What they ask for, but for the files. */
export function transcribeRequest(
  flags: TranscribeFlags,
  settings: Settings,
): Omit<TranscribeBatchRequest, 'inputs'> {
  const { language, format: formats, profile, output, jobs, remember } = settings;
  const { beside: isBeside = false, skipExisting = false, overwrite = false } = flags;
  if (isBeside && flags.output !== undefined) {
    throw conflict('--beside and -o', 'offscribe transcribe MEDIA --beside');
  }
  if (skipExisting && overwrite) {
    throw conflict('--skip-existing and --overwrite', 'offscribe transcribe MEDIA --skip-existing');
  }
  return {
    ...decodingOptions(settings),
    ...(settings.shots ? { shots: true } : {}),
    wordStyle: wordStyleOf(settings),
    language,
    formats,
    profile,
    folder: output === '-' ? undefined : output,
    isBeside,
    ...(skipExisting ? { skip: 'subtitled' as const } : {}),
    jobs,
    audioTrack: flags.audioTrack,
    startSec: flags.start,
    endSec: flags.end,
    clipTimestamps: flags.clipTimestamps,
    ...(flags.restore === undefined ? {} : { restore: flags.restore }),
    overwrite,
    remember,
  };
}

function wordStyleOf(settings: Settings): TranscribeBatchRequest['wordStyle'] {
  const [karaoke, isHighlight] = [settings.karaoke, settings['highlight-words']];
  if (karaoke && isHighlight) {
    throw conflict('--karaoke and --highlight-words', 'offscribe transcribe MEDIA --karaoke -f vtt');
  }
  if (isHighlight) return 'highlight';
  return karaoke ? 'karaoke' : undefined;
}

function conflict(flags: string, hint: string): UsageError {
  return new UsageError('E_USAGE', `${flags} do not go together.`, { hint });
}
