/**
 * JSON document: the one document that `--json` prints on stdout, whatever happens.
 * @module
 */
import { AppError } from '../kernel/index.ts';
import { errorDocument } from './error-report.ts';
import type { Terminal } from './terminal.ts';

/** Whether the arguments ask for JSON; read from them as they are, since parsing them may be what fails. */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** Prints `{"ok":true,...}`. */
export function printSuccess(terminal: Terminal, facts: object): void {
  terminal.out(`${JSON.stringify({ ok: true, ...facts }, null, 2)}\n`);
}

/** Prints `{"ok":false,"error":{...},...}`. */
export function printFailure(terminal: Terminal, error: AppError, facts: object = {}): void {
  terminal.out(`${JSON.stringify({ ok: false, error: errorDocument(error), ...facts }, null, 2)}\n`);
}

/** Prints the outcomes of several pieces of work: `{"ok":...,"error"?:{...},...facts}`. */
export function printOutcomes(
  terminal: Terminal,
  outcomes: readonly { readonly ok: boolean; readonly error?: AppError }[],
  { what, facts }: { readonly what: string; readonly facts: object },
): void {
  const failed = outcomes.filter(({ ok }) => !ok);
  const first = failed[0]?.error;
  if (first === undefined) printSuccess(terminal, facts);
  else if (outcomes.length === 1) printFailure(terminal, first, facts);
  else {
    const { code, message, hint } = first;
    const sentence = `${failed.length} of ${outcomes.length} ${what} failed; the first: ${message}`;
    printFailure(terminal, new AppError(code, sentence, hint === undefined ? {} : { hint }), facts);
  }
}
