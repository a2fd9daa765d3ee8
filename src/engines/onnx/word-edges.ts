/**
 * Word edges: words as the decoder's attention places them, moved to where the sound begins and ends.
 *
 * Attention gives one boundary between two words and none of the pause between them: the pause becomes part of the word
 * before it, the first word begins in the silence before it. Each pause is given to a boundary: the word before ends
 * where the pause begins, the word after begins where it ends. A long pause and a seam (where audio was cut out of the
 * window) always are: no word holds one.
 * Out  words ascending, none overlapping, none empty as long as the window has room for them.
 * @module
 */
import { type PlacedPause, placePauses, type WordRow } from './pause-places.ts';
import type { Pause } from './pauses.ts';

/** A pause this far from all words, seconds, is not next to them. */
const NEAR_SEC = 0.15;
/** From here on, seconds, a pause is too long to be inside a word. */
const LONG_SEC = 0.3;
/** The shortest word, seconds: one step of the encoder. */
const SHORTEST_SEC = 0.02;
/** What a word keeps that a pause drives from its place, seconds. */
const DRIVEN_SEC = 0.06;

/** The edges of one word, seconds from the start of the window. */
export interface Edges {
  readonly start: number;
  readonly end: number;
}

/** What is known of the window besides attention. */
export interface WindowSound {
  readonly pauses: readonly Pause[];
  /** Places in the window where audio was cut out. */
  readonly seams: readonly number[];
  readonly lengthSec: number;
}

/** What lies between two words. */
interface Gap {
  from: number;
  to: number;
}

/** The edges of each word of a row. */
export function snapWords(row: WordRow, sound: WindowSound): readonly Edges[] {
  const { boundaries } = row;
  const pauses = pausesNear(boundaries, sound);
  const places = placePauses(row, pauses);
  const gaps: Gap[] = boundaries.map((at) => ({ from: at, to: at }));
  const isSet = new Set<number>();
  for (const [i, place] of places.entries()) {
    if (place === undefined) continue;
    const { start, end } = pauses[i] as Pause;
    const from = isSet.has(place) ? (gaps[place] as Gap).from : start;
    gaps[place] = { from, to: end };
    isSet.add(place);
  }
  for (const place of isSet) driveOff(gaps, place, isSet);
  return inOrder(gaps, sound.lengthSec);
}

/** Pauses that words may touch, seams among them. */
function pausesNear(boundaries: readonly number[], { pauses, seams }: WindowSound): PlacedPause[] {
  const [first = 0, last = first] = [boundaries[0], boundaries.at(-1)];
  const bare = seams.filter((seam) => !pauses.some(({ start, end }) => start <= seam && seam <= end));
  return [...pauses, ...bare.map((seam) => ({ start: seam, end: seam }))]
    .filter(({ start, end }) => end > first - NEAR_SEC && start < last + NEAR_SEC)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => {
      const holdsSeam = seams.some((seam) => start <= seam && seam <= end);
      return { start, end, isWall: holdsSeam || end - start >= LONG_SEC };
    });
}

/** Moves boundaries that lie on the wrong side of the pause at `place`, up to the next pause. */
function driveOff(gaps: Gap[], place: number, fixed: ReadonlySet<number>): void {
  const { from, to } = gaps[place] as Gap;
  for (let i = place - 1; i >= 0 && !fixed.has(i); i -= 1) {
    const most = from - (place - i) * DRIVEN_SEC;
    if ((gaps[i] as Gap).to > most) gaps[i] = { from: most, to: most };
  }
  for (let i = place + 1; i < gaps.length && !fixed.has(i); i += 1) {
    const least = to + (i - place) * DRIVEN_SEC;
    if ((gaps[i] as Gap).from < least) gaps[i] = { from: least, to: least };
  }
}

/** Words between the gaps; one that has lost its room keeps the shortest that there is. */
function inOrder(gaps: readonly Gap[], lengthSec: number): readonly Edges[] {
  const words: Edges[] = [];
  const count = gaps.length - 1;
  const shortest = Math.min(SHORTEST_SEC, lengthSec / Math.max(1, count));
  let latest = 0;
  for (let i = 0; i < count; i += 1) {
    const lastEnd = lengthSec - (count - 1 - i) * shortest;
    const start = Math.min(Math.max(latest, (gaps[i] as Gap).to), lastEnd - shortest);
    const end = Math.min(Math.max((gaps[i + 1] as Gap).from, start + shortest), lastEnd);
    words.push({ start, end });
    latest = end;
  }
  return words;
}
