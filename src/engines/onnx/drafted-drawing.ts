/**
 * Drafted drawing: greedy search in which the decoder looks at several tokens a run, those that a draft proposes.
 *
 * A proposed token is accepted when it is the decoder's own choice under all rules, so the text and its probability are those
 * of greedy search without a draft; a bad draft costs time, and nothing else.
 * Source  Leviathan, Kalman, Matias 2023 (arXiv 2211.17192), at temperature 0.
 * Throws  CancelledError.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { type Draw, goOn, startDraw } from './drawing.ts';
import type { Outlook } from './outlook.ts';
import type { Draft } from './prompted-window.ts';
import { type Candidate, mostTokens, type Search } from './search.ts';
import { readingFor } from './ways.ts';

/** Tokens of a proposal at most. */
const MOST_PROPOSED = 5;

/** The text of greedy search at temperature 0. The lane has one row. */
export async function drawDrafted(search: Search, draft: Draft): Promise<Candidate> {
  const { window, options, signal } = search;
  const reading = readingFor(options);
  const text = window.lane.text();
  const draw = startDraw(window.seed);
  goOn(draw, { kind: 'all', logits: window.logits.slice() }, { search, temperature: 0 });
  while (!draw.isOver) {
    throwIfCancelled(signal);
    // Beyond the longest text nothing is chosen, and there may be no place to feed it at.
    const most = Math.min(MOST_PROPOSED, mostTokens(search) - draw.tokens.length - 1);
    const proposed = most > 0 ? await draft.propose(draw.tokens, most) : [];
    const outlooks = await text.verify([...draw.tokens.slice(-1), ...proposed], reading);
    draft.note(proposed.length, accept(draw, { outlooks, proposed, search }));
    text.keep(draw.tokens.length - 1);
  }
  return draw;
}

/** Goes on by the decoder's own choices as long as they are those proposed, and by one that is not; how many were. */
function accept(
  draw: Draw,
  looked: {
    readonly outlooks: readonly Outlook[];
    readonly proposed: readonly number[];
    readonly search: Search;
  },
): number {
  const { outlooks, proposed, search } = looked;
  for (const [at, outlook] of outlooks.entries()) {
    const length = draw.tokens.length;
    goOn(draw, outlook, { search, temperature: 0 });
    const isProposed = draw.tokens.length > length && draw.tokens.at(-1) === proposed[at];
    if (!isProposed) return at;
    if (draw.isOver) return at + 1;
  }
  return proposed.length;
}
