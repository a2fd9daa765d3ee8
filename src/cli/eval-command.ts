/**
 * `offscribe eval`: error rates and speed on recordings of your own.
 * @module
 */
import type { Command } from 'commander';
import type { Evaluation } from '../app/index.ts';
import { AppError } from '../kernel/index.ts';
import { parseCount } from './argument-values.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { comparedSystem } from './compare-flag.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { errorDocument, printError } from './error-report.ts';
import { formatEvaluation } from './eval-page.ts';
import { EVAL_HELP } from './help-texts.ts';
import { printFailure, printSuccess } from './json-document.ts';

interface EvalFlags extends GlobalFlags {
  readonly language?: string;
  readonly limit?: number;
  readonly compare?: string;
  readonly report?: string;
  readonly overwrite?: boolean;
}

/** Adds the command. */
export function addEvalCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('eval')
    .summary('error rates and speed on recordings of your own')
    .description('Decodes the recordings of a manifest and scores them against their texts.')
    .argument('<manifest>', 'JSON Lines file')
    .option('--limit <n>', 'only the first n items', (text) =>
      parseCount(text, '--limit', 'offscribe eval MANIFEST.jsonl --limit 10'),
    )
    .option('--compare <what>', 'other flags, in quotes, or the file of an earlier --json')
    .option('--report <file>', 'write an HTML page with charts and the worst items')
    .option('--overwrite', 'replace a report that is there already');
  addDecodingFlags(
    command,
    'eval',
    'only items in this language; auto: all, language detected (default: all, each in its own)',
  )
    .addHelpText('after', EVAL_HELP)
    .action(async (manifest: string, _: unknown, self: Command) => {
      context.finish(await evaluate(manifest, self.optsWithGlobals<EvalFlags>(), context));
    });
}

async function evaluate(manifest: string, flags: EvalFlags, context: CommandContext): Promise<number> {
  const { app, wiring, settings } = await openApp(context, flags, 'eval');
  const { language, limit } = flags;
  const compare =
    flags.compare === undefined ? undefined : await comparedSystem(flags.compare, flags, { app, context });
  const report = flags.report === undefined ? undefined : { path: flags.report, overwrite: flags.overwrite };
  const request = {
    ...decodingOptions(settings.values),
    language,
    manifest,
    limit,
    compare,
    report,
  };
  const evaluation = await withProgress(context, async (supervision) => {
    if (settings.note !== undefined) supervision.report({ type: 'note', message: settings.note });
    return await app.evaluate(request, wiring, supervision);
  });
  const failure = failureOf(evaluation);
  if (flags.json === true) printJson(evaluation, failure, context);
  else {
    context.terminal.out(formatEvaluation(evaluation));
    if (failure !== undefined) printError(failure, context.terminal);
  }
  if (failure === undefined) return 0;
  return evaluation.items.length === 1 ? failure.exitCode : 3;
}

/** One error for the items that could not be decoded, since figures over a part of the set can mislead. */
function failureOf({ items }: Evaluation): AppError | undefined {
  const failed = items.flatMap(({ error }) => error ?? []);
  const first = failed[0];
  if (first === undefined) return undefined;
  const message = `${failed.length} of ${items.length} items could not be decoded; the first: ${first.message}`;
  return new AppError(first.code, message, first.hint === undefined ? {} : { hint: first.hint });
}

function printJson(
  evaluation: Evaluation,
  failure: AppError | undefined,
  { terminal }: CommandContext,
): void {
  const items = evaluation.items.map(({ error, ...item }) => ({
    ...item,
    ...(error === undefined ? {} : { error: errorDocument(error) }),
  }));
  const facts = { ...evaluation, items };
  if (failure === undefined) printSuccess(terminal, facts);
  else printFailure(terminal, failure, facts);
}
