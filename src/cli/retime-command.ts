/**
 * `offscribe retime`: other times for a subtitle file.
 * @module
 */
import type { Command } from 'commander';
import type { RetimeOutcome, RetimeRequest, RetimeStep } from '../app/index.ts';
import { type Settings, UsageError } from '../kernel/index.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { decodingOptions } from './decoding-flags.ts';
import { RETIME_HELP } from './help-texts.ts';
import { printSuccess } from './json-document.ts';
import { type GivenAnchor, parseAnchor, parseShift } from './retime-values.ts';
import { addSettingFlags } from './setting-flags.ts';
import { formatTable } from './table.ts';

interface RetimeFlags extends GlobalFlags {
  readonly output?: string;
  readonly shift?: number;
  readonly anchor?: readonly GivenAnchor[];
  readonly fromFps?: string;
  readonly toFps?: string;
  readonly sync?: string;
  readonly audioTrack?: string;
  readonly snapTo?: string;
  readonly profile?: string;
  readonly overwrite?: boolean;
}

/** How `--sync` listens. */
const LISTENING = ['default-model', 'language', 'engine', 'precision', 'threads', 'lock'] as const;
const PROFILE_TEXT = 'whose rules to snap by: a name, or a file of your own (default: default)';

/** Adds the command. */
export function addRetimeCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('retime')
    .summary('other times for a subtitle file')
    .description('Shifts, stretches, converts, syncs and snaps the times of a subtitle file.')
    .argument('<subtitles>', 'subtitle file of any format')
    .option('-o, --output <file>', 'file or folder, or - for stdout (default: NAME.retimed.srt)')
    .option('--from-fps <rate>', 'frames a second that the times were made for')
    .option('--to-fps <rate>', 'frames a second that they are to fit')
    .option('--anchor <time=time>', 'time in the file = right time; may be repeated', parseAnchor)
    .option('--shift <time>', 'later by this, or earlier: -1.5', parseShift)
    .option('--sync <media>', 'bring cues to where their words are heard here')
    .option('--audio-track <track>', 'of --sync: number from 0, or a language code')
    .option('--snap-to <media>', 'begin and end cues with the shots of this film')
    .option('--overwrite', 'replace a file that is there already');
  addSettingFlags(command, ['profile', ...LISTENING], { profile: PROFILE_TEXT })
    .addHelpText('after', RETIME_HELP)
    .action(async (input: string, _: unknown, self: Command) => {
      context.finish(await retime(input, self.optsWithGlobals<RetimeFlags>(), context));
    });
}

async function retime(input: string, flags: RetimeFlags, context: CommandContext): Promise<number> {
  const { output, json = false, snapTo } = flags;
  if (output === '-' && json) {
    throw new UsageError('E_USAGE', '-o - prints the subtitles, and nothing beside them.', {
      hint: 'offscribe retime IN --shift 1.5 -o -',
    });
  }
  if (flags.profile !== undefined && snapTo === undefined) {
    throw new UsageError('E_USAGE', '--profile says how to snap, and needs --snap-to.', {
      hint: 'offscribe retime IN --snap-to MEDIA --profile default',
    });
  }
  // `-o` is a file here, and no setting.
  const { app, wiring, settings } = await openApp(context, { ...flags, output: undefined }, 'retime');
  const sync = syncWish(flags, settings.values);
  const outcome = await withProgress(context, async (supervision) => {
    const { fromFps, toFps, anchor: anchors, shift: shiftMs, overwrite } = flags;
    const { profile } = settings.values;
    const request = { input, output, fromFps, toFps, anchors, shiftMs, sync, snapTo, profile, overwrite };
    return await app.retimeSubtitles(request, wiring, supervision);
  });
  if (json) printSuccess(context.terminal, documentOf(input, outcome));
  else printPlain(outcome, context);
  return 0;
}

function syncWish({ sync: media, audioTrack }: RetimeFlags, settings: Settings): RetimeRequest['sync'] {
  if (media === undefined) return undefined;
  return { ...decodingOptions(settings), language: settings.language, media, audioTrack };
}

function documentOf(file: string, { path, format, cues, steps, warnings }: RetimeOutcome): object {
  return { file, output: path, format, cues, steps, warnings };
}

function printPlain({ path, text, steps, warnings }: RetimeOutcome, { terminal }: CommandContext): void {
  if (path === undefined) terminal.out(text);
  else terminal.out(`${path}\n`);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  terminal.err(formatTable<RetimeStep>(COLUMNS, steps));
  for (const { notes } of steps) for (const note of notes) terminal.err(`note: ${note}\n`);
}

const COLUMNS = [
  { title: 'STEP', cell: ({ step }: RetimeStep) => step },
  { title: 'MOVED', cell: ({ moved }: RetimeStep) => String(moved), isRight: true },
  {
    title: 'MOST',
    cell: ({ largestMs }: RetimeStep) => `${largestMs < 0 ? '' : '+'}${(largestMs / 1000).toFixed(3)} s`,
    isRight: true,
  },
  { title: 'WHAT', cell: ({ what }: RetimeStep) => what },
];
