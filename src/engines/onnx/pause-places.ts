/**
 * Pause places: between which words of a text each pause of the sound lies.
 *
 * All pauses are placed together, so that the whole costs least: the distance of a pause from where attention has the
 * boundary, less where the word before it ends a clause, since there speakers pause; more where a word is left too
 * little room. A short pause may be in no place, that is inside a word.
 * @module
 */
import type { Pause } from './pauses.ts';

/** A short pause this far from a boundary, seconds, has nothing to do with it; what one costs that is inside a word. */
const NEAR_SEC = 0.15;
/** What punctuation before a boundary is worth, seconds of distance. */
const CLAUSE_SEC = 0.25;
/** The least room of a word before or after a pause, seconds; what it lacks is added to the distance. */
const ROOM_SEC = 0.1;

/** Words as far as pauses go. */
export interface WordRow {
  /** Where each word begins by attention, and where the last ends; ascending seconds. */
  readonly boundaries: readonly number[];
  /** Whether each word ends a clause. */
  readonly ends: readonly boolean[];
}

/** A pause and whether it cannot be inside a word, however far from a boundary it is. */
export interface PlacedPause extends Pause {
  readonly isWall: boolean;
}

/** A cell of the table: the cost so far, and the place of each pause up to here. */
interface Way {
  readonly cost: number;
  readonly place: number | undefined;
  readonly before: Way | undefined;
}

/** The boundary of each pause, ascending; undefined where it is inside a word. Several may share one. */
export function placePauses(row: WordRow, pauses: readonly PlacedPause[]): readonly (number | undefined)[] {
  const count = row.boundaries.length;
  /** The cheapest way for each boundary that was used last; the first cell: none was. */
  let ways: (Way | undefined)[] = [{ cost: 0, place: undefined, before: undefined }];
  for (const [i, pause] of pauses.entries()) {
    const next: (Way | undefined)[] = new Array(count + 1);
    const between = i === 0 ? 0 : Math.max(0, pause.start - (pauses[i - 1] as Pause).end);
    let cheapest: Way | undefined;
    for (let last = 0; last <= count; last += 1) {
      const here = ways[last];
      const options = here === undefined || pause.isWall ? [] : [stay(here)];
      if (last > 0) {
        const cost = costOf(row, last - 1, pause);
        if (cheapest !== undefined) options.push(put(cheapest, last - 1, cost));
        if (here !== undefined) options.push(put(here, last - 1, cost + between));
      }
      next[last] = cheaper(options);
      cheapest = cheaper([cheapest, here]);
    }
    ways = next;
  }
  return placesOf(cheaper(ways));
}

function stay(before: Way): Way {
  return { cost: before.cost + NEAR_SEC, place: undefined, before };
}

function put(before: Way, place: number, cost: number): Way {
  return { cost: before.cost + cost, place, before };
}

function cheaper(ways: readonly (Way | undefined)[]): Way | undefined {
  let best: Way | undefined;
  for (const way of ways) if (way !== undefined && (best === undefined || way.cost < best.cost)) best = way;
  return best;
}

function costOf({ boundaries, ends }: WordRow, place: number, { start, end, isWall }: PlacedPause): number {
  const at = boundaries[place] as number;
  const distance = Math.max(0, start - at, at - end);
  if (!isWall && distance > NEAR_SEC) return Number.POSITIVE_INFINITY;
  const isEdge = place === 0 || place === boundaries.length - 1;
  const clause = isEdge || ends[place - 1] === true ? CLAUSE_SEC : 0;
  const roomBefore = place === 0 ? ROOM_SEC : start - (boundaries[place - 1] as number);
  const roomAfter = (boundaries[place + 1] ?? Number.POSITIVE_INFINITY) - end;
  const lack = Math.max(0, ROOM_SEC - roomBefore) + Math.max(0, ROOM_SEC - roomAfter);
  return distance - clause + lack;
}

function placesOf(last: Way | undefined): readonly (number | undefined)[] {
  const places: (number | undefined)[] = [];
  for (let way = last; way?.before !== undefined; way = way.before) places.push(way.place);
  return places.reverse();
}
