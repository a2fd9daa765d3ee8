/**
 * `offscribe models list`: what there is and how far it is here, what is here first.
 * @module
 */
import type { Command } from 'commander';
import type { ModelRow } from '../../app/index.ts';
import {
  addLockFlag,
  type CommandContext,
  type GlobalFlags,
  type LockFlag,
  openApp,
} from '../command-context.ts';
import { formatBytes } from '../figures.ts';
import { printSuccess } from '../json-document.ts';
import { formatTable, type TableColumn } from '../table.ts';
import { LIST_HELP } from './models-help.ts';

interface ListFlags extends GlobalFlags, LockFlag {
  readonly engine?: string;
  readonly cached?: boolean;
}

/** Adds the command. */
export function addListCommand(models: Command, context: CommandContext): void {
  const command = models
    .command('list')
    .description('Every model of the catalogue and its state on this machine.')
    .option('--engine <name>', 'only models for onnx, mlx or faster-whisper')
    .option('--cached', 'only models of which something is here');
  addLockFlag(command)
    .addHelpText('after', LIST_HELP)
    .action(async (_: unknown, self: Command) => context.finish(await list(self.optsWithGlobals(), context)));
}

async function list(flags: ListFlags, context: CommandContext): Promise<number> {
  const { terminal } = context;
  const { app, wiring } = await openApp(context, flags, 'models');
  const rows = await app.listModels(wiring, flags);
  if (flags.json === true) printSuccess(terminal, { models: rows });
  else if (rows.length === 0) terminal.err('No model is here yet: offscribe models pull base\n');
  else {
    const width = terminal.dataColumns();
    // For a reader; lines for a script all look alike.
    const groupOf = width === undefined ? undefined : groupName;
    terminal.out(formatTable(COLUMNS, hereFirst(rows), { width, groupOf }));
  }
  return 0;
}

const HERE = 'On this machine';

const COLUMNS: readonly TableColumn<ModelRow>[] = [
  { title: 'NAME', cell: ({ name, isDefault }) => (isDefault ? `${name} (default)` : name) },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'SIZE', cell: size, isRight: true },
  { title: 'TASK', cell: ({ task }) => task, rank: 1 },
  { title: 'LANGUAGE', cell: languages, rank: 2 },
  { title: 'ENGINES', cell: ({ engines }) => engines.join(' ') || 'none yet', rank: 3 },
  { title: 'LICENCE', cell: licence },
];

/** What is here, then the rest by task; else the catalogue's order. */
function hereFirst(rows: readonly ModelRow[]): readonly ModelRow[] {
  const groups = [...new Set([HERE, ...rows.map(groupName)])];
  return groups.flatMap((group) => rows.filter((row) => groupName(row) === group));
}

function groupName({ state, task }: ModelRow): string {
  return state === 'absent' ? `Not here, ${task}` : HERE;
}

function languages({ task, languages: codes }: ModelRow): string {
  if (codes === 'multilingual') return task === 'vad' ? 'any' : 'many';
  return codes.length > 2 ? `${codes[0]} and ${codes.length - 1} more` : codes.join(' ');
}

function size({ sizeBytes, isSizeExact }: ModelRow): string {
  return `${isSizeExact ? '' : '~'}${formatBytes(sizeBytes)}`;
}

function licence({ licence: name, nonCommercial, gated, isFetchable }: ModelRow): string {
  const marks = [
    ...(nonCommercial ? ['NON-COMMERCIAL'] : []),
    ...(gated ? ['gated'] : []),
    ...(isFetchable ? [] : ['pickle']),
  ];
  return [name, ...marks].join(', ');
}
