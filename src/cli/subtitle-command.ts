/**
 * `offscribe subtitle`: media in, finished subtitles out, in several languages, as files or in a copy of the media.
 * @module
 */
import type { Command } from 'commander';
import { type CommandContext, openApp } from './command-context.ts';
import { SUBTITLE_HELP } from './help-texts.ts';
import { collectWords } from './setting-flags.ts';
import {
  addTranscribeFlags,
  type BatchFlags,
  namedInputs,
  refuseStdout,
  requireMedia,
  tellOutcomes,
  transcribeRequest,
} from './transcribe-flags.ts';

interface SubtitleFlags extends BatchFlags {
  readonly source?: string;
  readonly target?: readonly string[];
  readonly mux?: boolean;
  readonly burnIn?: boolean;
}

/** Adds the command. */
export function addSubtitleCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('subtitle')
    .summary('finished subtitles in several languages')
    .description(
      'Turns media into finished subtitles: a file for each language, or tracks in a copy of the media.',
    )
    .argument('[media...]', 'audio or video files, folders, patterns')
    .option('-s, --source <code>', 'language spoken, or auto (default: auto)')
    .option(
      '-t, --target <codes>',
      'languages wanted: the one spoken, en (default: the one spoken)',
      collectWords,
    );
  addTranscribeFlags(command, 'subtitle')
    .optionsGroup('Into the media:')
    .option('--mux', 'also put them into a copy of the media, as tracks')
    .option('--burn-in', 'also draw the first one into the picture of that copy')
    .optionsGroup('Options:')
    .addHelpText('after', SUBTITLE_HELP)
    .action(async (media: string[], _: unknown, self: Command) => {
      context.finish(await subtitle(media, self.optsWithGlobals<SubtitleFlags>(), context));
    });
}

async function subtitle(
  media: readonly string[],
  flags: SubtitleFlags,
  context: CommandContext,
): Promise<number> {
  requireMedia(media, flags, 'subtitle');
  const opened = await openApp(context, flags, 'subtitle');
  const { app, wiring, settings } = opened;
  const { values } = settings;
  refuseStdout(values, flags, { command: 'subtitle', hint: 'offscribe transcribe MEDIA -f srt -o -' });
  const { source, target = [], burnIn = false, mux = burnIn } = flags;
  const request = {
    ...transcribeRequest(flags, values),
    inputs: namedInputs(media, flags, context),
    language: source,
    task: undefined,
    targets: target,
    isTagged: true,
    ...(mux ? { mux: { burnIn } } : {}),
  };
  const form = flags.json === true ? 'json' : 'paths';
  return await tellOutcomes(opened, { context, form, command: 'subtitle' }, (supervision) =>
    app.transcribeBatch(request, wiring, supervision),
  );
}
