/**
 * Speed part: every setting on the long file, in turns, model loaded; and the word errors that go with each speed.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { scoreTexts } from '../scoring.mjs';
import { CLI, hearFiles } from './hear-files.mjs';
import { median } from './median.mjs';
import { SPEED_SETTINGS } from './settings.mjs';

/**
 * @typedef {import('./part.mjs').PartJob} PartJob
 * @typedef {import('./settings.mjs').SpeedSetting} SpeedSetting
 * @typedef {import('./hear-files.mjs').FilesHeard} FilesHeard
 * @typedef {object} SpeedRow
 * @property {string} model
 * @property {string} setting id
 * @property {string} version
 * @property {number} seconds of audio
 * @property {number[]} sec of every run, from the file's path to its last segment
 * @property {number | undefined} peakRssMb median
 * @property {number} wer percent, of the first run
 * @property {number} words of the reference
 * @property {number[]} edits substitutions, deletions, insertions
 * @property {boolean} isSteady whether every run gave the same text
 */

/**
 * @param {PartJob} job
 * @returns {Promise<SpeedRow[]>}
 */
export async function measureSpeed(job) {
  const { bench, audio, say } = job;
  /** @type {Map<SpeedSetting, FilesHeard[]>} */
  const heard = new Map(speedSettings(job).map((setting) => [setting, []]));
  for (let run = 1; run <= job.runs; run += 1) {
    for (const [setting, seen] of heard) {
      if (run > setting.mostRuns) continue;
      say(`${setting.id}, run ${run} of ${Math.min(job.runs, setting.mostRuns)}`);
      await job.attempt(setting.id, async () => {
        seen.push(await hearFiles([audio.long.path], setting, bench));
      });
    }
  }
  return [...heard].filter(([, seen]) => seen.length > 0).map(([setting, seen]) => rowOf(setting, seen, job));
}

/**
 * Those that this build knows the flags of and whose ids were asked for.
 * @param {Pick<PartJob, 'options'>} job
 */
export function speedSettings({ options }) {
  const wanted = new RegExp(options.settings ?? '');
  return SPEED_SETTINGS.filter(({ id, flags }) => {
    const named = flags.filter((flag) => flag.startsWith('--'));
    return wanted.test(id) && named.every((flag) => new RegExp(`${flag}\\s`).test(evalHelp()));
  });
}

/** @type {string | undefined} */
let help;

function evalHelp() {
  help ??= execFileSync(process.execPath, [CLI, 'eval', '--help'], { encoding: 'utf8' });
  return help;
}

/**
 * @param {SpeedSetting} setting
 * @param {FilesHeard[]} seen
 * @param {PartJob} job
 * @returns {SpeedRow}
 */
function rowOf(setting, seen, { bench, audio }) {
  const texts = seen.map(({ files }) => files[0]?.text ?? '');
  const scored = scoreTexts([audio.long.reference], texts.slice(0, 1), bench.python);
  const memory = seen.flatMap(({ peakRssMb }) => (peakRssMb === undefined ? [] : [peakRssMb]));
  return {
    model: bench.model.name,
    setting: setting.id,
    version: seen[0]?.version ?? '',
    seconds: audio.long.seconds,
    sec: seen.map(({ files }) => files[0]?.sec ?? 0),
    peakRssMb: memory.length === 0 ? undefined : median(memory),
    wer: scored.wer,
    words: scored.words,
    edits: [scored.substitutions, scored.deletions, scored.insertions],
    isSteady: new Set(texts).size === 1,
  };
}
