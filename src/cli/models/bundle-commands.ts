/**
 * `offscribe models export` and `offscribe models import`: models to and from machines without a network.
 * @module
 */
import type { Command } from 'commander';
import type { BundleSignature, ImportReport, WrittenBundle } from '../../app/index.ts';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
  withProgress,
} from '../command-context.ts';
import { formatBytes, printable } from '../figures.ts';
import { printSuccess } from '../json-document.ts';
import { formatTable } from '../table.ts';
import { EXPORT_HELP, IMPORT_HELP } from './models-help.ts';
import { reportOutcomes } from './outcome-report.ts';

interface ExportFlags extends GlobalFlags, LockFlag {
  readonly engine?: string;
  readonly output?: string;
  readonly key?: string;
  readonly overwrite?: boolean;
}

interface ImportFlags extends GlobalFlags, LockFlag {
  readonly trust?: string;
  readonly dryRun?: boolean;
  readonly updateLock?: boolean;
  readonly probe?: boolean;
}

/** Adds both. */
export function addBundleCommands(models: Command, context: CommandContext): void {
  const exports = models
    .command('export')
    .description('Writes models that are here into one file, a bundle, for another machine.')
    .argument('<name...>', 'names from: offscribe models list')
    .requiredOption('-o, --output <file>', 'the bundle, for example models.tar')
    .option('--engine <name>', 'refuse models that are not for it')
    .option('--key <pem>', 'sign it with this ed25519 private key')
    .option('--overwrite', 'replace a file that is there already');
  addLockFlag(exports)
    .addHelpText('after', EXPORT_HELP)
    .action(async (names: string[], _: unknown, self: Command) =>
      context.finish(await exportBundle(names, self.optsWithGlobals(), context)),
    );
  const imports = models
    .command('import')
    .description('Takes in the models of a bundle, after all of it was checked.')
    .argument('<file>', 'a bundle that `offscribe models export` wrote')
    .option('--trust <key>', 'only if signed with this key: a PEM file, or ed25519:...')
    .option('--dry-run', 'check the bundle, and take nothing')
    .option('--update-lock', 'take what the bundle has, and lock that')
    .option('--no-probe', 'leave it at right bytes: verified, not ready');
  addLockFlag(imports)
    .addHelpText('after', IMPORT_HELP)
    .action(async (path: string, _: unknown, self: Command) =>
      context.finish(await importBundle(path, self.optsWithGlobals(), context)),
    );
}

async function exportBundle(
  names: readonly string[],
  flags: ExportFlags,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'models');
  const written = await withProgress(context, (supervision) =>
    app.exportModels({ ...flags, names }, wiring, supervision),
  );
  const { path, sizeBytes, publicKey } = written;
  const models = written.models.map(({ entry }) => entry.name);
  if (flags.json === true) printSuccess(terminal, { path, sizeBytes, models, publicKey: publicKey ?? null });
  else {
    terminal.out(`${path}\n`);
    terminal.err(`${exportSummary(written)}\n`);
  }
  return 0;
}

function exportSummary({ path, sizeBytes, models, publicKey }: WrittenBundle): string {
  const what = `${models.length} ${models.length === 1 ? 'model' : 'models'}, ${formatBytes(sizeBytes)}`;
  const command = `offscribe models import ${printable(path)}`;
  return publicKey === undefined
    ? `${what}, not signed. There: ${command}`
    : `${what}, signed. There: ${command} --trust ${publicKey}`;
}

async function importBundle(path: string, flags: ImportFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'models');
  const report = await withProgress(context, (supervision) =>
    app.importModels({ ...flags, path }, wiring, supervision),
  );
  const { outcomes, models, createdBy, signature } = report;
  const facts = { path, createdBy, signature };
  if (flags.dryRun !== true) return reportOutcomes(outcomes, { flags, facts }, context);
  if (flags.json === true) printSuccess(terminal, { dryRun: true, ...facts, models });
  else {
    terminal.out(contentTable(report, terminal.dataColumns()));
    terminal.err(`The bundle is right, ${signer(report.signature)}. Nothing was taken: a dry run.\n`);
  }
  return 0;
}

function contentTable({ models }: ImportReport, width: number | undefined): string {
  return formatTable(
    [
      { title: 'MODEL', cell: ({ name }) => name },
      { title: 'SIZE', cell: ({ sizeBytes }) => formatBytes(sizeBytes), isRight: true },
      { title: 'LICENCE', cell: ({ licence }) => licence },
    ],
    models,
    { width },
  );
}

function signer(signature: BundleSignature): string {
  if (signature === 'unsigned') return 'and not signed';
  return signature.trusted ? 'and signed with the key you named' : `and signed by key ${signature.keyId}`;
}
