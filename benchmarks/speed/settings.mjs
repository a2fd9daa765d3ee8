/**
 * Settings: how each side is run in the speed benchmark. What is not named is that side's default.
 * @module
 */

/**
 * @typedef {object} SpeedSetting
 * @property {string} id
 * @property {string} label
 * @property {'offscribe' | 'faster-whisper'} system
 * @property {string[]} flags of `offscribe eval`; none for the peer
 * @property {number} batchSize of the peer; 0: `WhisperModel.transcribe` instead of the batched pipeline
 * @property {Record<string, unknown>} options of the peer's `transcribe`; none for us
 * @property {number} mostRuns however many were asked for: no bar stands on what runs once, and slow ones run three times
 * @property {number} rate seconds of audio a second with tiny.en on two cores, for forecasts
 */

const PEER_BATCH = 8;

/** Our default and the peer's fastest: what the charts compare. */
export const OWN = own('greedy', [], { rate: 60 });
export const PEER = peer('batched greedy', { beam_size: 1, without_timestamps: false }, { rate: 37 });

/** Both sides in turns. @type {SpeedSetting[]} */
export const SPEED_SETTINGS = [
  OWN,
  PEER,
  own('greedy words', ['--word-timestamps'], { rate: 50 }),
  peer(
    'batched greedy words',
    { beam_size: 1, without_timestamps: false, word_timestamps: true },
    { rate: 28 },
  ),
  own('beam 5', ['--beam-size', '5'], { rate: 28, mostRuns: 3 }),
  peer('batched beam 5', { beam_size: 5, without_timestamps: false }, { rate: 22, mostRuns: 3 }),
  own('sequential', ['--mode', 'sequential'], { rate: 25, mostRuns: 1 }),
  peer(
    'sequential',
    { beam_size: 1, condition_on_previous_text: false },
    { rate: 28, batchSize: 0, mostRuns: 3 },
  ),
  peer('batched defaults', {}, { rate: 25, mostRuns: 1 }),
  peer('sequential defaults', {}, { rate: 15, batchSize: 0, mostRuns: 1 }),
];

/**
 * @param {string} name
 * @param {string[]} flags
 * @param {{ rate: number, mostRuns?: number }} more
 * @returns {SpeedSetting}
 */
function own(name, flags, more) {
  const label = `Offscribe, ${name}`;
  return {
    id: `ours ${name}`,
    label,
    system: 'offscribe',
    flags,
    batchSize: 0,
    options: {},
    mostRuns: Number.POSITIVE_INFINITY,
    ...more,
  };
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} options
 * @param {{ rate: number, mostRuns?: number, batchSize?: number }} more
 * @returns {SpeedSetting}
 */
function peer(name, options, more) {
  return {
    id: `peer ${name}`,
    label: `faster-whisper, ${name}`,
    system: 'faster-whisper',
    flags: [],
    batchSize: PEER_BATCH,
    options: { language: 'en', ...options },
    mostRuns: Number.POSITIVE_INFINITY,
    ...more,
  };
}
