/**
 * `offscribe bootstrap`: makes this machine ready, and asks once before it fetches models.
 * @module
 */
import type { Command } from 'commander';
import type { BootstrapOutcome, BootstrapPlan, BootstrapReport } from '../app/index.ts';
import { UsageError } from '../kernel/index.ts';
import {
  addLockFlag,
  batchExitCode,
  type CommandContext,
  type GlobalFlags,
  openApp,
  withProgress,
} from './command-context.ts';
import { errorDocument, printError } from './error-report.ts';
import { formatBytes } from './figures.ts';
import { BOOTSTRAP_HELP } from './help-texts.ts';
import { printOutcomes, printSuccess } from './json-document.ts';
import { formatTable, type TableColumn } from './table.ts';

interface BootstrapFlags extends GlobalFlags {
  readonly force?: boolean;
  readonly cacheModels?: boolean;
  readonly skipCache?: boolean;
  readonly yes?: boolean;
  readonly engines?: string;
  readonly media?: boolean;
  readonly debug?: boolean;
}

/** Adds the command. */
export function addBootstrapCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('bootstrap')
    .summary('make this machine ready to work offline')
    .description('Makes this machine ready: engines, models, conversions, each proven.')
    .option('--force', 'make environments and conversions again')
    .option('--cache-models', 'fetch models without asking')
    .option('--skip-cache', 'fetch no models')
    .option('--yes', 'answer every question with yes')
    .option('--engines <list>', 'onnx, mlx, faster-whisper (default: what auto could use here)')
    .option('--media', 'where there is no ffmpeg: fetch an add-on that decodes all media')
    .option('--debug', 'show every line of the log');
  addLockFlag(command)
    .addHelpText('after', BOOTSTRAP_HELP)
    .action(async (_: unknown, self: Command) =>
      context.finish(await bootstrap(self.optsWithGlobals<BootstrapFlags>(), context)),
    );
}

async function bootstrap(flags: BootstrapFlags, context: CommandContext): Promise<number> {
  if (flags.cacheModels === true && flags.skipCache === true) {
    throw new UsageError('E_USAGE', '--cache-models and --skip-cache say the contrary of each other.', {
      hint: 'offscribe bootstrap --cache-models',
    });
  }
  const { app, wiring } = await openApp(context, flags, 'bootstrap');
  const plan = await app.planBootstrap({ engines: flags.engines?.split(','), media: flags.media }, wiring);
  const force = flags.force === true;
  if (plan.isDone && !force) return reportDone(plan, flags, context);
  const fetchMedia = await mayFetchMedia(plan, flags, context);
  const cacheModels = await mayCache(plan, flags, context);
  const request = { plan, cacheModels, fetchMedia, force, debug: flags.debug === true };
  const report = await withProgress(context, (supervision) => app.bootstrap(request, wiring, supervision));
  return reportOutcomes(report, flags, context);
}

/** Whether the media add-on is fetched: `--media` asks for it, and whoever can answer is told its licence first. */
async function mayFetchMedia(
  { media }: BootstrapPlan,
  flags: BootstrapFlags,
  { ask, terminal }: CommandContext,
): Promise<boolean> {
  if (media?.isMissing !== true || !media.isSupported || flags.yes === true || flags.json === true)
    return true;
  if (ask === undefined || flags.offline === true) return true;
  terminal.err(`${media.notice}\n`);
  return /^y(es)?$/i.test((await ask('Fetch the media add-on now? [y/N] ')).trim());
}

/** Whether models are fetched: by a flag, by the answer, and where nobody can be asked: yes. */
async function mayCache(
  { models, missingBytes }: BootstrapPlan,
  flags: BootstrapFlags,
  { ask, terminal }: CommandContext,
): Promise<boolean> {
  if (flags.skipCache === true) return false;
  const isAsked = flags.cacheModels !== true && flags.yes !== true && flags.json !== true;
  if (!isAsked || ask === undefined || missingBytes === 0) return true;
  const names = models.filter((model) => model.missingBytes > 0).map(({ entry }) => entry.name);
  const minutes = Math.ceil(missingBytes / BYTES_PER_MINUTE);
  terminal.err(
    `Models to fetch: ${names.join(', ')}; ${formatBytes(missingBytes)}, about ${minutes} min at 40 Mbit/s.\n` +
      'They are fetched once; afterwards nothing needs the network.\n',
  );
  return /^y(es)?$/i.test((await ask('Cache models now? [y/N] ')).trim());
}

/** 40 Mbit/s. */
const BYTES_PER_MINUTE = 300e6;

function reportDone(plan: BootstrapPlan, flags: BootstrapFlags, { terminal }: CommandContext): number {
  const models = plan.models.map(({ entry }) => entry.name);
  const media = plan.media === undefined ? {} : { media: plan.media };
  if (flags.json === true)
    printSuccess(terminal, { wasReady: true, engines: plan.engines, models, ...media });
  else {
    terminal.out(`Everything is ready already: ${models.join(', ')}.\n`);
    if (plan.media !== undefined) terminal.out(mediaWords(plan.media));
    terminal.out(NEXT);
  }
  return 0;
}

function mediaWords({ ffmpeg, version }: NonNullable<BootstrapPlan['media']>): string {
  return ffmpeg === undefined
    ? `Media are decoded by the add-on node-av ${version}.\n`
    : `The media add-on is not needed: ${ffmpeg} decodes everything.\n`;
}

const NEXT = `
Next:
  offscribe transcribe talk.mp4     subtitles of a file, no network needed
  offscribe doctor                  what this machine has
`;

function reportOutcomes(
  report: BootstrapReport,
  flags: BootstrapFlags,
  { terminal }: CommandContext,
): number {
  const { outcomes, logFile } = report;
  if (flags.json === true) {
    const steps = outcomes.map(({ error, ...step }) =>
      error === undefined ? step : { ...step, error: errorDocument(error) },
    );
    printOutcomes(terminal, outcomes, { what: 'steps', facts: { wasReady: false, steps, logFile } });
    return batchExitCode(outcomes);
  }
  for (const { error, name } of outcomes) if (error !== undefined) printError(error, terminal, name);
  if (outcomes.length > 0) terminal.out(formatTable(COLUMNS, outcomes, { width: terminal.dataColumns() }));
  const failed = outcomes.filter(({ ok }) => !ok).length;
  if (failed === 0) terminal.out(NEXT);
  else terminal.err(`${failed} of ${outcomes.length} steps failed. The log: ${logFile}\n`);
  return batchExitCode(outcomes);
}

const COLUMNS: readonly TableColumn<BootstrapOutcome>[] = [
  { title: 'STEP', cell: ({ what }) => what },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'OUTCOME', cell: ({ ok, isProven }) => (ok ? (isProven ? 'SUCCESS' : 'ok') : 'FAILED') },
  { title: 'REASON', cell: ({ finding }) => finding },
];
