/**
 * Run: one command line from its arguments to its exit code; never throws.
 * @module
 */
import { CommanderError } from 'commander';
import { type AppError, CancelledError, toAppError } from '../kernel/index.ts';
import { inCommand } from './command-hint.ts';
import { printError, printStack } from './error-report.ts';
import { asksForJson, printFailure } from './json-document.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What a run is given. */
export interface RunSurroundings {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Absent where nobody can be asked. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Reads standard input to its end; absent where there is none. */
  readonly readInput?: (() => Promise<string>) | undefined;
}

/** Runs `args` (without the program's own name) and returns the exit code. */
export async function runCommandLine(
  args: readonly string[],
  surroundings: RunSurroundings,
): Promise<number> {
  const { terminal, env, signal, ask, readInput } = surroundings;
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  try {
    await buildProgram({ terminal, env, signal, ask, readInput, finish }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error = inCommand(finalError(thrown, signal), args);
    if (asksForJson(args)) printFailure(terminal, error);
    else printError(error, terminal);
    if (env['OFFSCRIBE_DEBUG'] === '1') printStack(thrown, terminal);
    return error.exitCode;
  }
}

/** Once stopped, whatever went wrong is a consequence of that; a cancellation may know the command that goes on. */
function finalError(thrown: unknown, signal: AbortSignal): AppError {
  if (!signal.aborted || thrown instanceof CancelledError) return toAppError(thrown);
  return new CancelledError({ cause: thrown });
}
