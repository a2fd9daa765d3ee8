/**
 * Text lines: bytes cut at line ends, none of them longer than it may be.
 * @module
 */

/** A line that is longer than allowed, or the end of the input inside a line. */
export type LineFlaw = 'too-long' | 'unfinished';

/** Lines without their ends; one that breaks the rules is given as what is wrong with it, and is the last. */
export async function* textLines(
  bytes: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
): AsyncGenerator<{ readonly line: string } | { readonly flaw: LineFlaw }> {
  let pieces: Buffer[] = [];
  let held = 0;
  for await (const piece of bytes) {
    let rest =
      typeof piece === 'string'
        ? Buffer.from(piece)
        : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      yield { line: Buffer.concat([...pieces, rest.subarray(0, end)]).toString('utf8') };
      rest = rest.subarray(end + 1);
      pieces = [];
      held = 0;
    }
    pieces.push(rest);
    held += rest.length;
    if (held > maxBytes) {
      yield { flaw: 'too-long' };
      return;
    }
  }
  if (held > 0) yield { flaw: 'unfinished' };
}
