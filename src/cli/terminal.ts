/**
 * Terminal: the two streams the CLI prints to, and what the one for people can show.
 * @module
 */

/** Where data and messages go. */
export interface Terminal {
  /** Data: what a script wants. */
  out(text: string): void;
  /** Messages: progress, warnings, errors. */
  err(text: string): void;
  /** Whether messages go to a terminal that can rewrite its line. */
  readonly isInteractive: boolean;
  /** Whether messages may be coloured. */
  readonly hasColour: boolean;
  /** Width of the terminal that messages go to, columns. */
  readonly columns: () => number;
  /** Width that data should fit; undefined when it goes to a file or a pipe, where a line may be as long as it is. */
  readonly dataColumns: () => number | undefined;
}

/** The process's own streams. `NO_COLOR` (any value) and `TERM=dumb` are honoured. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const isCapable = stderr.isTTY === true && env['TERM'] !== 'dumb';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: isCapable,
    hasColour: isCapable && !env['NO_COLOR'],
    columns: () => stderr.columns ?? 80,
    dataColumns: () => (stdout.isTTY === true ? (stdout.columns ?? 80) : undefined),
  };
}
