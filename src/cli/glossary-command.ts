/**
 * `offscribe glossary check`: what about a glossary will not work, and what it gives on recordings.
 * @module
 */
import type { Command } from 'commander';
import type { GlossaryReport } from '../app/index.ts';
import { type AppError, InputError } from '../kernel/index.ts';
import { parseCount } from './argument-values.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { printError } from './error-report.ts';
import { formatGlossaryReport } from './glossary-page.ts';
import { GLOSSARY_HELP } from './help-texts.ts';
import { printFailure, printSuccess } from './json-document.ts';

interface CheckFlags extends GlobalFlags {
  readonly manifest?: string;
  readonly language?: string;
  readonly limit?: number;
}

/** Adds the commands. */
export function addGlossaryCommand(program: Command, context: CommandContext): void {
  const glossary = program
    .command('glossary')
    .summary('names and terms to expect')
    .description('Names and terms that recordings hold.');
  const check = glossary
    .command('check')
    .description('Problems of a glossary, and what it gives on recordings whose text is known.')
    .argument('<file>', 'TSV, or TOML where it ends in .toml')
    .option('--manifest <file>', 'recordings with their texts, JSON Lines')
    .option('--limit <n>', 'only the first n recordings', (text) =>
      parseCount(text, '--limit', 'offscribe glossary check FILE --manifest M.jsonl --limit 10'),
    );
  addDecodingFlags(check, 'eval', 'only terms and recordings of this language (default: all)')
    .addHelpText('after', GLOSSARY_HELP)
    .action(async (file: string, _: unknown, self: Command) => {
      context.finish(await checkGlossary(file, self.optsWithGlobals<CheckFlags>(), context));
    });
}

async function checkGlossary(file: string, flags: CheckFlags, context: CommandContext): Promise<number> {
  const { app, wiring, settings } = await openApp(context, flags, 'eval');
  const { manifest, language, limit } = flags;
  const request = { ...decodingOptions(settings.values), language, file, manifest, limit };
  const report = await withProgress(
    context,
    async (supervision) => await app.checkGlossary(request, wiring, supervision),
  );
  const failure = failureOf(report);
  const { terminal } = context;
  if (flags.json === true) {
    if (failure === undefined) printSuccess(terminal, report);
    else printFailure(terminal, failure, report);
  } else {
    terminal.out(formatGlossaryReport(report));
    if (failure !== undefined) printError(failure, terminal);
  }
  return failure?.exitCode ?? 0;
}

function failureOf({ file, problems }: GlossaryReport): AppError | undefined {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return undefined;
  const many = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  return new InputError('E_GLOSSARY_INVALID', `${file} has ${many}; line ${first.line}: ${first.message}`, {
    hint: `offscribe glossary check ${JSON.stringify(file)}   (after mending line ${first.line})`,
    details: { file, line: first.line },
  });
}
