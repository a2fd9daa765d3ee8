/**
 * Run facts: what decides the bytes of a file's outputs, and the run key made of it.
 * @module
 */
import { VERSION } from '../kernel/index.ts';
import type { CatalogueEntry } from '../models/index.ts';
import type { SubtitleProfile, WordStyle } from '../subtitles/index.ts';
import { type Decoding, modelNames } from './decoding.ts';
import { runKey } from './receipt.ts';
import type { Span } from './span.ts';
import type { Wiring } from './wiring.ts';

/** The parts of a checked request that decide what is written. */
export interface KeyedRequest {
  readonly request: Span & {
    readonly audioTrack?: string | undefined;
    readonly clipTimestamps?: readonly number[] | undefined;
    readonly shots?: boolean | undefined;
    readonly wordStyle?: WordStyle | undefined;
  };
  readonly decoding: Decoding;
  readonly formats: readonly string[];
  readonly profile: Pick<SubtitleProfile, 'limits'>;
}

/** The run key of one input file under a request. */
export async function fileRunKey(file: string, keyed: KeyedRequest, wiring: Wiring): Promise<string> {
  const { request, decoding, formats, profile } = keyed;
  const engine = await wiring.engines.create(decoding.engine.name);
  const catalogue = await wiring.catalogue();
  return runKey({
    input: await wiring.digests.digest(file),
    models: await Promise.all(modelNames(decoding).map((name) => modelBytes(catalogue.find(name), wiring))),
    engine: { name: engine.name, version: engine.version },
    options: {
      language: decoding.language,
      task: decoding.task,
      precision: decoding.precision,
      search: decoding.search,
      glossary: decoding.glossary?.terms,
      draft: decoding.draft?.name,
      threads: decoding.threads,
      wordTimes: decoding.wordTimes,
      start: request.startSec,
      end: request.endSec,
      clips: request.clipTimestamps,
      audioTrack: request.audioTrack,
      profile: profile.limits,
      shots: request.shots,
      wordStyle: request.wordStyle,
    },
    formats: [...formats].sort(),
    version: VERSION,
  });
}

/** Digests of the model's files; none while a model without pins is not on this machine, so that no output is its. */
export async function modelBytes(entry: CatalogueEntry, wiring: Wiring): Promise<readonly string[]> {
  if (entry.files.length > 0) return entry.files.map(({ sha256 }) => sha256);
  const { manifest } = await wiring.store.status(entry);
  return manifest?.files.map(({ etag }) => etag) ?? [];
}
