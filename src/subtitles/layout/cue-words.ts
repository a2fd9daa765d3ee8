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
): readonly CueWord[] | undefined {
  const words: Growing[] = [];
  let latest: string | undefined;
  for (const [line, { from, to }] of lines.entries()) {
    let offset = 0;
    latest = undefined;
    for (let at = from; at < to; at += 1) {
      const token = tokens[at] as Token;
      offset += at > from && token.spaceBefore ? 1 : 0;
      const own = parts[at] ?? [];
      if (own.length === 0) return undefined;
      for (const part of own) {
        if (part.word === latest) grow(words.at(-1), part, offset);
        else words.push(placed(part, line, offset));
        latest = part.word;
      }
      offset += token.text.length;
    }
  }
  return inOrder(words);
}

/** A word whose other parts may follow. */
type Growing = { -readonly [K in keyof CueWord]: CueWord[K] };

function placed({ from, to, startMs, endMs }: WordPart, line: number, offset: number): Growing {
  return { line, from: offset + from, to: offset + to, startMs, endMs };
}

function grow(word: Growing | undefined, { to, endMs }: WordPart, offset: number): void {
  if (word !== undefined) Object.assign(word, { to: offset + to, endMs });
}

/** A word that two tokens share is cut where they are. */
function partOf(token: Token, anchor: Anchor, word: string): WordPart {
  const own = { word, startMs: msAt(anchor, anchor.from), endMs: msAt(anchor, anchor.to) };
  if (anchor.from === token.from && anchor.to === token.to) return { ...own, from: 0, to: token.text.length };
  const characters = [...token.text];
  const [from, to] = [Math.max(anchor.from, token.from), Math.min(anchor.to, token.to)];
  const lengthTo = (character: number): number => characters.slice(0, character - token.from).join('').length;
  return {
    word,
    from: lengthTo(from),
    to: lengthTo(to),
    startMs: msAt(anchor, from),
    endMs: msAt(anchor, to),
  };
}

function msAt(anchor: Anchor, offset: number): number {
  return Math.max(0, secondsToMs(timeAt(anchor, offset)));
}

/** No word before the one in front of it, whatever the engine said. */
function inOrder(words: readonly Growing[]): readonly CueWord[] {
  let latest = 0;
  for (const word of words) {
    latest = Math.max(latest, word.startMs);
    word.startMs = latest;
    word.endMs = Math.max(latest, word.endMs);
  }
  return words;
}
