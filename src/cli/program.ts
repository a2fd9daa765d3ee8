/**
 * Program: the commands and their flags, and commander's complaints as UsageErrors.
 * @module
 */
import { Command, type CommanderError, Help } from 'commander';
import { UsageError, VERSION } from '../kernel/index.ts';
import { addAlignCommand } from './align-command.ts';
import { addBootstrapCommand } from './bootstrap-command.ts';
import { addCheckCommand } from './check-command.ts';
import type { CommandContext } from './command-context.ts';
import { addConfigCommand } from './config-command.ts';
import { addConvertCommand } from './convert-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addEvalCommand } from './eval-command.ts';
import { addGlossaryCommand } from './glossary-command.ts';
import { PROGRAM_HELP } from './help-texts.ts';
import { addModelsCommand } from './models/models-command.ts';
import { addRetimeCommand } from './retime-command.ts';
import { addRunsCommand } from './runs-command.ts';
import { addSettingFlags } from './setting-flags.ts';
import { addSubtitleCommand } from './subtitle-command.ts';
import { addTranscribeCommand } from './transcribe-command.ts';
import { addWatchCommand } from './watch-command.ts';

/** Help is read in windows of this width at least. */
const HELP_COLUMNS = 80;
/** Longer flags stand on a line of their own, so that all others have room for their texts. */
const TERM_COLUMNS = 26;

/** The whole command line. Its `parseAsync` throws AppErrors, or a CommanderError with exit code 0 after help. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('offscribe')
    .description('Speech in, finished subtitles out, on your own machine, with the network off.')
    .version(VERSION, '-V, --version', 'print the version');
  addSettingFlags(program, ['offline'])
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', PROGRAM_HELP);
  addTranscribeCommand(program, context);
  addSubtitleCommand(program, context);
  addWatchCommand(program, context);
  addModelsCommand(program, context);
  addAlignCommand(program, context);
  addCheckCommand(program, context);
  addConvertCommand(program, context);
  addRetimeCommand(program, context);
  addEvalCommand(program, context);
  addGlossaryCommand(program, context);
  addRunsCommand(program, context);
  addBootstrapCommand(program, context);
  addDoctorCommand(program, context);
  addConfigCommand(program, context);
  for (const command of allCommands(program)) {
    command
      .helpOption('-h, --help', 'show this help')
      .helpCommand(false)
      .showSuggestionAfterError(true)
      .configureHelp({ showGlobalOptions: true, padWidth, formatItem })
      .configureOutput({
        writeOut: (text) => context.terminal.out(text),
        // Complaints are printed by us, in our form.
        writeErr: () => {},
        getOutHelpWidth: () => HELP_COLUMNS,
        getErrHelpWidth: () => HELP_COLUMNS,
      })
      .exitOverride((error) => {
        throw usageErrorFrom(error, command);
      });
  }
  return program;
}

function padWidth(command: Command, helper: Help): number {
  const widest = Help.prototype.padWidth.call(helper, command, helper);
  return command.commands.length > 0 ? widest : Math.min(TERM_COLUMNS, widest);
}

function formatItem(...[term, termWidth, text, helper]: Parameters<Help['formatItem']>): string {
  const format = (short: string): string =>
    Help.prototype.formatItem.call(helper, short, termWidth, text, helper);
  return term.length <= termWidth ? format(term) : `  ${term}\n${format('')}`;
}

function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** Commander's complaint about `command` as ours; help and version pass unchanged. */
function usageErrorFrom(error: CommanderError, command: Command): UsageError | CommanderError {
  if (error.exitCode === 0) return error;
  const path = commandPath(command);
  if (error.code === 'commander.help') {
    return new UsageError('E_USAGE', 'No command was given.', { hint: `${path} --help`, cause: error });
  }
  const [, near] = /\(Did you mean (?:one of )?([^?,]+)/.exec(error.message) ?? [];
  const sentence = error.message
    .replace(/^error: /, '')
    .replace(/\s*\(Did you mean[^)]*\)/s, '')
    .replace(/[.\s]+$/, '');
  const guess = near === undefined ? '' : `; did you mean ${near}?`;
  const message = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${guess || '.'}`;
  const isCommand = error.code === 'commander.unknownCommand' && near !== undefined;
  return new UsageError('E_USAGE', message, {
    hint: isCommand ? `${path} ${near} --help` : `${path} --help`,
    cause: error,
  });
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}
