/**
 * Lines: the tokens of one cue as lines that are balanced and break where the sense does.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';
import type { Joints } from './joints.ts';
import type { Token } from './tokens.ts';

/** Sums over tokens, so that the width of any row of them is known at once. */
export class Widths {
  readonly #sums: readonly number[];
  readonly #tokens: readonly Token[];
  readonly #space: number;

  /** `tokens` in order, their widths as `counting` has them. */
  constructor(tokens: readonly Token[], { counting }: Pick<ProfileLimits, 'counting'>) {
    this.#tokens = tokens;
    this.#space = counting === 'full-width' ? 0.5 : 1;
    const sums = [0];
    let sum = 0;
    for (const token of tokens) {
      sum += token.width + (token.spaceBefore ? this.#space : 0);
      sums.push(sum);
    }
    this.#sums = sums;
  }

  /** Of the tokens `from` to `to` on one line. */
  of(from: number, to: number): number {
    return to <= from ? 0 : (this.#sums[to] ?? 0) - (this.#sums[from] ?? 0) - this.spaceBefore(from);
  }

  /** Of the space in front of a token, where it is not the first on its line. */
  spaceBefore(at: number): number {
    return this.#tokens[at]?.spaceBefore === true ? this.#space : 0;
  }
}

/** Where lines begin behind the first one, and what that costs. */
export interface Lines {
  readonly starts: readonly number[];
  readonly cost: number;
}

/** What lines are made from. */
export interface LineMaterial {
  readonly widths: Widths;
  readonly joints: Pick<Joints, 'line'>;
  readonly limits: Pick<ProfileLimits, 'maxLineChars' | 'maxLines'>;
}

/** Costs of a line more, of a character by which lines differ (and of its square), and of an upper line that hides more. */
const LINE_COST = 5;
const UNEVEN_COST = 0.35;
const UNEVEN_SQUARE_COST = 0.018;
const TOP_HEAVY_COST = 3;

/** The best lines for the tokens `from` to `to`: as few as hold them; undefined: they do not fit. */
export function bestLines(material: LineMaterial, from: number, to: number): Lines | undefined {
  const { widths, limits } = material;
  if (widths.of(from, to) <= limits.maxLineChars) return ONE_LINE;
  for (let lines = 2; lines <= limits.maxLines; lines += 1) {
    const found = linesOf(material, { from, to, lines });
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Row {
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/** The best of exactly so many lines. */
function linesOf(material: LineMaterial, { from, to, lines }: Row): Lines | undefined {
  const { widths, limits } = material;
  let best: Lines | undefined;
  for (let at = from + 1; at < to; at += 1) {
    const upper = widths.of(from, at);
    if (upper > limits.maxLineChars) break;
    const below = linesBelow(material, { from: at, to, lines: lines - 1 });
    if (below === undefined) continue;
    const lower = widths.of(at, below.starts[0] ?? to);
    const cost =
      below.cost +
      LINE_COST +
      unevenness(upper, lower) +
      (upper > lower ? TOP_HEAVY_COST : 0) +
      (material.joints.line[at] ?? 0);
    if (best === undefined || cost < best.cost) best = { starts: [at, ...below.starts], cost };
  }
  return best;
}

const ONE_LINE: Lines = { starts: [], cost: 0 };

function linesBelow(material: LineMaterial, row: Row): Lines | undefined {
  if (row.lines > 1) return linesOf(material, row);
  return material.widths.of(row.from, row.to) <= material.limits.maxLineChars ? ONE_LINE : undefined;
}

function unevenness(upper: number, lower: number): number {
  const difference = Math.abs(upper - lower);
  return difference * UNEVEN_COST + difference * difference * UNEVEN_SQUARE_COST;
}
