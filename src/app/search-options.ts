/**
 * Search options: the flags that decide how text is looked for, checked together and turned into an engine's options.
 *
 * Throws  UsageError E_USAGE: a value out of its range, or one that the engine cannot honour.
 * @module
 */
import type { TranscribeOptions } from '../engines/index.ts';
import { UsageError } from '../kernel/index.ts';
import type { LoadingEngine } from '../models/index.ts';

/** What an engine is told beside language and task. */
export type SearchOptions = Partial<Omit<TranscribeOptions, 'language' | 'task' | 'wordTimes'>>;

/** The same as it was asked for; what is absent has the engine's default. */
export interface SearchWishes {
  /** Hypotheses kept at temperature 0, at most 32; default 1, which is greedy search. */
  readonly beamSize?: number | undefined;
  readonly patience?: number | undefined;
  readonly lengthPenalty?: number | undefined;
  /** Numbers from 0 to 1 with commas between, tried in order; default: openai-whisper's. */
  readonly temperature?: string | undefined;
  /** Texts drawn at a temperature above 0, at most 32. */
  readonly bestOf?: number | undefined;
  readonly repetitionPenalty?: number | undefined;
  readonly noRepeatNgramSize?: number | undefined;
  /** Text that every window is told came before it. */
  readonly initialPrompt?: string | undefined;
  /** Names and terms that the speech may hold. */
  readonly hotwords?: readonly string[] | undefined;
  readonly conditionOnPreviousText?: boolean | undefined;
  /** Detect the language of every window. */
  readonly multilingual?: boolean | undefined;
  /** Codes that may be detected. */
  readonly languages?: readonly string[] | undefined;
  readonly compressionRatioThreshold?: number | undefined;
  readonly logProbThreshold?: number | undefined;
  readonly noSpeechThreshold?: number | undefined;
}

/** Hypotheses and draws at once: a cache of one is up to 150 MB in the largest model. */
const MOST_AT_ONCE = 32;

/** What an engine is told as it was asked for. */
const PASSED_ON = [
  ...(['beamSize', 'patience', 'lengthPenalty', 'bestOf', 'repetitionPenalty', 'noRepeatNgramSize'] as const),
  ...(['compressionRatioThreshold', 'logProbThreshold', 'noSpeechThreshold'] as const),
  'conditionOnPreviousText',
] as const;

type NumberName = Exclude<(typeof PASSED_ON)[number], 'conditionOnPreviousText'>;

/** What each number may be. */
const RANGES: Readonly<Record<NumberName, Range>> = {
  beamSize: { flag: '--beam-size', takes: 'a whole number from 1 to 32', fits: isAtOnce, example: 5 },
  bestOf: { flag: '--best-of', takes: 'a whole number from 1 to 32', fits: isAtOnce, example: 5 },
  patience: {
    flag: '--patience',
    takes: 'a number above 0, at most 100',
    fits: (x) => x > 0 && x <= 100,
    example: 1,
  },
  lengthPenalty: {
    flag: '--length-penalty',
    takes: 'a number from 0 to 10',
    fits: (x) => x >= 0 && x <= 10,
    example: 1,
  },
  repetitionPenalty: {
    flag: '--repetition-penalty',
    takes: 'a number above 0, at most 100',
    fits: (x) => x > 0 && x <= 100,
    example: 1.1,
  },
  noRepeatNgramSize: {
    flag: '--no-repeat-ngram-size',
    takes: 'a whole number from 0 up',
    fits: (x) => Number.isInteger(x) && x >= 0,
    example: 3,
  },
  compressionRatioThreshold: {
    flag: '--compression-ratio-threshold',
    takes: 'a number above 0',
    fits: (x) => x > 0,
    example: 2.4,
  },
  logProbThreshold: {
    flag: '--logprob-threshold',
    takes: 'a number of at most 0',
    fits: (x) => x <= 0,
    example: -1,
  },
  noSpeechThreshold: {
    flag: '--no-speech-threshold',
    takes: 'a number from 0 to 1',
    fits: (x) => x >= 0 && x <= 1,
    example: 0.6,
  },
};

/** What a number may be. */
export interface Range {
  readonly flag: string;
  readonly takes: string;
  readonly fits: (value: number) => boolean;
  readonly example: number;
}

