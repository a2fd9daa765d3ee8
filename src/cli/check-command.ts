/**
 * `offscribe check`: subtitle files held to the rules of a house.
 * @module
 */
import type { Command } from 'commander';
import type { CheckedFile, SubtitleCheck } from '../app/index.ts';
import { type AppError, InputError, UsageError } from '../kernel/index.ts';
import { formatCheck, formatProfiles } from './check-page.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { printError } from './error-report.ts';
import { CHECK_HELP } from './help-texts.ts';
import { printFailure, printSuccess } from './json-document.ts';
import { addSettingFlags } from './setting-flags.ts';

interface CheckFlags extends GlobalFlags {
  readonly profiles?: boolean;
  readonly language?: string;
  readonly frameRate?: number;
  readonly media?: string;
  readonly fix?: boolean;
  readonly output?: string;
  readonly overwrite?: boolean;
  readonly html?: string;
}

/** Adds the command. */
export function addCheckCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('check')
    .summary('hold subtitles to the rules of a house')
    .description('Holds subtitle files to the rules of a house, and mends what can be mended.')
    .argument('[subtitles...]', 'subtitle files');
  addSettingFlags(command, ['profile'])
    .option('--profiles', 'list the profiles and their figures')
    .option('--language <code>', "language (default: the file's or the profile's)")
    .option('--frame-rate <fps>', "of the video (default: the profile's)", parseRate)
    .option('--media <file>', 'compare the times with its speech')
    .option('--fix', 'mend all but words, and print what changes')
    .option('-o, --output <file>', 'write the mended file here')
    .option('--overwrite', 'replace files that are there, the subtitles too')
    .option('--html <file>', 'write a page with a timeline')
    .addHelpText('after', CHECK_HELP)
    .action(async (files: readonly string[], _: unknown, self: Command) => {
      context.finish(await check(files, self.optsWithGlobals<CheckFlags>(), context));
    });
}

function parseRate(text: string): number {
  const [whole = '', part] = text.split('/');
  const rate = part === undefined ? Number(whole) : Number(whole) / Number(part);
  if (/^\d+(?:\.\d+)?(?:\/\d+(?:\.\d+)?)?$/.test(text) && rate >= 1 && rate <= 240) return rate;
  throw new UsageError('E_USAGE', `--frame-rate is a number from 1 to 240, not ${JSON.stringify(text)}.`, {
    hint: 'offscribe check FILE --frame-rate 24000/1001',
  });
}

async function check(files: readonly string[], flags: CheckFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring, settings } = await openApp(context, flags, 'check');
  if (flags.profiles === true) {
    const profiles = await app.listProfiles();
    if (flags.json === true) printSuccess(terminal, { profiles });
    else terminal.out(formatProfiles(profiles, terminal.dataColumns()));
    return 0;
  }
  const { language, frameRate, media, fix, output, overwrite, html } = flags;
  const { profile } = settings.values;
  const request = { files, profile, language, frameRate, media, fix, output, overwrite, html };
  const found = await withProgress(
    context,
    async (supervision) => await app.checkSubtitles(request, wiring, supervision),
  );
  const failure = failureOf(found);
  if (flags.json === true) {
    if (failure === undefined) printSuccess(terminal, documentOf(found));
    else printFailure(terminal, failure, documentOf(found));
  } else {
    terminal.out(formatCheck(found, terminal.dataColumns()));
    for (const note of found.notes) terminal.err(`note: ${note}\n`);
    if (failure !== undefined) printError(failure, terminal);
  }
  return failure?.exitCode ?? 0;
}

/** The drawing's cues are in the file itself. */
function documentOf({ profile, files, notes, html }: SubtitleCheck): object {
  return {
    profile,
    files: files.map((file) => {
      if ('findings' in file) return { ...file, cues: file.cues.length };
      const { code, message } = file.error;
      return { file: file.file, ok: false, error: { code, message } };
    }),
    notes,
    ...(html === undefined ? {} : { html }),
  };
}

/** What a script is to know: 1 when any file has an error, or cannot be read. */
function failureOf({ files, profile }: SubtitleCheck): AppError | undefined {
  const failed = files.filter(({ ok }) => !ok);
  const [first] = failed;
  if (first === undefined) return undefined;
  if (!('findings' in first)) return first.error;
  const fixable = failed.some((file) => 'findings' in file && canMend(file));
  const errors = first.fix?.path === undefined ? (first.fix?.errorsBefore ?? first.errors) : first.errors;
  const others = failed.length - 1;
  const rest = others === 0 ? '' : `, and ${others} more ${others === 1 ? 'file fails' : 'files fail'}`;
  const sentence = `${first.file} has ${errors} error${errors === 1 ? '' : 's'} by ${profile.name}${rest}.`;
  const name = JSON.stringify(first.file);
  return new InputError('E_SUBTITLES_FAULTY', sentence, {
    hint: fixable
      ? `offscribe check ${name} --profile ${profile.name} --fix -o mended.srt`
      : `offscribe check ${name} --profile ${profile.name} --html report.html`,
    details: { file: first.file, errors },
  });
}

function canMend({ findings, fix }: CheckedFile): boolean {
  return fix === undefined && findings.some(({ fixable, severity }) => fixable && severity === 'error');
}
