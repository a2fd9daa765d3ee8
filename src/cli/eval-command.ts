/**
 * `offscribe eval`: error rates and speed on recordings of your own.
 * @module
 */
import type { Command } from 'commander';
import type { Evaluation } from '../app/index.ts';
import { AppError } from '../kernel/index.ts';
import { parseCount } from './argument-values.ts';
import { type CommandContext, type GlobalFlags, openApp, withProgress } from './command-context.ts';
import { addDecodingFlags, decodingOptions } from './decoding-flags.ts';
import { errorDocument, printError } from './error-report.ts';
import { formatClock } from './figures.ts';
import { EVAL_HELP } from './help-texts.ts';
import { printFailure, printSuccess } from './json-document.ts';
import { formatTable } from './table.ts';

interface EvalFlags extends GlobalFlags {
  readonly language?: string;
  readonly limit?: number;
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
    );
  addDecodingFlags(
    command,
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
  const request = { ...decodingOptions(settings.values), language, manifest, limit };
  const evaluation = await withProgress(context, async (supervision) => {
    if (settings.note !== undefined) supervision.report({ type: 'note', message: settings.note });
    return await app.evaluate(request, wiring, supervision);
  });
  const failure = failureOf(evaluation);
  if (flags.json === true) printJson(evaluation, failure, context);
  else {
    context.terminal.out(plainReport(evaluation));
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
  const items = evaluation.items.map(({ id, wer, hyp, error }) => ({
    id,
    wer,
    hyp,
    ...(error === undefined ? {} : { error: errorDocument(error) }),
  }));
  const facts = { ...evaluation, items };
  if (failure === undefined) printSuccess(terminal, facts);
  else printFailure(terminal, failure, facts);
}

function plainReport(evaluation: Evaluation): string {
  const { byLanguage, wer, cer, rtfx, audioSeconds, wallSeconds, peakRssMb, normaliser, items } = evaluation;
  const percent = (rate: number | null): string => (rate === null ? '-' : `${rate.toFixed(2)} %`);
  const rows = Object.entries(byLanguage);
  const totals = [
    `WER ${percent(wer)}  CER ${percent(cer)}  (${normaliser || 'nothing scored'}; ${items.length} item${items.length === 1 ? '' : 's'})`,
    `${formatClock(audioSeconds)} of audio in ${wallSeconds.toFixed(1)} s: ${rtfx.toFixed(1)}x real time, peak ${peakRssMb.toFixed(0)} MB`,
  ];
  const table =
    rows.length === 0
      ? ''
      : formatTable(
          [
            { title: 'LANGUAGE', cell: ([code]) => code },
            { title: 'WER', cell: ([, row]) => percent(row.wer) },
            { title: 'WORDS', cell: ([, row]) => String(row.words) },
          ],
          rows,
        );
  return `${table}${totals.join('\n')}\n`;
}
