/**
 * `offscribe config show`: every setting, its value, and where that came from.
 * @module
 */
import type { Command } from 'commander';
import type { ShownSetting } from '../app/index.ts';
import { SETTINGS, type SettingKey } from '../kernel/index.ts';
import { type CommandContext, type GlobalFlags, openApp } from './command-context.ts';
import { CONFIG_HELP } from './help-texts.ts';
import { printSuccess } from './json-document.ts';
import { addSettingFlags } from './setting-flags.ts';
import { formatTable, type TableColumn } from './table.ts';

/** Adds the command. */
export function addConfigCommand(program: Command, context: CommandContext): void {
  const config = program
    .command('config')
    .summary('what is set, and where')
    .description('Settings, from flags, variables and files.');
  const show = config.command('show').description('Every setting, its value, and where that came from.');
  // All but those of the whole program.
  const keys = Object.keys(SETTINGS).filter((key): key is SettingKey => key !== 'offline');
  addSettingFlags(show, keys)
    .addHelpText('after', CONFIG_HELP)
    .action(async (_: unknown, self: Command) =>
      context.finish(await showConfig(self.optsWithGlobals<GlobalFlags>(), context)),
    );
}

async function showConfig(flags: GlobalFlags, context: CommandContext): Promise<number> {
  const { terminal, env } = context;
  const { app, settings } = await openApp(context, flags, 'config');
  const shown = app.showSettings(settings, env);
  const { warnings } = settings;
  if (flags.json === true) {
    printSuccess(terminal, { settings: shown.map(({ text: _, ...facts }) => facts), warnings });
    return 0;
  }
  const columns: readonly TableColumn<ShownSetting>[] = [
    { title: 'SETTING', cell: ({ key }) => key },
    { title: 'FROM', cell: ({ from }) => app.originText(from, '.') },
    { title: 'VALUE', cell: ({ text }) => text },
  ];
  terminal.out(formatTable(columns, shown, { width: terminal.dataColumns() }));
  return 0;
}
