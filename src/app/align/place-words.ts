/**
 * Place words: a time for every word of a script, and which of them are not in the audio.
 *
 * A recognised word has its time already. The words of a gap are looked for by the model between the words beside the
 * gap; where it cannot, they share the time of what was recognised there instead.
 * @module
 */
import type { FoundWord } from '../../engines/index.ts';
import type { TimeSource, Word } from '../../kernel/index.ts';
import type { Anchoring, Gap } from './anchor-words.ts';
import type { ScriptWord } from './script.ts';

/** Recognised words beside a gap that the model is told too: it needs a beginning to hold on to. */
const CONTEXT_WORDS = 2;
/** Audio beyond those words, seconds. */
const MARGIN_SEC = 0.1;
/** The longest stretch that the model hears at once, seconds. */
const MOST_SEC = 29;
/** Nobody says a character of a word faster than this, seconds. */
const FASTEST_SEC = 0.025;
/** Where other words were heard this surely (their mean probability), a word is doubted that is less likely than that. */
const SURE_PROBABILITY = 0.8;
const LEAST_PROBABILITY = 0.002;
/**
 * Where nothing was heard, the words of a gap are doubted together when their geometric mean is below this: of words that
 * were never said the later ones look likely, because they follow from the first.
 */
const LEAST_MEAN = 0.05;

/** Looks for words between two times of the media clock; undefined where that cannot be done. */
export type Find = (
  words: readonly string[],
  span: { readonly start: number; readonly end: number },
) => Promise<readonly FoundWord[] | undefined>;

/** A script word with its place. */
export interface PlacedWord {
  readonly start: number;
  readonly end: number;
  readonly probability: number;
  readonly timeSource: TimeSource;
  /** It does not seem to be said. */
  readonly isMissing: boolean;
}

/** What places are found in. */
export interface PlaceTask {
  readonly script: readonly ScriptWord[];
  readonly heard: readonly Word[];
  readonly anchoring: Anchoring;
  /** First and last moment of the audio. */
  readonly audio: { readonly start: number; readonly end: number };
  readonly find: Find;
}

/** A place for each word, ascending. */
export async function placeWords(task: PlaceTask): Promise<readonly PlacedWord[]> {
  const places: (PlacedWord | undefined)[] = task.anchoring.anchors.map((anchor) => {
    const [first, last] = [task.heard[anchor?.first ?? -1], task.heard[anchor?.last ?? -1]];
    if (first === undefined || last === undefined) return undefined;
    const { start, probability, timeSource } = first;
    return { start, end: last.end, probability, timeSource, isMissing: false };
  });
  for (const gap of task.anchoring.gaps) {
    const [from, to] = gap.script;
    if (to > from) for (const [i, place] of (await placeGap(gap, task)).entries()) places[from + i] = place;
  }
  return inOrder(
    places.map((place) => place ?? lost(task.audio.start)),
    task.audio.end,
  );
}

async function placeGap(gap: Gap, task: PlaceTask): Promise<readonly PlacedWord[]> {
  const { script, heard, audio, find } = task;
  const [from, to] = gap.script;
  const words = script.slice(from, to);
  const room = {
    start: heard[gap.heard[0] - 1]?.end ?? audio.start,
    end: heard[gap.heard[1]]?.start ?? audio.end,
  };
  const characters = words.reduce((sum, { units }) => sum + units.join('').length, 0);
  const isHeard = gap.heard[1] > gap.heard[0];
  if (room.end - room.start < characters * FASTEST_SEC) return spread(words, room, true);
  const before = contextOf(task, gap, 'before');
  const after = contextOf(task, gap, 'after');
  const span = {
    start: Math.max(audio.start, (before.at(0)?.start ?? room.start) - MARGIN_SEC),
    end: Math.min(audio.end, (after.at(-1)?.end ?? room.end) + MARGIN_SEC),
  };
  const written = [...before, ...words, ...after].map(({ text }) => text.trim());
  const found = span.end - span.start > MOST_SEC ? undefined : await find(written, span);
  if (found === undefined) return spread(words, isHeard ? heardSpan(gap, heard) : room, !isHeard);
  const places = found.slice(before.length, before.length + words.length);
  const isDoubted = doubter(places, heard.slice(...gap.heard));
  return places.map((place) => ({ ...place, timeSource: 'attention', isMissing: isDoubted(place) }));
}

/** Tells which words of a gap do not seem to be said; `heard` was recognised there instead. */
function doubter(places: readonly FoundWord[], heard: readonly Word[]): (place: FoundWord) => boolean {
  if (heard.length === 0) {
    const sum = places.reduce((total, { probability }) => total + Math.log(probability), 0);
    const isDoubted = sum / places.length < Math.log(LEAST_MEAN);
    return () => isDoubted;
  }
  const surety = heard.reduce((total, { probability }) => total + probability, 0) / heard.length;
  return ({ probability }) => surety >= SURE_PROBABILITY && probability < LEAST_PROBABILITY;
}

/** Recognised words beside a gap, those that follow each other without another gap. */
function contextOf({ heard }: PlaceTask, gap: Gap, side: 'before' | 'after'): readonly Word[] {
  return side === 'before'
    ? heard.slice(Math.max(0, gap.heard[0] - CONTEXT_WORDS), gap.heard[0])
    : heard.slice(gap.heard[1], gap.heard[1] + CONTEXT_WORDS);
}

function heardSpan(gap: Gap, heard: readonly Word[]): { start: number; end: number } {
  return { start: heard[gap.heard[0]]?.start ?? 0, end: heard[gap.heard[1] - 1]?.end ?? 0 };
}

/** Words that share a stretch of time by their lengths. */
function spread(
  words: readonly ScriptWord[],
  { start, end }: { readonly start: number; readonly end: number },
  isMissing: boolean,
): readonly PlacedWord[] {
  const lengths = words.map(({ text }) => text.trim().length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const perCharacter = Math.max(0, end - start) / Math.max(1, total);
  let at = start;
  return lengths.map((length) => {
    const from = at;
    at += length * perCharacter;
    return { start: from, end: at, probability: 0, timeSource: 'spread', isMissing };
  });
}

function lost(at: number): PlacedWord {
  return { start: at, end: at, probability: 0, timeSource: 'spread', isMissing: true };
}

/**
 * Several script words can be one recognised word, and found words can overlap: each begins where the last ended. Shares
 * are rounded, and none may be rounded beyond `limit`, the end of the audio.
 */
function inOrder(places: readonly PlacedWord[], limit: number): readonly PlacedWord[] {
  const ordered: PlacedWord[] = [];
  for (let from = 0; from < places.length; ) {
    const { start, end } = places[from] as PlacedWord;
    let to = from + 1;
    while (places[to]?.start === start && places[to]?.end === end) to += 1;
    const begin = Math.max(start, ordered.at(-1)?.end ?? start);
    const share = Math.max(0, end - begin) / (to - from);
    for (let i = from; i < to; i += 1)
      ordered.push({
        ...(places[i] as PlacedWord),
        start: Math.min(limit, begin + (i - from) * share),
        end: Math.min(limit, begin + (i - from + 1) * share),
      });
    from = to;
  }
  return ordered;
}
