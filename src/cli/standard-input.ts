/**
 * Standard input: what is piped into the program, as text.
 * @module
 */

/** Everything until its end, as UTF-8. */
export async function readStandardInput(): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}
