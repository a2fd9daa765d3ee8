/**
 * Onset search: by how much cues stand beside the speech, found without knowing which cue belongs to which onset.
 *
 * Taking each cue's nearest onset would hide a shift: somebody is always beginning to speak nearby. So all differences
 * within reach are looked at, and the shift at which most cues have an onset within the window wins.
 * @module
 */

/** Width of the window in which onsets count as those of the shifted cues, ms. */
const WINDOW_MS = 500;
/** Cues beyond so many are thinned out: the figure sought is one for all. */
const MAX_CUES = 400;
/** Differences are packed with the number of their cue into one sortable number. */
const PACK = 4096;

/** A shift and how many cues it explains. */
export interface ShiftVote {
  /** Cue minus onset, ms. */
  readonly shiftMs: number;
  readonly cues: number;
}

/** What a search found. */
export interface ShiftSearch {
  readonly best: ShiftVote;
  /** The best among shifts no larger than `nearMs`. */
  readonly near: ShiftVote;
  /** Cues that any shift explains by chance. */
  readonly chance: number;
}

/** How to search. */
export interface SearchOptions {
  /** Largest shift looked for, ms. */
  readonly reachMs: number;
  readonly nearMs: number;
}

/** Looks for the shift of `cues` (ms, ascending or not) against `onsets` (ms, ascending). */
export function searchShift(
  cues: readonly number[],
  onsets: readonly number[],
  { reachMs, nearMs }: SearchOptions,
): ShiftSearch {
  const packed = differences(thin(cues), onsets, reachMs);
  const counts = new Uint16Array(MAX_CUES);
  const none: ShiftVote = { shiftMs: 0, cues: 0 };
  let [best, near, distinct, from] = [none, none, 0, 0];
  const at = (index: number): number => Math.floor((packed[index] ?? 0) / PACK) - reachMs;
  const cueAt = (index: number): number => (packed[index] ?? 0) % PACK;
  for (let to = 0; to < packed.length; to++) {
    const arrived = cueAt(to);
    counts[arrived] = (counts[arrived] ?? 0) + 1;
    if (counts[arrived] === 1) distinct += 1;
    for (; at(to) - at(from) > WINDOW_MS; from++) {
      const left = cueAt(from);
      counts[left] = (counts[left] ?? 1) - 1;
      if (counts[left] === 0) distinct -= 1;
    }
    const vote = { shiftMs: (at(from) + at(to)) / 2, cues: distinct };
    if (isBetter(vote, best)) best = vote;
    if (Math.abs(vote.shiftMs) <= nearMs && isBetter(vote, near)) near = vote;
  }
  return { best, near, chance: chanceOf(Math.min(cues.length, MAX_CUES), onsets) };
}

/** Whether one of many shifts tried explains so much more than the one expected, and than chance, that it is no luck. */
export function isNoLuck(vote: ShiftVote, expected: ShiftVote, chance: number): boolean {
  const isMore = vote.cues - expected.cues >= 4 + 2 * Math.sqrt(expected.cues);
  // Tens of thousands of shifts and drifts are tried: the luckiest is about four standard deviations above chance.
  return isMore && vote.cues >= 3 + chance + 4.5 * Math.sqrt(chance);
}

/** Whether more cues agree on the expected place than would by chance. */
export function isBeyondChance({ cues }: ShiftVote, chance: number): boolean {
  return cues >= 2 + chance + 3 * Math.sqrt(chance);
}

/** How many cues have an onset within the window if they know nothing of the speech (Poisson). */
function chanceOf(cues: number, onsets: readonly number[]): number {
  const span = Math.max(WINDOW_MS, (onsets.at(-1) ?? 0) - (onsets[0] ?? 0));
  return cues * (1 - Math.exp((-onsets.length * WINDOW_MS) / span));
}

/** More cues; of equals the smaller shift. */
function isBetter(vote: ShiftVote, other: ShiftVote): boolean {
  if (vote.cues !== other.cues) return vote.cues > other.cues;
  return Math.abs(vote.shiftMs) < Math.abs(other.shiftMs);
}

/** Evenly chosen ones, where there are too many. */
function thin(cues: readonly number[]): readonly number[] {
  if (cues.length <= MAX_CUES) return cues;
  return Array.from(
    { length: MAX_CUES },
    (_, index) => cues[Math.floor((index * cues.length) / MAX_CUES)] ?? 0,
  );
}

/** Cue minus onset for all pairs within reach, sorted; each with its cue's number. */
function differences(cues: readonly number[], onsets: readonly number[], reachMs: number): Float64Array {
  const packed: number[] = [];
  cues.forEach((cue, number) => {
    for (let index = firstFrom(onsets, cue - reachMs); index < onsets.length; index++) {
      const onset = onsets[index] ?? 0;
      if (onset > cue + reachMs) break;
      packed.push(Math.round(cue - onset + reachMs) * PACK + number);
    }
  });
  return Float64Array.from(packed).sort();
}

/** Index of the first value not below `wanted` in an ascending list. */
export function firstFrom(ascending: readonly number[], wanted: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
