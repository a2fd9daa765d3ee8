/**
 * Ways: the likeliest tokens that may come next in a text, by the rules, out of whatever was read of the decoder.
 * @module
 */
import type { TranscribeOptions } from '../engine.ts';
import { applyRules, applySpecialRules, type Rules } from './logit-rules.ts';
import type { Likeliest, Outlook, Reading, Way } from './outlook.ts';
import { logOfMass } from './sampling.ts';

/** What must be read in order to find ways: everything where what was said before makes single tokens less likely. */
export function readingFor({ repetitionPenalty = 1, noRepeatNgramSize = 0 }: TranscribeOptions): Reading {
  return repetitionPenalty === 1 && noRepeatNgramSize === 0 ? 'likeliest' : 'all';
}

/** The `count` likeliest ways on, best first, fewer where fewer are allowed. Changes the outlook's arrays. */
export function waysOn(
  outlook: Outlook,
  sampled: readonly number[],
  { count, rules }: { readonly count: number; readonly rules: Rules },
): readonly Way[] {
  if (outlook.kind === 'likeliest') return waysAmongLikeliest(outlook, sampled, { count, rules });
  const { logits } = outlook;
  applyRules(logits, sampled, rules);
  const best = new Best(count);
  best.offerAll(logits, 0);
  return best.ways(logOfMass(logits));
}

function waysAmongLikeliest(
  { textIds, textLogits, textMass, special }: Likeliest,
  sampled: readonly number[],
  { count, rules }: { readonly count: number; readonly rules: Rules },
): readonly Way[] {
  const isText = applySpecialRules(special, sampled, { ...rules, bestText: textLogits[0] ?? -Infinity });
  const best = new Best(count);
  if (isText) for (const [at, id] of textIds.entries()) best.offer(id, textLogits[at] as number);
  best.offerAll(special, rules.vocabulary.endOfText);
  const mass = logOfMass(special);
  return best.ways(isText ? logOfSum(mass, textMass) : mass);
}

/** The largest of what it is offered; of equals, the one that was offered first. */
class Best {
  readonly #count: number;
  readonly #kept: { readonly token: number; readonly logit: number }[] = [];
  #least = -Infinity;

  constructor(count: number) {
    this.#count = count;
  }

  offerAll(logits: Float32Array, firstToken: number): void {
    for (let at = 0; at < logits.length; at += 1)
      if ((logits[at] as number) > this.#least) this.offer(firstToken + at, logits[at] as number);
  }

  offer(token: number, logit: number): void {
    if (!(logit > this.#least)) return;
    let place = this.#kept.length;
    while (place > 0 && (this.#kept[place - 1]?.logit ?? Infinity) < logit) place -= 1;
    this.#kept.splice(place, 0, { token, logit });
    if (this.#kept.length > this.#count) this.#kept.pop();
    if (this.#kept.length === this.#count) this.#least = this.#kept.at(-1)?.logit ?? -Infinity;
  }

  ways(mass: number): readonly Way[] {
    return this.#kept.map(({ token, logit }) => ({ token, logprob: logit - mass }));
  }
}

/** Log of the sum of two numbers given by their logs. */
function logOfSum(left: number, right: number): number {
  const top = Math.max(left, right);
  return top === -Infinity ? top : top + Math.log(Math.exp(left - top) + Math.exp(right - top));
}
