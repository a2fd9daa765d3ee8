/**
 * `offscribe watch`: the media of a folder to subtitles as they come.
 * @module
 */
import type { Command } from 'commander';
import { UsageError } from '../kernel/index.ts';
import { parseNumber } from './argument-values.ts';
import { type CommandContext, openApp } from './command-context.ts';
import { WATCH_HELP } from './help-texts.ts';
import {
  addTranscribeFlags,
  refuseStdout,
  type TranscribeFlags,
  tellOutcomes,
  transcribeRequest,
} from './transcribe-flags.ts';

/** A copy over a slow network pauses for a second or two; longer than this hardly ever. */
const SETTLE_SEC = 10;

interface WatchFlags extends TranscribeFlags {
  readonly settle?: number;
  readonly once?: boolean;
  readonly poll?: boolean;
}

/** Adds the command. */
export function addWatchCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('watch')
    .summary('the media of a folder to subtitles, as they come')
    .description('Turns media into subtitles as they come into a folder, until Ctrl-C.')
    .argument('<folder>', 'folder to watch');
  addTranscribeFlags(command, 'watch')
    .optionsGroup('Watching:')
    .option(
      '--settle <seconds>',
      `take a file that was left alone so long (default: ${SETTLE_SEC})`,
      (text) => parseNumber(text, '--settle', `offscribe watch FOLDER --settle ${SETTLE_SEC}`),
    )
    .option('--once', 'end when everything that is there is done')
    .option('--poll', 'look again and again: for network shares')
    .optionsGroup('Options:')
    .addHelpText('after', WATCH_HELP)
    .action(async (folder: string, _: unknown, self: Command) => {
      context.finish(await watch(folder, self.optsWithGlobals<WatchFlags>(), context));
    });
}

async function watch(path: string, flags: WatchFlags, context: CommandContext): Promise<number> {
  const opened = await openApp(context, flags, 'transcribe');
  const { app, wiring, settings } = opened;
  const { settle = SETTLE_SEC, once: isOnce = false } = flags;
  if (settle < 0) {
    throw new UsageError('E_USAGE', '--settle must not be negative.', {
      hint: `offscribe watch FOLDER --settle ${SETTLE_SEC}`,
    });
  }
  refuseStdout(settings.values, flags, { command: 'watch', hint: 'offscribe watch FOLDER -o subtitles' });
  const request = {
    ...transcribeRequest(flags, settings.values),
    path,
    recursive: flags.recursive === true,
    settleMs: settle * 1000,
    isPolling: flags.poll === true,
    isOnce,
  };
  const form = flags.json === true ? 'json' : 'paths';
  return await tellOutcomes(opened, { context, form, command: 'watch' }, (supervision) =>
    app.watchFolder(request, wiring, supervision),
  );
}
