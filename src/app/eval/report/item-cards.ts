/**
 * Item cards: the worst items with what was said, what was heard and, where it fits, the recording itself.
 * @module
 */
import { errorRate } from '../../../text/index.ts';
import type { ChangedItem } from '../evaluation.ts';
import type { ItemScore, ScoredItem } from '../score-item.ts';
import { type DiffSpan, diffSpans } from '../word-diff.ts';
import { escapeHtml, percentText } from './html.ts';

/** Items with a reference, those with most errors first; of as many errors, the shorter reference first. */
export function worstItems(scored: readonly ScoredItem[], count: number): readonly ScoredItem[] {
  const errors = ({ score }: ScoredItem): number => score?.words.errors ?? 0;
  const rate = ({ score }: ScoredItem): number => (score === undefined ? 0 : (errorRate(score.words) ?? 0));
  return scored
    .filter((each) => errors(each) > 0)
    .sort((a, b) => errors(b) - errors(a) || rate(b) - rate(a))
    .slice(0, count);
}

/** A card; `clip` is a data URI. */
export function itemCard(scored: ScoredItem, clip: string | undefined): string {
  const { item, language, score, audioSec, hyp } = scored;
  const facts = score === undefined ? [] : scoreFacts(score);
  const line = [language, ...facts, `${audioSec.toFixed(1)} s`].map(
    (each) => `<span class="soft">${escapeHtml(each)}</span>`,
  );
  const text =
    score === undefined ? `<ins>+${escapeHtml(hyp)}</ins>` : diffHtml(spansOf(score), separatorOf(score));
  const raw =
    score === undefined
      ? ''
      : `<details><summary>as written</summary><p lang="${escapeHtml(language)}">Said: ${escapeHtml(item.reference ?? '')}</p>` +
        `<p lang="${escapeHtml(language)}">Heard: ${escapeHtml(hyp.trim() || '(nothing)')}</p></details>`;
  return (
    `<article class="item"><header><h3>${escapeHtml(item.id)}</h3>${line.join('')}</header>` +
    `<p class="diff" dir="auto" lang="${escapeHtml(language)}">${text}</p>${player(item.id, clip)}${raw}</article>`
  );
}

/** A card of an item on which two systems differ; `before` is the other's. */
export function changeCard(change: ChangedItem, spans: readonly DiffSpan[], separator: string): string {
  const { id, wer, otherWer, errors } = change;
  const sign = errors > 0 ? `+${errors}` : `−${Math.abs(errors)}`;
  const facts = [
    `${sign} error${Math.abs(errors) === 1 ? '' : 's'}`,
    `WER ${percentText(wer)}`,
    `the other ${percentText(otherWer)}`,
  ];
  const line = facts.map((each) => `<span class="soft">${escapeHtml(each)}</span>`);
  return (
    `<article class="item"><header><h3>${escapeHtml(id)}</h3>${line.join('')}</header>` +
    `<p class="diff" dir="auto">${diffHtml(spans, separator)}</p></article>`
  );
}

/** How units of a score's language stand beside each other. */
export function separatorOf({ aligned }: ItemScore): string {
  return aligned.normaliser.units === 'words' ? ' ' : '';
}

function spansOf({ aligned }: ItemScore): readonly DiffSpan[] {
  return diffSpans(aligned.reference, aligned.hypothesis, aligned.steps);
}

function scoreFacts({ words }: ItemScore): readonly string[] {
  const { substitutions, deletions, insertions } = words;
  return [
    `WER ${percentText(errorRate(words))}`,
    `${substitutions} substituted, ${deletions} deleted, ${insertions} inserted of ${words.words}`,
  ];
}

/** Colour, a line and a sign: none of them alone tells what went from what came. */
function diffHtml(spans: readonly DiffSpan[], separator: string): string {
  return spans
    .map(({ kind, units }) => {
      const text = escapeHtml(units.join(separator));
      if (kind === 'removed') return `<del>−${text}</del>`;
      return kind === 'added' ? `<ins>+${text}</ins>` : text;
    })
    .join(' ');
}

function player(id: string, clip: string | undefined): string {
  if (clip === undefined) return '';
  return `<audio controls preload="none" aria-label="${escapeHtml(id)}" src="${clip}"></audio>`;
}
