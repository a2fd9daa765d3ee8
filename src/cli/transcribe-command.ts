/**
 * `offscribe transcribe`: media files to subtitle files.
 * @module
 */
import type { Command } from 'commander';
import { type Settings, UsageError } from '../kernel/index.ts';
import { type CommandContext, openApp } from './command-context.ts';
import { TRANSCRIBE_HELP } from './help-texts.ts';
import {
  addTranscribeFlags,
  type BatchFlags,
  namedInputs,
  requireMedia,
  tellOutcomes,
  transcribeRequest,
} from './transcribe-flags.ts';

/** Adds the command. */
export function addTranscribeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('transcribe')
    .summary('media files to subtitles')
    .description('Turns the speech in media files into subtitles, on this machine.')
    .argument('[media...]', 'audio or video files, folders, patterns');
  addTranscribeFlags(command, 'transcribe')
    .optionsGroup('Options:')
    .addHelpText('after', TRANSCRIBE_HELP)
    .action(async (media: string[], _: unknown, self: Command) => {
      context.finish(await transcribe(media, self.optsWithGlobals<BatchFlags>(), context));
    });
}

async function transcribe(
  media: readonly string[],
  flags: BatchFlags,
  context: CommandContext,
): Promise<number> {
  requireMedia(media, flags, 'transcribe');
  const opened = await openApp(context, flags, 'transcribe');
  const { app, wiring, settings } = opened;
  const toStdout = settings.values.output === '-' && flags.beside !== true;
  if (toStdout) checkStdout(media, settings.values, flags);
  const request = {
    ...transcribeRequest(flags, settings.values),
    inputs: namedInputs(media, flags, context),
    isSingle: toStdout,
  };
  const form = flags.json === true ? 'json' : toStdout ? 'text' : 'paths';
  return await tellOutcomes(opened, { context, form, command: 'transcribe' }, (supervision) =>
    app.transcribeBatch(request, wiring, supervision),
  );
}

/** stdout takes one document. */
function checkStdout(
  media: readonly string[],
  { format: formats }: Pick<Settings, 'format'>,
  flags: BatchFlags,
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
