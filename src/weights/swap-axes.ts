/**
 * Swap axes: the order of a convolution's last two axes, in whatever bytes its elements have.
 * @module
 */

/** [rows, first, second] to [rows, second, first]. */
export function swapLastAxes(
  bytes: Uint8Array,
  {
    first,
    second,
    elementBytes,
  }: { readonly first: number; readonly second: number; readonly elementBytes: number },
): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  const rowBytes = first * second * elementBytes;
  for (let row = 0; row < bytes.length; row += rowBytes) {
    for (let i = 0; i < first; i++) {
      for (let j = 0; j < second; j++) {
        const from = row + (i * second + j) * elementBytes;
        swapped.set(bytes.subarray(from, from + elementBytes), row + (j * first + i) * elementBytes);
      }
    }
  }
  return swapped;
}
