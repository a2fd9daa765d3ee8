/**
 * Plan: which settings hear which sets, part by part.
 * @module
 */
import { LOOP_SETTINGS, SETTINGS } from './settings.mjs';

/**
 * @typedef {import('./recordings.mjs').Item} Item
 * @typedef {import('./settings.mjs').Setting} Setting
 * @typedef {'english' | 'versions' | 'languages' | 'other versions' | 'long' | 'timing' | 'aligned' | 'quiet' | 'sounds' | 'hard' | 'steady'} SetName
 * @typedef {Map<SetName, Item[]>} Sets
 * @typedef {{ model: string, set: SetName, setting: Setting, items: Item[] }} Run
 */

/** @type {Record<string, { sets: SetName[], settings: string[] }[]>} */
const PARTS = {
  wer: [
    {
      sets: ['english', 'languages', 'long'],
      settings: ['ours greedy', 'peer greedy', 'ours beam 5', 'peer beam 5'],
    },
    { sets: ['versions', 'other versions'], settings: ['ours greedy', 'peer greedy'] },
    { sets: ['english', 'languages'], settings: ['ours greedy f32', 'peer greedy f32'] },
  ],
  timing: [
    {
      sets: ['timing', 'aligned'],
      settings: ['ours greedy words', 'peer greedy words', 'ours beam 5 words', 'peer beam 5 words'],
    },
  ],
  silence: [
    { sets: ['quiet', 'sounds'], settings: ['ours greedy', 'peer greedy', 'ours beam 5', 'peer beam 5'] },
    { sets: ['sounds'], settings: ['peer greedy alone', 'peer beam 5 alone'] },
    { sets: ['english', 'languages'], settings: ['ours greedy', 'ours greedy unfiltered'] },
  ],
  loops: [{ sets: ['hard'], settings: LOOP_SETTINGS }],
  repeat: [{ sets: ['steady'], settings: ['ours 1 thread', 'ours 2 threads', 'ours 2 threads again'] }],
};

/** Enough to see that every part of the machinery works. */
const QUICK_SETTINGS = [
  'ours greedy',
  'peer greedy',
  'ours greedy words',
  'peer greedy words',
  'ours 1 thread',
  'ours 2 threads',
];

/** Rough speeds on two cores in int8, greedy, in seconds of audio a second; only for estimates. */
const SPEEDS = { 'tiny.en': 15, base: 8 };

export const PART_NAMES = Object.keys(PARTS);

/**
 * Runs in the order they are to be made, each once.
 * @param {Sets} sets
 * @param {{ models: string[], parts: string[], quick: boolean }} wanted
 * @returns {Run[]}
 */
export function planRuns(sets, { models, parts, quick }) {
  /** @type {Map<string, Run>} */
  const runs = new Map();
  for (const model of models) {
    for (const { sets: names, settings } of parts.flatMap((part) => PARTS[part] ?? [])) {
      for (const set of names) {
        const items = (sets.get(set) ?? []).filter((item) => canHear(model, item));
        for (const setting of SETTINGS.filter(({ id }) => settings.includes(id))) {
          if (items.length === 0 || (quick && !QUICK_SETTINGS.includes(setting.id))) continue;
          runs.set(`${model} ${set} ${setting.id}`, { model, set, setting, items });
        }
      }
    }
  }
  return [...runs.values()];
}

/**
 * Seconds that so much audio takes, roughly.
 * @param {number} audioSec
 * @param {Run} run
 */
export function estimateSec(audioSec, { model, setting }) {
  const speed = new Map(Object.entries(SPEEDS)).get(model) ?? SPEEDS.base;
  return (audioSec / speed) * setting.slowness;
}

/** @param {string} model @param {Item} item */
function canHear(model, { language }) {
  return !model.endsWith('.en') || language === 'en' || language === 'none';
}
