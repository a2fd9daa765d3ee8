/**
 * Command context: what every command is given, and how it hands back its exit code.
 * @module
 */
import type { Command } from 'commander';
import type { Supervision, Wiring } from '../app/index.ts';
import type { AppError } from '../kernel/index.ts';
import { createProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** The surroundings of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires on Ctrl-C and on SIGTERM. */
  readonly signal: AbortSignal;
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

/** The app, loaded only now, and the parts a use case takes. */
export interface OpenApp {
  readonly app: typeof import('../app/index.ts');
  readonly wiring: Wiring;
}

/** Loads the app. Importing it at the top would make `--help` wait for it. */
export async function openApp(context: CommandContext, flags: GlobalFlags & LockFlag): Promise<OpenApp> {
  const app = await import('../app/index.ts');
  return { app, wiring: app.openWiring({ env: context.env, offline: flags.offline, lockFile: flags.lock }) };
}

/** Adds `--lock` to a command that looks for models. */
export function addLockFlag(command: Command): Command {
  return command.option(
    '--lock <file>',
    'lock file (default: offscribe.lock.json here, else the one in OFFSCRIBE_HOME)',
  );
}

/** Runs work with its progress shown, and leaves the terminal clean. */
export async function withProgress<T>(
  context: CommandContext,
  work: (supervision: Supervision) => Promise<T>,
): Promise<T> {
  const progress = createProgress(context.terminal);
  try {
    return await work({ signal: context.signal, report: progress.report });
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
