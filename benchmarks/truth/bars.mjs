/**
 * Bars: what truth is held to, each as one line with figure, goal and whether it is met.
 * @module
 */
import { differenceInterval } from './figures.mjs';

/**
 * @typedef {import('./figures.mjs').Figure} Figure
 * @typedef {import('./figures.mjs').Judgement} Judgement
 * @typedef {object} TruthRow one setting on one set
 * @property {string} model
 * @property {string} set
 * @property {string} setting
 * @property {string} version
 * @property {Figure} figure
 * @property {{ id: string, text: string, judgement: Judgement }[]} items
 *
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} model
 * @property {string} figure
 * @property {string} goal
 * @property {'met' | 'missed' | 'not measured'} verdict
 */

const GOALS = { overPeer: 0.2, overF32: 0.3, medianSec: 0.06, deleted: 0.2, repeats: 10 };
const DECODINGS = ['greedy', 'beam 5'];
const SPOKEN_SETS = {
  english: 'English',
  versions: 'English, three more versions of each',
  'other versions': 'other languages, three more versions of each',
  languages: 'other languages',
  long: 'English, joined',
};

/**
 * @param {readonly TruthRow[]} rows what has been measured so far
 * @returns {Bar[]}
 */
export function judgeBars(rows) {
  const models = [...new Set(rows.map(({ model }) => model))];
  return models.flatMap((model) => {
    const own = rows.filter((row) => row.model === model);
    const find = (/** @type {string} */ set, /** @type {string} */ setting) =>
      own.find((row) => row.set === set && row.setting === setting);
    const bars = [
      ...accuracyBars(find),
      ...precisionBars(find),
      ...timingBars(find),
      ...silenceBars(find),
      ...missedBars(find),
      loopBar(own),
      steadyBar(find),
    ];
    return bars.map((bar) => ({ ...bar, model }));
  });
}

/**
 * @typedef {(set: string, setting: string) => TruthRow | undefined} Find
 * @typedef {Omit<Bar, 'model'>} Line
 */

/** @param {Find} find @returns {Line[]} */
function accuracyBars(find) {
  return DECODINGS.flatMap((decoding) =>
    Object.entries(SPOKEN_SETS).flatMap(([set, label]) => {
      const [ours, theirs] = [find(set, `ours ${decoding}`), find(set, `peer ${decoding}`)];
      if (ours === undefined && theirs === undefined) return [];
      const line = { what: `word errors, ${label}, ${decoding}`, goal: `peer + ${GOALS.overPeer} points` };
      if (ours === undefined || theirs === undefined) return [unmeasured(line.what, line.goal)];
      const [low, high] = differenceInterval(judgementsOf(ours), judgementsOf(theirs));
      const difference = ours.figure.wer - theirs.figure.wer;
      const figure = `${rates(ours)}; peer ${rates(theirs)}; ${signed(difference)} (${signed(low)} to ${signed(high)})`;
      return [{ ...line, figure, verdict: verdict(difference <= GOALS.overPeer) }];
    }),
  );
}

/** @param {Find} find @returns {Line[]} */
function precisionBars(find) {
  return ['english', 'languages'].flatMap((set) => {
    const [int8, f32] = [find(set, 'ours greedy'), find(set, 'ours greedy f32')];
    if (int8 === undefined || f32 === undefined) return [];
    const difference = int8.figure.wer - f32.figure.wer;
    return [
      {
        what: `8 bits beside f32, ${labelOf(set)}`,
        figure: `${rates(int8)}; f32 ${rates(f32)}; ${signed(difference)}`,
        goal: `f32 + ${GOALS.overF32} points`,
        verdict: verdict(difference <= GOALS.overF32),
      },
    ];
  });
}

/** @param {Find} find @returns {Line[]} */
function timingBars(find) {
  return DECODINGS.flatMap((decoding) => {
    const [made, aligned] = ['timing', 'aligned'].map((set) => {
      const [ours, theirs] = [find(set, `ours ${decoding} words`), find(set, `peer ${decoding} words`)];
      return {
        isThere: ours !== undefined || theirs !== undefined,
        ours: medianOf(ours),
        theirs: medianOf(theirs),
      };
    });
    return [
      ...(made?.isThere ? [timingBar(`word times, made set, ${decoding}`, made, GOALS.medianSec)] : []),
      ...(aligned?.isThere ? [timingBar(`word times, aligned recordings, ${decoding}`, aligned)] : []),
    ];
  });
}

/**
 * @param {string} what
 * @param {{ ours: number | undefined, theirs: number | undefined }} medians seconds
 * @param {number} [limitSec] without it: the peer's
 * @returns {Line}
 */
function timingBar(what, { ours, theirs }, limitSec) {
  const goal = limitSec === undefined ? "at most the peer's" : `at most ${milliseconds(limitSec)}`;
  const limit = limitSec ?? theirs;
  if (ours === undefined || limit === undefined) return unmeasured(what, goal);
  const beside = theirs === undefined ? '' : `; peer ${milliseconds(theirs)}`;
  return { what, goal, figure: `median ${milliseconds(ours)}${beside}`, verdict: verdict(ours <= limit) };
}

/** @param {TruthRow | undefined} row */
function medianOf(row) {
  return row?.figure.timing?.medianSec;
}

