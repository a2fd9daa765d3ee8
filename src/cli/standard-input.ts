/**
 * Standard input: what is piped into the program, as text or as bytes.
 * @module
 */

/** Everything until its end, as UTF-8. */
export async function readStandardInput(): Promise<string> {
  return Buffer.from(await readStandardBytes()).toString('utf8');
}

/** Everything until its end, as it is. */
export async function readStandardBytes(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}
