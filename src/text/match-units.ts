/**
 * Match units: which units of one text are which of another, by the fewest edits.
 *
 * Time O(n*m), memory O(n + m): the text is halved where the best path crosses its middle, so hours of text fit.
 * Source  D. S. Hirschberg, "A linear space algorithm for computing maximal common subsequences", CACM 18 (1975).
 * @module
 */

/** Places of one unit in both texts. */
export type UnitPair = readonly [left: number, right: number];

/** Below so many cells the whole table is kept, a byte each. */
const TABLE_CELLS = 1 << 16;

/** Pairs of equal units on a path with the fewest edits and, of those, the most pairs; ascending in both texts. */
export function matchUnits(left: readonly string[], right: readonly string[]): readonly UnitPair[] {
  const numbers = new Map<string, number>();
  const numberOf = (unit: string): number => {
    const number = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, number);
    return number;
  };
  const pairs: UnitPair[] = [];
  const texts = { left: Uint32Array.from(left, numberOf), right: Uint32Array.from(right, numberOf) };
  collect(texts, [0, 0], pairs);
  return pairs;
}

interface Texts {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

function collect({ left, right }: Texts, [l, r]: UnitPair, pairs: UnitPair[]): void {
  if (left.length === 0 || right.length === 0) return;
  if (left.length === 1 || left.length * right.length <= TABLE_CELLS) {
    for (const [i, j] of matchInTable(left, right)) pairs.push([l + i, r + j]);
    return;
  }
  const middle = left.length >> 1;
  const above = lastRow(left.subarray(0, middle), right);
  const below = lastRow(left.slice(middle).reverse(), right.slice().reverse());
  let cut = 0;
  const costAt = (at: number): number => (above[at] as number) + (below[right.length - at] as number);
  for (let at = 1; at <= right.length; at += 1) if (costAt(at) < costAt(cut)) cut = at;
  collect({ left: left.subarray(0, middle), right: right.subarray(0, cut) }, [l, r], pairs);
  collect({ left: left.subarray(middle), right: right.subarray(cut) }, [l + middle, r + cut], pairs);
}

/** An edit costs this, less one for a pair: fewest edits first, then most pairs. */
const EDIT = 1 << 16;

function substitution(left: number, right: number): number {
  return left === right ? -1 : EDIT;
}

/** What it costs to turn all of `left` into each beginning of `right`. */
function lastRow(left: Uint32Array, right: Uint32Array): Float64Array {
  let above = Float64Array.from({ length: right.length + 1 }, (_, i) => i * EDIT);
  let row = new Float64Array(right.length + 1);
  for (let i = 1; i <= left.length; i += 1) {
    row[0] = i * EDIT;
    for (let j = 1; j <= right.length; j += 1) {
      const both = (above[j - 1] as number) + substitution(left[i - 1] as number, right[j - 1] as number);
      row[j] = Math.min(both, (above[j] as number) + EDIT, (row[j - 1] as number) + EDIT);
    }
    [above, row] = [row, above];
  }
  return above;
}

function matchInTable(left: Uint32Array, right: Uint32Array): UnitPair[] {
  const width = right.length + 1;
  const cost = new Float64Array((left.length + 1) * width);
  for (let j = 0; j < width; j += 1) cost[j] = j * EDIT;
  for (let i = 1; i <= left.length; i += 1) {
    cost[i * width] = i * EDIT;
    for (let j = 1; j < width; j += 1) {
      const at = i * width + j;
      const both =
        (cost[at - width - 1] as number) + substitution(left[i - 1] as number, right[j - 1] as number);
      cost[at] = Math.min(both, (cost[at - width] as number) + EDIT, (cost[at - 1] as number) + EDIT);
    }
  }
  const pairs: UnitPair[] = [];
  let [i, j] = [left.length, right.length];
  while (i > 0 && j > 0) {
    const at = i * width + j;
    const isPair = left[i - 1] === right[j - 1];
    const both =
      (cost[at - width - 1] as number) + substitution(left[i - 1] as number, right[j - 1] as number);
    if (cost[at] === both) {
      if (isPair) pairs.push([i - 1, j - 1]);
      i -= 1;
      j -= 1;
    } else if (cost[at] === (cost[at - width] as number) + EDIT) i -= 1;
    else j -= 1;
  }
  return pairs.reverse();
}