/** What mlx_whisper has no means for, the value at which it is not asked of it, and the words for it. */
const MLX_LACKS = [
  { key: 'beamSize', flag: '--beam-size', neutral: 1, what: 'beam search' },
  { key: 'patience', flag: '--patience', neutral: 1, what: 'beam search' },
  // It has one, of another meaning: openai-whisper's ((5 + length) / 6) ** penalty.
  { key: 'lengthPenalty', flag: '--length-penalty', neutral: 1, what: 'such length penalty' },
  { key: 'repetitionPenalty', flag: '--repetition-penalty', neutral: 1, what: 'repetition penalty' },
  { key: 'noRepeatNgramSize', flag: '--no-repeat-ngram-size', neutral: 0, what: 'limit on repetition' },
] as const;

/** Checks everything and leaves out what was not asked for. Languages are another's: `chooseDetection`. */
export function chooseSearch(wishes: SearchWishes, engine: LoadingEngine): SearchOptions {
  for (const [key, range] of Object.entries(RANGES)) checkRange(wishes[key as NumberName], range);
  const { beamSize = 1, patience = 1, hotwords = [] } = wishes;
  if (Math.round(beamSize * patience) < 1) {
    const message = `--patience ${patience} of a beam of ${beamSize} leaves no text to wait for.`;
    throw new UsageError('E_USAGE', message, {
      hint: 'offscribe transcribe MEDIA --beam-size 5 --patience 1',
    });
  }
  if (engine === 'mlx') checkMlx(wishes);
  const given = {
    ...Object.fromEntries(PASSED_ON.map((key) => [key, wishes[key]])),
    temperatures: parseTemperatures(wishes.temperature),
    initialPrompt: wishes.initialPrompt?.trim() === '' ? undefined : wishes.initialPrompt,
    hotwords: hotwords.length === 0 ? undefined : hotwords,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What was asked for and will have no effect. */
export function searchNotes({
  beamSize = 1,
  patience = 1,
  temperatures = [0],
}: SearchOptions): readonly string[] {
  if (beamSize > 1 && !temperatures.includes(0))
    return ['A beam is for temperature 0, and none of the temperatures is: --beam-size has no effect.'];
  if (beamSize === 1 && patience !== 1) return ['Greedy search has no patience: --patience has no effect.'];
  return [];
}

/** Refuses what is no whole number from 1 up. */
export function checkCount(flag: string, value: number | undefined): void {
  const fits = (count: number): boolean => Number.isInteger(count) && count >= 1;
  checkRange(value, { flag, takes: 'a whole number from 1 up', fits, example: 2 });
}

/** Refuses what does not fit. */
export function checkRange(value: number | undefined, { flag, takes, fits, example }: Range): void {
  if (value === undefined || (Number.isFinite(value) && fits(value))) return;
  throw new UsageError('E_USAGE', `${flag} takes ${takes}, not ${value}.`, {
    hint: `offscribe transcribe MEDIA ${flag} ${example}`,
  });
}

function isAtOnce(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MOST_AT_ONCE;
}

function checkMlx(wishes: SearchWishes): void {
  const lacked = MLX_LACKS.find(({ key, neutral }) => (wishes[key] ?? neutral) !== neutral);
  const hasHotwords = (wishes.hotwords ?? []).length > 0;
  if (lacked === undefined && !hasHotwords) return;
  const { flag, what } = lacked ?? { flag: '--hotwords', what: 'hotwords' };
  throw new UsageError('E_USAGE', `${flag} is not possible with the mlx engine: it has no ${what}.`, {
    hint: 'offscribe transcribe MEDIA --engine onnx',
  });
}

function parseTemperatures(text: string | undefined): readonly number[] | undefined {
  if (text === undefined) return undefined;
  const words = text.split(',').map((word) => word.trim());
  const temperatures = words.map((word) => (/^\d*\.?\d+$/.test(word) ? Number(word) : Number.NaN));
  if (temperatures.every((value) => value >= 0 && value <= 1)) return temperatures;
  throw new UsageError(
    'E_USAGE',
    `--temperature takes numbers from 0 to 1 with commas between, not "${text}".`,
    {
      hint: 'offscribe transcribe MEDIA --temperature 0,0.2,0.4',
    },
  );
}
