/**
 * Error report: a failure as one sentence and a hint, for people or for a program. Never a stack, unless
 * `OFFSCRIBE_DEBUG=1` asks for it.
 * @module
 */
import type { AppError, JsonValue } from '../kernel/index.ts';
import { printable } from './figures.ts';
import type { Terminal } from './terminal.ts';

/** What `--json` says about an error. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Prints `error[E_CODE]: sentence` and `hint: command` to stderr. */
export function printError(error: AppError, terminal: Terminal, file?: string): void {
  const label = `error[${error.code}]:`;
  const shown = terminal.hasColour ? `\x1b[31m${label}\x1b[39m` : label;
  const named = file === undefined || error.message.includes(file) ? '' : `${file}: `;
  terminal.err(`${shown} ${printable(named + error.message)}\n`);
  if (error.hint !== undefined) terminal.err(`hint: ${printable(error.hint)}\n`);
}

/** Prints the stack and its causes, for whoever set `OFFSCRIBE_DEBUG`. */
export function printStack(error: unknown, terminal: Terminal): void {
  for (let each = error; each instanceof Error; each = each.cause) terminal.err(`${each.stack ?? each}\n`);
}

/** An error as JSON. */
export function errorDocument(error: AppError): ErrorDocument {
  const { code, message, hint, details } = error;
  return { code, message, hint: hint ?? null, ...(details === undefined ? {} : { details }) };
}