/** @param {Find} find @returns {Line[]} */
function silenceBars(find) {
  const inventions = DECODINGS.flatMap((decoding) =>
    ['quiet', 'sounds'].flatMap((set) => {
      const [ours, theirs] = [find(set, `ours ${decoding}`), find(set, `peer ${decoding}`)];
      if (ours === undefined && theirs === undefined) return [];
      const where = set === 'quiet' ? 'recordings without speech' : 'made sounds';
      const line = { what: `invented words, ${where}, ${decoding}`, goal: '0' };
      if (ours === undefined) return [unmeasured(line.what, line.goal)];
      const beside = theirs === undefined ? '' : `; peer ${theirs.figure.spoken}`;
      const figure = `${ours.figure.spoken} in ${ours.figure.minutes.toFixed(1)} min${beside}`;
      return [{ ...line, figure, verdict: verdict(ours.figure.spoken === 0) }];
    }),
  );
  const losses = ['english', 'languages'].flatMap((set) => {
    const [filtered, unfiltered] = [find(set, 'ours greedy'), find(set, 'ours greedy unfiltered')];
    if (filtered === undefined || unfiltered === undefined) return [];
    const difference = filtered.figure.deleted - unfiltered.figure.deleted;
    return [
      {
        what: `deletions by filtering, ${labelOf(set)}`,
        figure: `${filtered.figure.deleted.toFixed(2)} %; unfiltered ${unfiltered.figure.deleted.toFixed(2)} %; ${signed(difference)}`,
        goal: `at most +${GOALS.deleted} points`,
        verdict: verdict(difference <= GOALS.deleted),
      },
    ];
  });
  return [...inventions, ...losses];
}

/** @param {Find} find @returns {Line[]} */
function missedBars(find) {
  return DECODINGS.flatMap((decoding) =>
    Object.entries(SPOKEN_SETS).flatMap(([set, label]) => {
      const [ours, theirs] = [find(set, `ours ${decoding}`), find(set, `peer ${decoding}`)];
      if (ours === undefined || theirs === undefined) return [];
      const figure = `${ours.figure.missed.toFixed(1)} in 1,000 words; peer ${theirs.figure.missed.toFixed(1)}`;
      const isMet = ours.figure.missed <= theirs.figure.missed;
      return [
        {
          what: `missed speech, ${label}, ${decoding}`,
          figure,
          goal: "at most the peer's",
          verdict: verdict(isMet),
        },
      ];
    }),
  );
}

/** Loops are looked for in everything that we wrote, under whatever setting. @param {TruthRow[]} rows @returns {Line} */
function loopBar(rows) {
  const own = rows.filter(({ setting }) => setting.startsWith('ours '));
  const line = { what: 'loops', goal: `0 of more than ${GOALS.repeats} repeats` };
  if (own.length === 0) return unmeasured(line.what, line.goal);
  const items = own.flatMap((row) => row.items.map(({ id, judgement }) => ({ id, row, ...judgement.loop })));
  const long = items.filter(({ repeats }) => repeats > GOALS.repeats);
  const worst = items.reduce(
    (most, one) => (one.repeats > most.repeats ? one : most),
    items[0] ?? { repeats: 0 },
  );
  const named = 'row' in worst ? ` ("${worst.text.slice(0, 30)}", ${worst.id}, ${worst.row.setting})` : '';
  const settings = new Set(own.map(({ setting }) => setting)).size;
  return {
    ...line,
    figure: `${long.length} under ${settings} settings; at most ${worst.repeats} repeats${named}`,
    verdict: verdict(long.length === 0),
  };
}

/** @param {Find} find @returns {Line} */
function steadyBar(find) {
  const line = { what: 'two runs, 1 thread or 2', goal: 'the same words' };
  const runs = ['1 thread', '2 threads', '2 threads again'].flatMap((run) => {
    const row = find('steady', `ours ${run}`);
    return row === undefined ? [] : [row];
  });
  if (runs.length < 2) return unmeasured(line.what, line.goal);
  const [first, ...others] = runs;
  const different = (first?.items ?? []).filter(({ text }, at) =>
    others.some((run) => run.items[at]?.text !== text),
  );
  const named = different.length === 0 ? '' : `: ${different.map(({ id }) => id).join(', ')}`;
  const figure = `${different.length} of ${first?.items.length} items differ in ${runs.length} runs${named}`;
  return { ...line, figure, verdict: verdict(different.length === 0) };
}

/** @param {TruthRow} row */
function judgementsOf({ items }) {
  return items.map(({ judgement }) => judgement);
}

/** @param {TruthRow} row */
function rates({ figure }) {
  return `${figure.wer.toFixed(2)} % (letters ${figure.cer.toFixed(2)} %)`;
}

/** @param {string} set */
function labelOf(set) {
  return new Map(Object.entries(SPOKEN_SETS)).get(set) ?? set;
}

/** @param {string} what @param {string} goal @returns {Line} */
function unmeasured(what, goal) {
  return { what, goal, figure: '', verdict: 'not measured' };
}

/** @param {boolean} isMet @returns {'met' | 'missed'} */
function verdict(isMet) {
  return isMet ? 'met' : 'missed';
}

/** @param {number} points */
function signed(points) {
  return `${points > 0 ? '+' : ''}${points.toFixed(2)}`;
}

/** @param {number} sec */
function milliseconds(sec) {
  return `${(sec * 1000).toFixed(0)} ms`;
}
