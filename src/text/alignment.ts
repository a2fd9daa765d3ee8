/**
 * Alignment: which units of a hypothesis stand for which of its reference, with the fewest edits.
 *
 * Ties    of several shortest paths the one that jiwer (rapidfuzz) takes: what both texts begin and end with is matched
 *         first; then, from the end, a deletion goes before an insertion and that before a pair. So every count, and
 *         not only their sum, can be held against jiwer's.
 * Memory  a byte a cell up to 64 MB; larger tables are halved (Hirschberg, CACM 18(6), 1975), in memory O(n + m).
 * Source  Wagner & Fischer, JACM 21(1), 1974; rapidfuzz `recover_alignment`.
 * @module
 */

/** What became of a unit. */
export type StepKind = 'hit' | 'substitution' | 'deletion' | 'insertion';

/** One step; the indices are those of the units, -1 where a side has none. */
export interface AlignmentStep {
  readonly kind: StepKind;
  readonly reference: number;
  readonly hypothesis: number;
}

const MAX_CELLS = 1 << 26;

/** Aligns two lists of units (words, or characters); every unit of both is in exactly one step, in order. */
export function alignUnits(
  reference: readonly string[],
  hypothesis: readonly string[],
  maxCells: number = MAX_CELLS,
): readonly AlignmentStep[] {
  const numbers = new Map<string, number>();
  const rows = numberUnits(reference, numbers);
  const columns = numberUnits(hypothesis, numbers);
  const steps: AlignmentStep[] = [];
  align({ rows, columns, top: 0, bottom: rows.length, left: 0, right: columns.length }, steps, maxCells);
  return steps;
}

/** A rectangle of the table: reference units from `top` to `bottom`, hypothesis units from `left` to `right`. */
interface Region {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function align(region: Region, steps: AlignmentStep[], maxCells: number): void {
  const { rows, columns } = region;
  let { top, bottom, left, right } = region;
  const isHit = (row: number, column: number): boolean => rows[row] === columns[column];
  while (top < bottom && left < right && isHit(top, left)) {
    steps.push({ kind: 'hit', reference: top, hypothesis: left });
    top += 1;
    left += 1;
  }
  let tail = 0;
  while (top < bottom && left < right && isHit(bottom - 1, right - 1)) {
    bottom -= 1;
    right -= 1;
    tail += 1;
  }
  const inner = { ...region, top, bottom, left, right };
  const isSplit = (bottom - top) * (right - left + 1) > maxCells && bottom - top > 1;
  if (isSplit) alignHalves(inner, steps, maxCells);
  else for (const step of walkBack(inner, verticalDeltas(inner))) steps.push(step);
  for (let i = 0; i < tail; i += 1) {
    steps.push({ kind: 'hit', reference: bottom + i, hypothesis: right + i });
  }
}

/** Cuts the reference in the middle and the hypothesis where the two halves together cost least. */
function alignHalves(region: Region, steps: AlignmentStep[], maxCells: number): void {
  const { top, bottom, left, right } = region;
  const middle = (top + bottom) >> 1;
  const ahead = lastCosts({ ...region, bottom: middle }, false);
  const behind = lastCosts({ ...region, top: middle }, true);
  const width = right - left;
  let best = 0;
  for (let column = 1; column <= width; column += 1) {
    const cost = at(ahead, column) + at(behind, width - column);
    if (cost < at(ahead, best) + at(behind, width - best)) best = column;
  }
  align({ ...region, bottom: middle, right: left + best }, steps, maxCells);
  align({ ...region, top: middle, left: left + best }, steps, maxCells);
}

/** Costs of all of the region's reference against each beginning of its hypothesis; backwards: each end. */
function lastCosts({ rows, columns, top, bottom, left, right }: Region, isBackward: boolean): Uint32Array {
  const width = right - left;
  const costs = Uint32Array.from({ length: width + 1 }, (_, column) => column);
  for (let i = 0; i < bottom - top; i += 1) {
    const unit = rows[isBackward ? bottom - 1 - i : top + i];
    let corner = at(costs, 0);
    costs[0] = i + 1;
    for (let column = 1; column <= width; column += 1) {
      const above = at(costs, column);
      const isHit = columns[isBackward ? right - column : left + column - 1] === unit;
      costs[column] = Math.min(corner + (isHit ? 0 : 1), above + 1, at(costs, column - 1) + 1);
      corner = above;
    }
  }
  return costs;
}

/** [rows, columns + 1] cost of a cell less the cost of the one above it (-1, 0 or 1), plus 1. */
function verticalDeltas({ rows, columns, top, bottom, left, right }: Region): Uint8Array {
  const width = right - left;
  const deltas = new Uint8Array((bottom - top) * (width + 1));
  const costs = Uint32Array.from({ length: width + 1 }, (_, column) => column);
  for (let row = top; row < bottom; row += 1) {
    const base = (row - top) * (width + 1);
    const unit = rows[row];
    let corner = at(costs, 0);
    costs[0] = row - top + 1;
    deltas[base] = 2;
    for (let column = 1; column <= width; column += 1) {
      const above = at(costs, column);
      let cost = corner + (columns[left + column - 1] === unit ? 0 : 1);
      if (above + 1 < cost) cost = above + 1;
      const before = at(costs, column - 1) + 1;
      if (before < cost) cost = before;
      costs[column] = cost;
      deltas[base + column] = cost - above + 1;
      corner = above;
    }
  }
  return deltas;
}

function walkBack({ rows, columns, top, bottom, left, right }: Region, deltas: Uint8Array): AlignmentStep[] {
  const width = right - left + 1;
  const delta = (row: number, column: number): number =>
    (deltas[(row - 1 - top) * width + column - left] ?? 0) - 1;
  const steps: AlignmentStep[] = [];
  let row = bottom;
  let column = right;
  while (row > top || column > left) {
    const isDeletion = row > top && (column === left || delta(row, column) === 1);
    const isInsertion = !isDeletion && (row === top || delta(row, column - 1) === -1);
    if (!isInsertion) row -= 1;
    if (!isDeletion) column -= 1;
    if (isDeletion) steps.push({ kind: 'deletion', reference: row, hypothesis: -1 });
    else if (isInsertion) steps.push({ kind: 'insertion', reference: -1, hypothesis: column });
    else {
      const kind = rows[row] === columns[column] ? 'hit' : 'substitution';
      steps.push({ kind, reference: row, hypothesis: column });
    }
  }
  return steps.reverse();
}

/** Units as small integers, equal where the strings are equal: comparing them is what the inner loop does. */
function numberUnits(units: readonly string[], numbers: Map<string, number>): Uint32Array {
  return Uint32Array.from(units, (unit) => {
    const known = numbers.get(unit) ?? numbers.size;
    numbers.set(unit, known);
    return known;
  });
}

function at(values: Uint32Array, index: number): number {
  return values[index] ?? 0;
}
