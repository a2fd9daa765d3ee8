/**
 * Dialects: transcripts in JSON as programs write them, into one form.
 *
 * Total   never throws, linear time; what is passed over is named.
 * Source  Offscribe's `offscribe.transcript/1` (../json.ts); OpenAI's API reference, `verbose_json`, and openai-whisper's
 *         writer, which has the words inside the segments; whisper.cpp's `examples/cli`, `-oj` and `-ojf`; WhisperX's
 *         documentation of its result. Rules JSN1 to JSN6 in ../SPEC.md.
 * @module
 */
import type { EngineIdentity, ModelIdentity, Removal } from '../../kernel/index.ts';
import type { ReadProblem } from '../read/parsed-cues.ts';
import { type JsonObject, listIn, numberIn, objectIn, present, secondsIn, textIn } from './json-value.ts';
import { languageCode } from './language-names.ts';
import { readSegments } from './read-segments.ts';
import type { SpokenTranscript } from './spoken.ts';
import { readWhisperCpp } from './whisper-cpp.ts';

/** Name of a dialect. */
export type Dialect = 'json' | 'openai' | 'whispercpp' | 'whisperx';

/** A transcript that was read. */
export interface ReadTranscript {
  readonly dialect: Dialect;
  readonly transcript: SpokenTranscript;
  readonly problems: readonly ReadProblem[];
}

/** Reads a transcript in any dialect; undefined for what is no JSON, or JSON of something else. */
export function readDialect(text: string): ReadTranscript | undefined {
  const root = objectIn(parseJson(text));
  const dialect = root === undefined ? undefined : dialectOf(root);
  if (root === undefined || dialect === undefined) return undefined;
  if (dialect === 'whispercpp') return { dialect, ...readWhisperCpp(root) };
  const { segments, problems } = readSegments(listIn(root['segments']), listIn(root['words']));
  const common = present({
    language: languageCode(textIn(root['language'])),
    languageProbability: numberIn(root['languageProbability']),
    duration: secondsIn(root['duration']),
  });
  const own = dialect === 'json' ? ownParts(root) : {};
  return { dialect, transcript: { ...common, ...own, segments }, problems };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function dialectOf(root: JsonObject): Dialect | undefined {
  if (typeof root['schema'] === 'string') {
    return /^offscribe\.transcript\//.test(root['schema']) ? 'json' : undefined;
  }
  if (Array.isArray(root['transcription'])) return 'whispercpp';
  if (!Array.isArray(root['segments'])) return undefined;
  if (Array.isArray(root['word_segments'])) return 'whisperx';
  const [first] = root['segments'].map(objectIn);
  const [word] = listIn(first?.['words']).map(objectIn);
  return word !== undefined && 'score' in word ? 'whisperx' : 'openai';
}

/** What only Offscribe writes. */
function ownParts(root: JsonObject): Omit<SpokenTranscript, 'segments'> {
  return present({
    offset: numberIn(root['offset']),
    model: modelIn(root['model']),
    engine: engineIn(root['engine']),
    removals: Array.isArray(root['removals']) ? root['removals'].flatMap(readRemoval) : undefined,
    missed: Array.isArray(root['missed']) ? root['missed'].flatMap(readRegion) : undefined,
  });
}

function modelIn(value: unknown): ModelIdentity | undefined {
  const parts = objectIn(value);
  const name = textIn(parts?.['name']);
  return name === undefined ? undefined : { name, sha256: textIn(parts?.['sha256']) ?? '' };
}

function engineIn(value: unknown): EngineIdentity | undefined {
  const parts = objectIn(value);
  const name = textIn(parts?.['name']);
  if (name === undefined) return undefined;
  return { name, version: textIn(parts?.['version']) ?? '', options: objectIn(parts?.['options']) ?? {} };
}

function readRegion(value: unknown): { readonly start: number; readonly end: number }[] {
  const parts = objectIn(value);
  const [start, end] = [secondsIn(parts?.['start']), secondsIn(parts?.['end'])];
  return start === undefined || end === undefined ? [] : [{ start, end }];
}

function readRemoval(value: unknown): Removal[] {
  const parts = objectIn(value);
  const [region] = readRegion(value);
  const rule = textIn(parts?.['rule']);
  if (region === undefined || rule === undefined) return [];
  const scores = Object.entries(objectIn(parts?.['scores']) ?? {}).flatMap(([name, score]) => {
    const figure = numberIn(score);
    return figure === undefined ? [] : [[name, figure] as const];
  });
  return [
    {
      ...region,
      text: textIn(parts?.['text']) ?? '',
      tokens: listIn(parts?.['tokens']).flatMap((token) => numberIn(token) ?? []),
      rule,
      scores: Object.fromEntries(scores),
    },
  ];
}
