/**
 * Command context: what every command is given, and how it hands back its exit code.
 * @module
 */
import type { Command } from 'commander';
import type { ReadSettings, Supervision, Wiring } from '../app/index.ts';
import type { AppError, SettingReader } from '../kernel/index.ts';
import { printable } from './figures.ts';
import { createProgress } from './progress.ts';
import { addSettingFlags, givenSettings } from './setting-flags.ts';
import type { Terminal } from './terminal.ts';

/** The surroundings of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C and on SIGTERM. */
  readonly signal: AbortSignal;
  /** Puts a question to whoever sits at the terminal; absent where nobody does. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Reads standard input to its end. */
  readonly readInput?: (() => Promise<string>) | undefined;
  /** Called once with the exit code. */
  readonly finish: (exitCode: number) => void;
}

/** Flags of the whole program, found before or after the command's name. */
export interface GlobalFlags {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** A flag of the commands that look for models. */
export interface LockFlag {
  readonly lock?: string;
}

/** The app, loaded only now, the parts a use case takes, and the settings from all layers. */
export interface OpenApp {
  readonly app: typeof import('../app/index.ts');
  readonly wiring: Wiring;
  readonly settings: ReadSettings;
}

/** Loads the app for a command. Importing it at the top would make `--help` wait for it. */
export async function openApp(
  context: CommandContext,
  flags: object,
  reader: SettingReader,
): Promise<OpenApp> {
  const { env, terminal } = context;
  const app = await import('../app/index.ts');
  const settings = await app.readSettings({ env, flags: givenSettings(flags), reader });
  for (const warning of settings.warnings) terminal.err(`warning: ${printable(warning)}\n`);
  const { offline, lock } = settings.values;
  return { app, settings, wiring: app.openWiring({ env, offline, lockFile: lock }) };
}

/** Adds `--lock` to a command that looks for models. */
export function addLockFlag(command: Command): Command {
  return addSettingFlags(command, ['lock']);
}

/** Runs work with its progress shown, and leaves the terminal clean; `clear` before anything else is printed. */
export async function withProgress<T>(
  context: CommandContext,
  work: (supervision: Supervision, clear: () => void) => Promise<T>,
): Promise<T> {
  const progress = createProgress(context.terminal);
  try {
    return await work({ signal: context.signal, report: progress.report }, progress.clear);
  } finally {
    progress.clear();
  }
}

/** Exit code of several pieces of work: 0 when all went well, 3 when some did, else that of the first failure. */
export function batchExitCode(
  outcomes: readonly { readonly ok: boolean; readonly error?: AppError }[],
): number {
  const failed = outcomes.filter(({ ok }) => !ok);
  if (failed.length === 0) return 0;
  return failed.length < outcomes.length ? 3 : (failed[0]?.error?.exitCode ?? 1);
}
