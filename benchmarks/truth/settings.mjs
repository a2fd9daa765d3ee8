/**
 * Settings: how each side is run in the truth benchmark. What is not named is that side's default.
 * @module
 */

/**
 * @typedef {object} Setting
 * @property {string} id
 * @property {'offscribe' | 'faster-whisper'} system
 * @property {'int8' | 'float32'} precision
 * @property {string[]} flags of `offscribe transcribe`; none for the peer
 * @property {Record<string, unknown>} options of the peer's `transcribe`; none for us
 * @property {number} slowness beside greedy decoding in int8, for estimates
 * @property {number} [threads] other than the run's
 * @property {number} [run] which of several equal runs
 */

/** The switches that turn off what keeps text away where nobody speaks. */
const UNFILTERED = ['--no-vad', '--no-speech-threshold', '1'];
const LOOPING = 'loops ';

/** @type {Setting[]} */
export const SETTINGS = [
  own('greedy', []),
  own('beam 5', ['--beam-size', '5'], { slowness: 2.5 }),
  own('greedy f32', [], { precision: 'float32', slowness: 2 }),
  own('greedy unfiltered', UNFILTERED),
  own('greedy words', ['--word-timestamps'], { slowness: 1.3 }),
  own('beam 5 words', ['--word-timestamps', '--beam-size', '5'], { slowness: 3 }),
  own('1 thread', [], { threads: 1, slowness: 2 }),
  own('2 threads', [], { threads: 2 }),
  own('2 threads again', [], { threads: 2, run: 2 }),
  own(`${LOOPING}temperature 0`, ['--temperature', '0']),
  own(`${LOOPING}temperature 0, unfiltered`, ['--temperature', '0', ...UNFILTERED], { slowness: 2 }),
  own(`${LOOPING}unfiltered`, UNFILTERED, { slowness: 3 }),
  own(
    `${LOOPING}unfiltered, previous text`,
    ['--temperature', '0', ...UNFILTERED, '--condition-on-previous-text'],
    { slowness: 2 },
  ),
  own(
    `${LOOPING}beam 5, temperature 0, unfiltered`,
    ['--temperature', '0', ...UNFILTERED, '--beam-size', '5'],
    {
      slowness: 5,
    },
  ),
  own(`${LOOPING}no repeated trigram`, ['--no-repeat-ngram-size', '3', ...UNFILTERED], { slowness: 2 }),
  own(`${LOOPING}no limit of compression`, ['--compression-ratio-threshold', '1000', ...UNFILTERED], {
    slowness: 2,
  }),
  own(`${LOOPING}temperature 1`, ['--temperature', '1', ...UNFILTERED], { slowness: 4 }),
  peer('greedy', { beam_size: 1 }),
  peer('beam 5', { beam_size: 5 }, { slowness: 2.5 }),
  peer('greedy f32', { beam_size: 1 }, { precision: 'float32', slowness: 2 }),
  peer('greedy alone', { beam_size: 1, condition_on_previous_text: false }),
  peer('beam 5 alone', { beam_size: 5, condition_on_previous_text: false }, { slowness: 2.5 }),
  peer('greedy words', { beam_size: 1, word_timestamps: true }, { slowness: 1.3 }),
  peer('beam 5 words', { beam_size: 5, word_timestamps: true }, { slowness: 3 }),
];

/** Ids of the settings under which loops are looked for. */
export const LOOP_SETTINGS = SETTINGS.map(({ id }) => id).filter((id) => id.startsWith(`ours ${LOOPING}`));

/**
 * @param {string} name
 * @param {string[]} flags
 * @param {{ precision?: Setting['precision'], slowness?: number, threads?: number, run?: number }} [more]
 * @returns {Setting}
 */
function own(name, flags, more = {}) {
  return {
    id: `ours ${name}`,
    system: 'offscribe',
    precision: 'int8',
    slowness: 1,
    options: {},
    flags,
    ...more,
  };
}

/**
 * @param {string} name
 * @param {Record<string, unknown>} options
 * @param {{ precision?: Setting['precision'], slowness?: number }} [more]
 * @returns {Setting}
 */
function peer(name, options, more = {}) {
  return {
    id: `peer ${name}`,
    system: 'faster-whisper',
    precision: 'int8',
    slowness: 1,
    flags: [],
    options,
    ...more,
  };
}
