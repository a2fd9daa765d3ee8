/**
 * Sampling: choose the next token from logits, by maximum or by chance, with its log probability.
 *
 * Chance is seeded, so that the same audio and settings give the same words (promise P5).
 * @module
 */
import type { Random } from '../../kernel/index.ts';

/** A token and the natural log of its probability at temperature 1, after the rules were applied. */
export interface Choice {
  readonly token: number;
  readonly logprob: number;
}

/** The likeliest token at temperature 0, else one drawn from softmax(logits / temperature). */
export function choose(logits: Float32Array, temperature: number, random: Random): Choice {
  let best = 0;
  for (let id = 1; id < logits.length; id += 1)
    if ((logits[id] as number) > (logits[best] as number)) best = id;
  const top = logits[best] as number;
  const token = temperature === 0 ? best : draw(logits, top, { temperature, at: random() });
  return { token, logprob: (logits[token] as number) - top - Math.log(massAbove(logits, top, 1)) };
}

/** Natural log of the sum of exp(logit): what turns logits into log probabilities when it is taken off. */
export function logOfMass(logits: Float32Array): number {
  let top = -Infinity;
  for (const value of logits) if (value > top) top = value;
  return top + Math.log(massAbove(logits, top, 1));
}

/** Probabilities of the given ids among themselves. */
export function softmaxOver(logits: Float32Array, ids: readonly number[]): number[] {
  const top = Math.max(...ids.map((id) => logits[id] as number));
  const weights = ids.map((id) => Math.exp((logits[id] as number) - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Probability of one id among all. */
export function probabilityOf(logits: Float32Array, id: number): number {
  let top = -Infinity;
  for (const value of logits) if (value > top) top = value;
  return Math.exp((logits[id] as number) - top) / massAbove(logits, top, 1);
}

/** Sum of exp((logit - top) / temperature). */
function massAbove(logits: Float32Array, top: number, temperature: number): number {
  let sum = 0;
  for (const value of logits) sum += Math.exp((value - top) / temperature);
  return sum;
}

function draw(
  logits: Float32Array,
  top: number,
  { temperature, at }: { temperature: number; at: number },
): number {
  let left = at * massAbove(logits, top, temperature);
  let last = 0;
  for (let id = 0; id < logits.length; id += 1) {
    const weight = Math.exp(((logits[id] as number) - top) / temperature);
    if (weight === 0) continue;
    last = id;
    left -= weight;
    if (left < 0) return id;
  }
  return last;
}
