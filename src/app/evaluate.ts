/**
 * Evaluate: decode the recordings of a manifest and score them against their reference texts.
 *
 * Rates   percent, pooled: all errors over all reference units, so that long recordings weigh more. `wer` counts
 *         words, or characters in zh, ja and th; `cer` counts characters without white space.
 * Throws  InputError E_MANIFEST_INVALID, UsageError, NotReadyError; a recording that cannot be decoded is an item
 *         with an error and no score.
 * @module
 */
import { type AppError, LANGUAGES, throwIfCancelled, toAppError, UsageError } from '../kernel/index.ts';
import { openMedia } from '../media/index.ts';
import { transcriptText } from '../subtitles/index.ts';
import {
  errorRate,
  normaliserFor,
  poolErrors,
  scoreText,
  splitUnits,
  type WordErrors,
  wordErrors,
} from '../text/index.ts';
import { type Decoding, type DecodingOptions, planDecoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import { type ManifestItem, readManifest } from './manifest.ts';
import { openSession, type Session } from './session.ts';
import { transcribeMedia } from './transcribe-media.ts';
import type { Wiring } from './wiring.ts';

/** What to evaluate. `language`: a code keeps only that language's items, `auto` has every language detected. */
export interface EvaluateRequest extends DecodingOptions {
  readonly manifest: string;
  /** Stop after so many items. */
  readonly limit?: number | undefined;
}

/** One recording's result; `wer` in percent, null when it is not scored. */
export interface EvaluatedItem {
  readonly id: string;
  readonly wer: number | null;
  readonly hyp: string;
  readonly error?: AppError;
}

/** The figures of an evaluation. */
export interface Evaluation {
  readonly items: readonly EvaluatedItem[];
  /** By language code: error rate in percent and the reference units it is over. */
  readonly byLanguage: Readonly<Record<string, { readonly wer: number | null; readonly words: number }>>;
  readonly wer: number | null;
  readonly cer: number | null;
  /** Seconds of audio a second of work; the models were loaded before. */
  readonly rtfx: number;
  readonly audioSeconds: number;
  readonly wallSeconds: number;
  /** Largest resident memory of this process so far, MB (10^6 bytes). */
  readonly peakRssMb: number;
  /** Names of the normalisers used. */
  readonly normaliser: string;
}

/** A decoded recording and what its score is made of. */
interface Scored {
  readonly item: EvaluatedItem;
  readonly language: string;
  readonly words?: WordErrors;
  readonly characters?: WordErrors;
  readonly audioSec: number;
  readonly wallSec: number;
}

/** Decodes and scores a manifest. */
export async function evaluate(
  request: EvaluateRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<Evaluation> {
  const { engines } = wiring;
  const decoding = await planDecoding(request, { catalogue: await wiring.catalogue(), engines });
  if (request.limit !== undefined && !(Number.isInteger(request.limit) && request.limit >= 1)) {
    throw new UsageError('E_USAGE', `--limit takes a whole number from 1 up, not ${request.limit}.`, {
      hint: 'offscribe eval MANIFEST.jsonl --limit 10',
    });
  }
  const all = await readManifest(request.manifest);
  const chosen = chooseItems(all, request).slice(0, request.limit ?? all.length);
  for (const message of decoding.notes) supervision.report({ type: 'note', message });
  const session = await openSession(decoding, wiring, supervision);
  try {
    const scored: Scored[] = [];
    for (const item of chosen)
      scored.push(await evaluateItem(item, session, { wiring, supervision, request }));
    return summarise(scored);
  } finally {
    await session.close();
  }
}

function chooseItems(items: readonly ManifestItem[], request: EvaluateRequest): readonly ManifestItem[] {
  const { language, manifest } = request;
  if (language === undefined || language === 'auto') return items;
  const chosen = items.filter((item) => item.language === language);
  if (chosen.length > 0) return chosen;
  throw new UsageError('E_USAGE', `${manifest} has no recording with "language":"${language}".`, {
    hint: `offscribe eval ${JSON.stringify(manifest)}`,
  });
}

/** The language an item is decoded in: the one asked for, else the manifest's, else what the model makes of it. */
function itemLanguage(item: ManifestItem, decoding: Decoding, asked: string | undefined): string {
  const { languages } = decoding.entry;
  if (asked === 'auto' || languages !== 'multilingual' || decoding.search.multilingual === true)
    return decoding.language;
  const known: readonly string[] = LANGUAGES;
  return item.language !== undefined && known.includes(item.language) ? item.language : 'auto';
}

async function evaluateItem(
  item: ManifestItem,
  session: Session,
  context: { wiring: Wiring; supervision: Supervision; request: EvaluateRequest },
): Promise<Scored> {
  const { wiring, supervision, request } = context;
  const { id, file, reference } = item;
  const language = itemLanguage(item, session.decoding, request.language);
  try {
    throwIfCancelled(supervision.signal);
    const startedMs = performance.now();
    const media = await openMedia(file, { env: wiring.env, signal: supervision.signal });
    const { transcript } = await transcribeMedia(
      session,
      // Figures must be those of the engine that they are said to be of.
      { media, file: id, span: {}, language, mayFallBack: false },
      supervision,
    );
    const timing = { audioSec: transcript.duration, wallSec: (performance.now() - startedMs) / 1000 };
    const hyp = transcriptText(transcript.segments);
    const spoken = item.language ?? transcript.language;
    if (reference === undefined) return { item: { id, wer: null, hyp }, language: spoken, ...timing };
    const words = scoreText(reference, hyp, spoken);
    const characters = scoreCharacters(reference, hyp, spoken);
    const wer = rounded(errorRate(words));
    return { item: { id, wer, hyp }, language: spoken, words, characters, ...timing };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'E_CANCELLED') throw error;
    supervision.report({ type: 'warning', file: id, message: `${error.message} It is not scored.` });
    return { item: { id, wer: null, hyp: '', error }, language, audioSec: 0, wallSec: 0 };
  }
}

function scoreCharacters(reference: string, hypothesis: string, language: string): WordErrors {
  const { normalise } = normaliserFor(language);
  return wordErrors(
    splitUnits(normalise(reference), 'characters'),
    splitUnits(normalise(hypothesis), 'characters'),
  );
}

function summarise(scored: readonly Scored[]): Evaluation {
  const audioSeconds = sum(scored.map(({ audioSec }) => audioSec));
  const wallSeconds = sum(scored.map(({ wallSec }) => wallSec));
  const languages = [
    ...new Set(scored.filter(({ words }) => words !== undefined).map(({ language }) => language)),
  ];
  const pooled = (rows: readonly Scored[]): WordErrors =>
    poolErrors(rows.flatMap(({ words }) => words ?? []));
  const byLanguage = languages.sort().map((language) => {
    const errors = pooled(scored.filter((row) => row.language === language));
    return [language, { wer: rounded(errorRate(errors)), words: errors.words }] as const;
  });
  return {
    items: scored.map(({ item }) => item),
    byLanguage: Object.fromEntries(byLanguage),
    wer: rounded(errorRate(pooled(scored))),
    cer: rounded(errorRate(poolErrors(scored.flatMap(({ characters }) => characters ?? [])))),
    rtfx: wallSeconds > 0 ? Number((audioSeconds / wallSeconds).toFixed(2)) : 0,
    audioSeconds: Number(audioSeconds.toFixed(3)),
    wallSeconds: Number(wallSeconds.toFixed(3)),
    // libuv gives kilobytes (of 1024) on every platform.
    peakRssMb: Number(((process.resourceUsage().maxRSS * 1024) / 1e6).toFixed(1)),
    normaliser: [...new Set(languages.map((language) => normaliserFor(language).name))].join(' + '),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rounded(percent: number | null): number | null {
  return percent === null ? null : Number(percent.toFixed(2));
}
