/**
 * Ask: one question on the terminal, one line as the answer.
 * @module
 */

/** Asks on stderr and reads stdin; undefined unless both are a terminal, since then nobody is there to answer. */
export function askerFor(signal: AbortSignal): ((question: string) => Promise<string>) | undefined {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return undefined;
  return async (question) => {
    const { createInterface } = await import('node:readline/promises');
    // The terminal stays in its own mode, so that Ctrl-C is a signal as everywhere.
    const lines = createInterface({ input: stdin, output: stderr, terminal: false });
    // End of input (Ctrl-D) is no answer.
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      return await Promise.race([lines.question(question, { signal }), ended]);
    } finally {
      lines.close();
    }
  };
}
