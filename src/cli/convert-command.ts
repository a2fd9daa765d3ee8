/**
 * `offscribe convert`: subtitle files and transcripts into other formats.
 * @module
 */
import type { Command } from 'commander';
import type { Conversion } from '../app/index.ts';
import { type AppError, toAppError, UsageError } from '../kernel/index.ts';
import { batchExitCode, type CommandContext, type GlobalFlags } from './command-context.ts';
import { errorDocument, printError } from './error-report.ts';
import { printable } from './figures.ts';
import { CONVERT_HELP } from './help-texts.ts';
import { printOutcomes } from './json-document.ts';
import { readStandardBytes } from './standard-input.ts';

/** So many problems of a file are named on the terminal; `--json` has them all. */
const NAMED_PROBLEMS = 5;

interface ConvertFlags extends GlobalFlags {
  readonly from?: string;
  readonly to?: string;
  readonly language?: string;
  readonly output?: string;
  readonly overwrite?: boolean;
}

type Outcome =
  | { readonly ok: true; readonly file: string; readonly conversion: Conversion }
  | { readonly ok: false; readonly file: string; readonly error: AppError };

/** Adds the command. */
export function addConvertCommand(program: Command, context: CommandContext): void {
  program
    .command('convert')
    .summary('subtitles and transcripts into other formats')
    .description('Converts subtitle files and transcripts, and names what the new format cannot hold.')
    .argument('<files...>', 'IN OUT; with -o one input or several')
    .option('--from <format>', 'format of IN (default: by what is in it)')
    .option('--to <format>', 'format of OUT (default: by its name)')
    .option('-l, --language <code>', 'language to be told in OUT')
    .option('-o, --output <folder>', 'write into this folder, named after IN')
    .option('--overwrite', 'replace files that are there already')
    .addHelpText('after', CONVERT_HELP)
    .action(async (files: string[], _: unknown, self: Command) => {
      context.finish(await convert(files, self.optsWithGlobals<ConvertFlags>(), context));
    });
}

async function convert(
  files: readonly string[],
  flags: ConvertFlags,
  context: CommandContext,
): Promise<number> {
  const { convertFile } = await import('../app/index.ts');
  const { from, to, language, overwrite } = flags;
  const jobs = jobsOf(files, flags);
  const outcomes: Outcome[] = [];
  for (const { file, output } of jobs) {
    try {
      const input = file === '-' ? await readStandardBytes() : undefined;
      const request = { file, input, output, folder: flags.output, from, to, language, overwrite };
      outcomes.push({ ok: true, file, conversion: await convertFile(request) });
    } catch (thrown) {
      const error = toAppError(thrown);
      // A wrong command line is wrong for every file.
      if (jobs.length === 1 || error instanceof UsageError) throw error;
      outcomes.push({ ok: false, file, error });
    }
  }
  if (flags.json === true) {
    printOutcomes(context.terminal, outcomes, { what: 'files', facts: { files: outcomes.map(documentOf) } });
  } else for (const outcome of outcomes) printPlain(outcome, context);
  return batchExitCode(outcomes);
}

/** What is read and where it goes. */
function jobsOf(
  files: readonly string[],
  flags: ConvertFlags,
): { readonly file: string; readonly output: string | undefined }[] {
  if (flags.output !== undefined) {
    if (flags.to === undefined) {
      throw new UsageError('E_USAGE', '-o needs --to: a folder does not tell which format is wanted.', {
        hint: `offscribe convert ${JSON.stringify(files[0])} -o ${JSON.stringify(flags.output)} --to vtt`,
      });
    }
    return files.map((file) => ({ file, output: undefined }));
  }
  const [file, output, ...more] = files;
  if (file === undefined || output === undefined || more.length > 0) {
    throw new UsageError('E_USAGE', 'convert takes IN and OUT, or inputs and -o FOLDER.', {
      hint: 'offscribe convert IN.srt OUT.vtt   (or: offscribe convert *.srt -o FOLDER --to vtt)',
    });
  }
  if (output === '-' && flags.json === true) {
    throw new UsageError('E_USAGE', 'Standard output takes the subtitles or the JSON of --json, not both.', {
      hint: `offscribe convert ${JSON.stringify(file)} OUT.vtt --json`,
    });
  }
  return [{ file, output }];
}

function documentOf(outcome: Outcome): object {
  if (!outcome.ok) return { ok: false, file: outcome.file, error: errorDocument(outcome.error) };
  const { text: _, output, ...facts } = outcome.conversion;
  return { ok: true, output: output ?? null, ...facts };
}

function printPlain(outcome: Outcome, { terminal }: CommandContext): void {
  if (!outcome.ok) {
    printError(outcome.error, terminal, outcome.file);
    return;
  }
  const { file, output, text, to, count, losses, problems } = outcome.conversion;
  terminal.out(output === undefined ? text : `${output}\n`);
  const warn = (message: string): void => terminal.err(`warning: ${printable(message)}\n`);
  for (const { line, what } of problems.slice(0, NAMED_PROBLEMS)) warn(`${file}, line ${line}: ${what}`);
  if (problems.length > NAMED_PROBLEMS)
    warn(`${file}: ${problems.length - NAMED_PROBLEMS} more; --json lists them all`);
  if (count === 0) warn(`${file} holds no cues`);
  for (const { what, count: times } of losses) warn(`${to} cannot hold ${what} (${times})`);
}
