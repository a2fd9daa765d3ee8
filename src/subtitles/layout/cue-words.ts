/**
 * Cue words: when the words of a cue are said, by their places in its lines.
 * @module
 */
import { type Segment, secondsToMs } from '../../kernel/index.ts';
import type { CueWord } from '../cue.ts';
import { type Anchor, timeAt, wordAnchors } from './token-times.ts';
import type { Token } from './tokens.ts';

/** What of a word a token holds: `from` to `to` in UTF-16 units of the token. */
interface WordPart {
  /** The same for all parts of a word. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** The word parts of each token, in order; of a segment without word times, none. */
export function partsOfWords(tokens: readonly Token[], segments: readonly Segment[]): WordPart[][] {
  let segment = -1;
  let anchors: readonly Anchor[] = [];
  let at = 0;
  return tokens.map((token) => {
    if (token.segment !== segment) {
      segment = token.segment;
      anchors = wordAnchors(segments[segment] as Segment);
      at = 0;
    }
    while (at < anchors.length && (anchors[at]?.to ?? 0) <= token.from) at += 1;
    const parts: WordPart[] = [];
    for (let next = at; next < anchors.length && (anchors[next]?.from ?? 0) < token.to; next += 1) {
      const anchor = anchors[next] as Anchor;
      if (anchor.to > anchor.from) parts.push(partOf(token, anchor, `${segment}/${next}`));
    }
    return parts;
  });
}

/** The words on the lines of a cue, as ranges of tokens; undefined where one of these has no times. */
export function wordsOfCue(
  tokens: readonly Token[],
  parts: readonly (readonly WordPart[])[],
  lines: readonly { readonly from: number; readonly to: number }[],
): CueWord[] | undefined {
  const words: (CueWord & { readonly word: string })[] = [];
  for (const [line, { from, to }] of lines.entries()) {
    let offset = 0;
    for (let at = from; at < to; at += 1) {
      const token = tokens[at] as Token;
      offset += at > from && token.spaceBefore ? 1 : 0;
      const own = parts[at] ?? [];
      if (own.length === 0) return undefined;
      for (const part of own) {
        const shifted = { ...part, line, from: offset + part.from, to: offset + part.to };
        const last = words.at(-1);
        if (last?.word !== part.word || last.line !== line) words.push(shifted);
        else words.splice(-1, 1, { ...last, to: shifted.to, endMs: shifted.endMs });
      }
      offset += token.text.length;
    }
  }
  return inOrder(words.map(({ word: _, ...each }) => each));
}

/** A word that two tokens share is cut where they are. */
function partOf(token: Token, anchor: Anchor, word: string): WordPart {
  const characters = [...token.text];
  const [from, to] = [Math.max(anchor.from, token.from), Math.min(anchor.to, token.to)];
  const lengthTo = (character: number): number => characters.slice(0, character - token.from).join('').length;
  return {
    word,
    from: lengthTo(from),
    to: lengthTo(to),
    startMs: Math.max(0, secondsToMs(timeAt(anchor, from))),
    endMs: Math.max(0, secondsToMs(timeAt(anchor, to))),
  };
}

/** No word before the one in front of it, whatever the engine said. */
function inOrder(words: readonly CueWord[]): CueWord[] {
  let latest = 0;
  return words.map((word) => {
    const startMs = Math.max(latest, word.startMs);
    latest = startMs;
    return { ...word, startMs, endMs: Math.max(startMs, word.endMs) };
  });
}
