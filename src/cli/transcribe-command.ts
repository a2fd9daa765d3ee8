/**
 * `offscribe transcribe`: media files to subtitle files.
 * @module
 */
import type { Command } from 'commander';
import type { FileOutcome } from '../app/index.ts';
import { type Settings, secondsToMs, UsageError } from '../kernel/index.ts';
import { parseTime, parseTimes } from './argument-values.ts';
import {
  batchExitCode,
  type CommandContext,
  type GlobalFlags,
  openApp,
  withProgress,
} from './command-context.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { errorDocument, printError } from './error-report.ts';
import { TRANSCRIBE_HELP } from './help-texts.ts';
import { printOutcomes } from './json-document.ts';
import { addSettingFlags } from './setting-flags.ts';

interface TranscribeFlags extends GlobalFlags {
  readonly audioTrack?: string;
  readonly start?: number;
  readonly end?: number;
  readonly clipTimestamps?: readonly number[];
  readonly overwrite?: boolean;
}

/** Adds the command. */
export function addTranscribeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('transcribe')
    .summary('media files to subtitles')
    .description('Turns the speech in media files into subtitles, on this machine.')
    .argument('<media...>', 'audio or video files');
  addSettingFlags(command, ['format', 'output', 'remember']);
  addDecodingFlags(command, 'transcribe', 'language spoken, or auto (default: auto)')
    .option('--audio-track <track>', 'number from 0, or a language code')
    .option('--start <time>', 'begin here', (text) => parseTime(text, '--start'))
    .option('--end <time>', 'stop here', (text) => parseTime(text, '--end'))
    .option('--clip-timestamps <list>', 'only these parts: start,end,start,end...', (text) =>
      parseTimes(text, '--clip-timestamps'),
    )
    .option('--overwrite', 'replace files that are there already')
    .addHelpText('after', TRANSCRIBE_HELP)
    .action(async (media: string[], _: unknown, self: Command) => {
      context.finish(await transcribe(media, self.optsWithGlobals<TranscribeFlags>(), context));
    });
}

async function transcribe(
  media: readonly string[],
  flags: TranscribeFlags,
  context: CommandContext,
): Promise<number> {
  const { app, wiring, settings } = await openApp(context, flags, 'transcribe');
  const { language, format: formats, output } = settings.values;
  const toStdout = output === '-';
  if (toStdout) checkStdout(media, settings.values, flags);
  const request = {
    ...decodingOptions(settings.values),
    language,
    media,
    formats,
    folder: toStdout ? undefined : output,
    audioTrack: flags.audioTrack,
    startSec: flags.start,
    endSec: flags.end,
    clipTimestamps: flags.clipTimestamps,
    overwrite: flags.overwrite,
    remember: settings.values.remember,
  };
  const outcomes = await withProgress(context, async (supervision) => {
    if (settings.note !== undefined) supervision.report({ type: 'note', message: settings.note });
    return await app.transcribeFiles(request, wiring, supervision);
  });
  if (flags.json === true) printJson(outcomes, context);
  else printPlain(outcomes, toStdout, context);
  return batchExitCode(outcomes);
}

/** stdout takes one document. */
function checkStdout(
  media: readonly string[],
  { format: formats }: Pick<Settings, 'format'>,
  flags: TranscribeFlags,
): void {
  const problem =
    media.length > 1
      ? `-o - prints one file, not ${media.length}`
      : formats.length > 1
        ? `-o - prints one format, not ${formats.length}`
        : flags.json === true
          ? '-o - and --json both want stdout'
          : undefined;
  if (problem === undefined) return;
  throw new UsageError('E_USAGE', `${problem}.`, { hint: 'offscribe transcribe MEDIA -f txt -o -' });
}

function printPlain(outcomes: readonly FileOutcome[], toStdout: boolean, { terminal }: CommandContext): void {
  for (const outcome of outcomes) {
    if (!outcome.ok) printError(outcome.error, terminal, outcome.file);
    else if (toStdout) terminal.out(Object.values(outcome.texts).join(''));
    else for (const { path } of outcome.outputs) terminal.out(`${path}\n`);
  }
  const failed = outcomes.filter(({ ok }) => !ok).length;
  if (outcomes.length > 1 && failed > 0) terminal.err(`${failed} of ${outcomes.length} files failed.\n`);
}

function printJson(outcomes: readonly FileOutcome[], { terminal }: CommandContext): void {
  printOutcomes(terminal, outcomes, { what: 'files', facts: { files: outcomes.map(outcomeDocument) } });
}

function outcomeDocument(outcome: FileOutcome): object {
  const { file } = outcome;
  if (!outcome.ok) return { file, ok: false, error: errorDocument(outcome.error) };
  const { transcript, outputs, warnings, wallSec } = outcome;
  const { language, languageProbability, duration, segments, removals, missed, model, engine } = transcript;
  return {
    file,
    ok: true,
    outputs,
    language,
    ...(languageProbability === undefined ? {} : { languageProbability }),
    duration,
    segments: segments.length,
    removals: removals.length,
    missed: missed.map(({ start, end }) => ({
      start: secondsToMs(start) / 1000,
      end: secondsToMs(end) / 1000,
    })),
    warnings,
    model,
    engine,
    wallSeconds: Number(wallSec.toFixed(3)),
    rtfx: wallSec > 0 ? Number((duration / wallSec).toFixed(2)) : null,
  };
}
