/**
 * `offscribe align`: times for a text that is there already.
 * @module
 */
import type { Command } from 'commander';
import type { Alignment } from '../app/index.ts';
import { UsageError } from '../kernel/index.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { formatClock } from './figures.ts';
import { ALIGN_HELP } from './help-texts.ts';
import { printSuccess } from './json-document.ts';
import { addSettingFlags } from './setting-flags.ts';

/** So many places of either kind are named on the terminal; `--json` has them all. */
const NAMED_PLACES = 10;

interface AlignFlags extends GlobalFlags {
  readonly audioTrack?: string;
  readonly overwrite?: boolean;
}

/** Adds the command. */
export function addAlignCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('align')
    .summary('times for a text that you already have')
    .description('Finds when each word of a text is said: a script, lyrics, a corrected transcript.')
    .argument('<media>', 'audio or video file')
    .argument('<text>', 'plain text file');
  addSettingFlags(command, ['format', 'output']);
  addDecodingFlags(command, 'align', 'language spoken, or auto (default: auto)')
    .option('--audio-track <track>', 'number from 0, or a language code')
    .option('--overwrite', 'replace files that are there already')
    .addHelpText('after', ALIGN_HELP)
    .action(async (media: string, text: string, _: unknown, self: Command) => {
      context.finish(await align({ media, text }, self.optsWithGlobals<AlignFlags>(), context));
    });
}

async function align(
  files: { readonly media: string; readonly text: string },
  flags: AlignFlags,
  context: CommandContext,
): Promise<number> {
  const { app, wiring, settings } = await openApp(context, flags, 'align');
  const { language, format: formats, output } = settings.values;
  const toStdout = output === '-';
  if (toStdout && (formats.length > 1 || flags.json === true)) {
    throw new UsageError('E_USAGE', '-o - prints one format, and nothing beside it.', {
      hint: 'offscribe align MEDIA TEXT -f srt -o -',
    });
  }
  const request = {
    ...decodingOptions(settings.values),
    ...files,
    language,
    formats,
    folder: toStdout ? undefined : output,
    audioTrack: flags.audioTrack,
    overwrite: flags.overwrite,
  };
  const alignment = await withProgress(context, async (supervision) => {
    if (settings.note !== undefined) supervision.report({ type: 'note', message: settings.note });
    return await app.alignText(request, wiring, supervision);
  });
  if (flags.json === true) printSuccess(context.terminal, documentOf(files, alignment));
  else printPlain(alignment, toStdout, context);
  return 0;
}

function documentOf(files: { readonly media: string; readonly text: string }, alignment: Alignment): object {
  const { transcript, outputs, words, matched, missing, extra, warnings, wallSec } = alignment;
  const { language, duration, model, engine } = transcript;
  return {
    file: files.media,
    text: files.text,
    outputs,
    language,
    duration,
    words,
    matched,
    missing,
    extra: extra.map(({ start, end, text }) => ({ start, end, text })),
    warnings,
    model,
    engine,
    wallSeconds: Number(wallSec.toFixed(3)),
  };
}

function printPlain(alignment: Alignment, toStdout: boolean, { terminal }: CommandContext): void {
  const { outputs, texts, missing, extra, warnings } = alignment;
  if (toStdout) terminal.out(Object.values(texts).join(''));
  else for (const { path } of outputs) terminal.out(`${path}\n`);
  for (const warning of warnings) terminal.err(`warning: ${warning}\n`);
  const runs = missingRuns(missing);
  for (const { text, at } of runs.slice(0, NAMED_PLACES))
    terminal.err(`not in the audio: "${text}" (near ${formatClock(at)})\n`);
  for (const { text, start, end } of extra.slice(0, NAMED_PLACES))
    terminal.err(`not in the text: "${text}" (${formatClock(start)} to ${formatClock(end)})\n`);
  const more = Math.max(0, runs.length - NAMED_PLACES) + Math.max(0, extra.length - NAMED_PLACES);
  if (more > 0) terminal.err(`... and ${more} more; --json lists them all.\n`);
}

/** Words of the text that follow each other, together. */
function missingRuns(
  missing: Alignment['missing'],
): readonly { readonly text: string; readonly at: number }[] {
  const runs: { text: string; at: number; next: number }[] = [];
  for (const { index, text, at } of missing) {
    const last = runs.at(-1);
    if (last?.next !== index) runs.push({ text, at, next: index + 1 });
    else {
      last.text += ` ${text}`;
      last.next += 1;
    }
  }
  return runs;
}
