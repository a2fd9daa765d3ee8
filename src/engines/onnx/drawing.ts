/**
 * Drawing: texts chosen token by token, each by itself: at temperature 0 the likeliest token, above it one by chance.
 *
 * Several are drawn in one batch, each with chance of its own, and the likeliest is kept; one that ends leaves the batch.
 * Source  CTranslate2 `src/decoding.cc`, GreedySearch::search; openai-whisper `decoding.py`, GreedyDecoder with best_of,
 *         which ranks by the same log probability over the length.
 * Throws  CancelledError.
 * @module
 */
import { type Random, seededRandom, throwIfCancelled } from '../../kernel/index.ts';
import { applyRules } from './logit-rules.ts';
import { choose } from './sampling.ts';
import { type Candidate, mostTokens, rankOf, type Search } from './search.ts';
import { selectHypotheses } from './whisper-graphs.ts';

/** Between the seeds of two draws: far more than between those of temperatures, and no sum of such. */
const SEED_STEP = 0x9e3779b1;

/** A text under way. */
interface Draw {
  readonly tokens: number[];
  readonly random: Random;
  logprob: number;
}

/** Greedy search at temperature 0; above it the likeliest of `bestOf` draws. */
export async function drawText(search: Search, temperature: number): Promise<Candidate> {
  const { window, options } = search;
  const { bestOf = 5, lengthPenalty = 1 } = options;
  const count = temperature === 0 ? 1 : bestOf;
  const draws = Array.from({ length: count }, (_, turn): Draw => {
    const seed = window.seed + Math.round(temperature * 1000) + turn * SEED_STEP;
    return { tokens: [], random: seededRandom(seed), logprob: 0 };
  });
  await finishAll(draws, search, temperature);
  return draws.reduce((best, one) => (rankOf(one, lengthPenalty) > rankOf(best, lengthPenalty) ? one : best));
}

async function finishAll(draws: readonly Draw[], search: Search, temperature: number): Promise<void> {
  const { checkpoint, window, signal } = search;
  let active = draws;
  let logits: readonly Float32Array[] = draws.map(() => window.logits.slice());
  let state = selectHypotheses(
    window.state,
    draws.map(() => 0),
  );
  for (;;) {
    throwIfCancelled(signal);
    const rows = [...active.keys()].filter((row) =>
      goOn(active[row] as Draw, logits[row] as Float32Array, { search, temperature }),
    );
    if (rows.length === 0) return;
    active = rows.map((row) => active[row] as Draw);
    state = selectHypotheses(state, rows);
    const last = active.map(({ tokens }) => tokens.slice(-1));
    ({ logits, state } = await checkpoint.graphs.step(window.encoded, state, last));
  }
}

/** Draws the next token; whether the text goes on behind it. */
function goOn(
  draw: Draw,
  logits: Float32Array,
  { search, temperature }: { readonly search: Search; readonly temperature: number },
): boolean {
  const { vocabulary } = search.checkpoint;
  applyRules(logits, draw.tokens, { vocabulary, options: search.options });
  const choice = choose(logits, temperature, draw.random);
  draw.logprob += choice.logprob;
  if (choice.token === vocabulary.endOfText) return false;
  draw.tokens.push(choice.token);
  return draw.tokens.length < mostTokens(search);
}
