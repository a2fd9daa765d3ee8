/**
 * Drawing: texts chosen token by token, each by itself: at temperature 0 the likeliest token, above it one by chance.
 *
 * Several are drawn in one batch, each with chance of its own, and the likeliest is kept.
 * Source  CTranslate2 `src/decoding.cc`, GreedySearch::search; openai-whisper `decoding.py`, GreedyDecoder with best_of,
 *         which ranks by the same log probability over the length.
 * Throws  CancelledError.
 * @module
 */
import { type Random, seededRandom, throwIfCancelled } from '../../kernel/index.ts';
import { applyRules } from './logit-rules.ts';
import type { Outlook, Way } from './outlook.ts';
import { draw } from './sampling.ts';
import { type Candidate, mostTokens, rankOf, rulesOf, type Search } from './search.ts';
import { readingFor, waysOn } from './ways.ts';

/** Between the seeds of two draws: far more than between those of temperatures, and no sum of such. */
const SEED_STEP = 0x9e3779b1;

/** A text under way. */
export interface Draw {
  readonly tokens: number[];
  readonly random: Random;
  logprob: number;
  /** Whether its text has ended. */
  isOver: boolean;
}

/** Greedy search at temperature 0; above it the likeliest of `bestOf` draws. */
export async function drawText(search: Search, temperature: number): Promise<Candidate> {
  const { window, options } = search;
  const { bestOf = 5, lengthPenalty = 1 } = options;
  const count = temperature === 0 ? 1 : bestOf;
  const draws = Array.from({ length: count }, (_, turn) =>
    startDraw(window.seed + Math.round(temperature * 1000) + turn * SEED_STEP),
  );
  await finishAll(draws, search, temperature);
  return draws.reduce((best, one) => (rankOf(one, lengthPenalty) > rankOf(best, lengthPenalty) ? one : best));
}

/** A text without tokens. */
export function startDraw(seed: number): Draw {
  return { tokens: [], random: seededRandom(seed), logprob: 0, isOver: false };
}

/** Rows of texts that are over are fed on, and not looked at: to take them out would cost more. */
async function finishAll(draws: readonly Draw[], search: Search, temperature: number): Promise<void> {
  const { window, options, signal, checkpoint } = search;
  const { endOfText } = checkpoint.vocabulary;
  const reading = temperature === 0 ? readingFor(options) : 'all';
  const hypotheses = window.lane.hypotheses(draws.length);
  let outlooks: readonly Outlook[] = draws.map(() => ({ kind: 'all', logits: window.logits.slice() }));
  for (;;) {
    throwIfCancelled(signal);
    for (const [row, draw] of draws.entries())
      if (!draw.isOver) goOn(draw, outlooks[row] as Outlook, { search, temperature });
    if (draws.every(({ isOver }) => isOver)) return;
    outlooks = await hypotheses.step(
      draws.map(({ tokens }) => tokens.at(-1) ?? endOfText),
      reading,
    );
  }
}

/** Draws the next token. Changes the outlook's arrays. */
export function goOn(
  draw: Draw,
  outlook: Outlook,
  { search, temperature }: { readonly search: Search; readonly temperature: number },
): void {
  const { vocabulary } = search.checkpoint;
  const choice = nextToken(draw, outlook, { search, temperature });
  draw.logprob += choice.logprob;
  draw.isOver = choice.token === vocabulary.endOfText;
  if (draw.isOver) return;
  draw.tokens.push(choice.token);
  draw.isOver = draw.tokens.length >= mostTokens(search);
}

function nextToken(
  { tokens, random }: Draw,
  outlook: Outlook,
  { search, temperature }: { readonly search: Search; readonly temperature: number },
): Way {
  const rules = rulesOf(search);
  if (outlook.kind === 'likeliest' || temperature === 0) {
    const [way = { token: rules.vocabulary.endOfText, logprob: 0 }] = waysOn(outlook, tokens, {
      count: 1,
      rules,
    });
    return way;
  }
  applyRules(outlook.logits, tokens, rules);
  return draw(outlook.logits, temperature, random);
}
