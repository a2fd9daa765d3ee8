/**
 * Worker messages: what an engine's process and this one say to each other, one JSON object a line.
 *
 * The other side is `python/offscribe_worker`; both name the protocol's number (`worker-protocol.ts`), and a worker with another is refused.
 * Throws  nothing; a line that is no known event is undefined.
 * @module
 */
import { z } from 'zod';

const id = z.number().int();
const seconds = z.number();
const word = z.object({ text: z.string(), start: seconds, end: seconds, probability: z.number() });

const EVENT = z.discriminatedUnion('event', [
  z.object({ event: z.literal('hello'), protocol: z.number().int(), engine: z.string() }),
  z.object({ event: z.literal('heartbeat'), sinceProgressSec: z.number() }),
  z.object({
    event: z.literal('loaded'),
    id,
    versions: z.record(z.string(), z.string()),
    languages: z.array(z.string()),
    multilingual: z.boolean(),
    device: z.enum(['cpu', 'gpu']),
    precision: z.enum(['f32', 'f16', 'int8']),
  }),
  z.object({ event: z.literal('language'), id, language: z.string(), probability: z.number() }),
  z.object({
    event: z.literal('segment'),
    id,
    clip: z.number().int().nonnegative(),
    start: seconds,
    end: seconds,
    text: z.string(),
    tokens: z.array(z.number().int()),
    avgLogprob: z.number(),
    compressionRatio: z.number(),
    noSpeechProb: z.number(),
    temperature: z.number(),
    words: z.array(word).optional(),
  }),
  z.object({ event: z.literal('note'), id, message: z.string() }),
  z.object({ event: z.literal('progress'), id, clip: z.number().int().nonnegative() }),
  z.object({
    event: z.literal('done'),
    id,
    options: z.record(z.string(), z.unknown()),
    resume: seconds.nullable(),
  }),
  z.object({ event: z.literal('error'), id, code: z.string(), message: z.string() }),
]);

/** Anything a worker says. */
export type WorkerEvent = z.infer<typeof EVENT>;
/** A kind of event, by name. */
export type EventNamed<N extends WorkerEvent['event']> = Extract<WorkerEvent, { event: N }>;

/** An event from its line; undefined when it is none. */
export function parseEvent(line: string): WorkerEvent | undefined {
  try {
    return EVENT.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Asks for a model; answered by `loaded`. */
export interface LoadRequest {
  readonly type: 'load';
  /** Full path; never the name of something on a hub. */
  readonly folder: string;
  readonly precision: 'f32' | 'int8' | null;
  readonly threads: number | null;
}

/** Asks for the text of clips; answered by `language`, `note`, `segment`, `progress`, and `done` at the end. */
export interface TranscribeRequest {
  readonly type: 'transcribe';
  /** Full path of the samples: f32, little endian, 16 kHz mono. */
  readonly audio: string;
  /** Start and end in that file, seconds; at most 30 s each. */
  readonly clips: readonly (readonly [number, number])[];
  /** The audio goes on behind the clip: what is unfinished at its end is left, and `done` says where it begins. */
  readonly open: boolean;
  /** null: detect it in the first clip. */
  readonly language: string | null;
  readonly task: 'transcribe' | 'translate';
  readonly temperatures: readonly number[];
  readonly compressionRatioThreshold: number;
  readonly logProbThreshold: number;
  readonly noSpeechThreshold: number;
  readonly wordTimes: boolean;
  readonly beamSize: number;
  readonly patience: number;
  readonly lengthPenalty: number;
  readonly bestOf: number;
  readonly repetitionPenalty: number;
  readonly noRepeatNgramSize: number;
  readonly initialPrompt: string | null;
  /** Text tokens of what was said before the clips, told to the model behind the initial prompt. */
  readonly previousTokens: readonly number[];
  /** Codes that may be detected; null: all. */
  readonly languages: readonly string[] | null;
  readonly hotwords: string | null;
  readonly batchSize: number;
}
