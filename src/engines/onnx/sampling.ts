/**
 * Sampling: the next token drawn from logits by chance, and what logits are worth as probabilities.
 *
 * Chance is seeded, so that the same audio and settings give the same words (promise P5).
 * Every token comes by here with thousands of numbers: loops count, since an iterator makes an object of each of them.
 * @module
 */
import type { Random } from '../../kernel/index.ts';
import { expOf } from './exponential.ts';
import type { Way } from './outlook.ts';

/** A token drawn from softmax(logits / temperature); its log probability is that at temperature 1. */
export function draw(logits: Float32Array, temperature: number, random: Random): Way {
  const top = maximum(logits);
  const token = pick(logits, top, { temperature, at: random() });
  return { token, logprob: (logits[token] as number) - top - Math.log(massAbove(logits, top, 1)) };
}

/** Natural log of the sum of exp(logit): what turns logits into log probabilities when it is taken off. */
export function logOfMass(logits: Float32Array): number {
  const top = maximum(logits);
  return top === -Infinity ? top : top + Math.log(massAbove(logits, top, 1));
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
  const top = maximum(logits);
  return Math.exp((logits[id] as number) - top) / massAbove(logits, top, 1);
}

/** Sum of exp((logit - top) / temperature). */
function massAbove(logits: Float32Array, top: number, temperature: number): number {
  let sum = 0;
  for (let id = 0; id < logits.length; id += 1) sum += expOf(((logits[id] as number) - top) / temperature);
  return sum;
}

/** The largest; -Infinity where there are none. */
export function maximum(logits: Float32Array): number {
  let top = -Infinity;
  for (let id = 0; id < logits.length; id += 1) if ((logits[id] as number) > top) top = logits[id] as number;
  return top;
}

function pick(
  logits: Float32Array,
  top: number,
  { temperature, at }: { temperature: number; at: number },
): number {
  let left = at * massAbove(logits, top, temperature);
  let last = 0;
  for (let id = 0; id < logits.length; id += 1) {
    const weight = expOf(((logits[id] as number) - top) / temperature);
    if (weight === 0) continue;
    last = id;
    left -= weight;
    if (left < 0) return id;
  }
  return last;
}
