/**
 * File steps: the stages of one media file, each with all that decides its product. Whatever is not named here does not
 * change a product; whatever changes one must be named.
 * @module
 */
import { canonicalJson } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { type Keyed, keyOf, type Made, type Step } from '../pipeline/index.ts';
import { sha256 } from '../platform/index.ts';
import type { OutputFormatName, SubtitleProfile, WordStyle } from '../subtitles/index.ts';
import type { Clip } from './clips.ts';
import { type Decoding, VOICE_ACTIVITY_MODEL } from './decoding.ts';
import type { LazySession } from './lazy-session.ts';
import type { Products } from './products.ts';
import { modelBytes } from './run-facts.ts';
import type { Span } from './span.ts';
import type { Wiring } from './wiring.ts';

/** What decides how a file is heard. */
export interface HearingFacts {
  readonly media: OpenMedia;
  /** sha256 of the file. */
  readonly mediaDigest: string;
  readonly span: Span;
  readonly clips: readonly Clip[] | undefined;
  readonly decoding: Decoding;
  /** The engine that is to hear it, and the version of all that it stands on. */
  readonly engine: { readonly name: string; readonly version: string };
  readonly modelDigest: string;
  /** Of the model that finds speech; undefined: nobody listens. */
  readonly detectorDigest: string | undefined;
}

/** Finds out those that take looking: digests and versions. */
export async function lookUpFacts(
  about: Pick<HearingFacts, 'media' | 'span' | 'clips' | 'decoding'>,
  { wiring, session }: { readonly wiring: Wiring; readonly session: LazySession },
): Promise<HearingFacts> {
  const { decoding, media } = about;
  // A model that is fetched without pins is known once it is here.
  if ((await modelBytes(decoding.entry, wiring)).length === 0) await session.open();
  const name = session.opened?.loaded.name ?? decoding.engine.name;
  return {
    ...about,
    mediaDigest: await wiring.digests.digest(media.path),
    engine: { name, version: (await wiring.engines.versionOf(name)) ?? '' },
    modelDigest: sha256((await modelBytes(decoding.entry, wiring)).join()),
    detectorDigest: await detectorDigest(decoding, wiring),
  };
}

/** The same where nothing is remembered, and no key is asked for. */
export function unknownFacts(
  about: Pick<HearingFacts, 'media' | 'span' | 'clips' | 'decoding'>,
): HearingFacts {
  const { name } = about.decoding.engine;
  return {
    ...about,
    mediaDigest: '',
    engine: { name, version: '' },
    modelDigest: '',
    detectorDigest: undefined,
  };
}

async function detectorDigest({ vad }: Decoding, wiring: Wiring): Promise<string | undefined> {
  const entry = (await wiring.catalogue()).find(VOICE_ACTIVITY_MODEL);
  if (!vad) {
    const { state } = await wiring.store.status(entry);
    if (['absent', 'partial', 'corrupt'].includes(state)) return undefined;
  }
  return sha256((await modelBytes(entry, wiring)).join());
}

/** The track and its place in time. */
export function probeStep({ media, mediaDigest }: HearingFacts): Step<Products, 'probe'> {
  const { decoder, track, offsetSec } = media;
  return {
    stage: 'probe',
    inputs: { media: mediaDigest },
    options: { decoder, track: track.index, offsetSec },
  };
}

/** The cuts of the whole film: they are the same for every span, track and profile. */
export function shotsStep({ mediaDigest }: Pick<HearingFacts, 'mediaDigest'>): Step<Products, 'shots'> {
  return { stage: 'shots', inputs: { media: mediaDigest } };
}

/** The samples of the span. */
export function demuxStep(
  { mediaDigest, span }: HearingFacts,
  probe: Made<Products, 'probe'>,
): Step<Products, 'demux'> {
  const { startSec, endSec } = span;
  return { stage: 'demux', inputs: { media: mediaDigest, probe }, options: { startSec, endSec } };
}

/** Where speech is in them. */
export function regionsStep(
  { decoding, detectorDigest: model }: HearingFacts,
  demux: Keyed<'demux'>,
): Step<Products, 'regions'> {
  return { stage: 'regions', inputs: { demux, model }, options: { isGuide: decoding.vad } };
}

/** What is said there. */
export function transcribeStep(
  { decoding, engine, clips, modelDigest: model }: HearingFacts,
  { demux, regions }: { readonly demux: Keyed<'demux'>; readonly regions: Keyed<'regions'> },
): Step<Products, 'transcribe'> {
  const { entry, draft, language, task, precision, search, threads, wordTimes, vad } = decoding;
  // JSON has no infinity.
  const parts = clips?.map(({ startSec, endSec }) => [startSec, Number.isFinite(endSec) ? endSec : null]);
  return {
    stage: 'transcribe',
    inputs: { demux, regions, model },
    options: {
      ...{ name: entry.name, engine, language, task, precision, search, threads, wordTimes, vad },
      clips: parts,
      ...(draft === undefined ? {} : { draft: draft.name }),
    },
  };
}

/** Identities of all that is heard before and beside the text. */
export function hearingSteps(
  facts: HearingFacts,
  probe: Made<Products, 'probe'>,
): {
  readonly demux: Step<Products, 'demux'>;
  readonly regions: Step<Products, 'regions'>;
  readonly transcribe: Step<Products, 'transcribe'>;
} {
  const demux = demuxStep(facts, probe);
  const regions = regionsStep(facts, keyOf(demux));
  const transcribe = transcribeStep(facts, { demux: keyOf(demux), regions: keyOf(regions) });
  return { demux, regions, transcribe };
}

/** The text judged; `restore`: what is put back. */
export function cleanStep(
  transcribe: Made<Products, 'transcribe'>,
  restore: readonly string[],
): Step<Products, 'clean'> {
  return { stage: 'clean', inputs: { transcribe }, options: { restore: [...restore].sort() } };
}

/** The text with its terms right. */
export function glossaryStep(
  clean: Made<Products, 'clean'>,
  { glossary }: Decoding,
): Step<Products, 'glossary'> {
  // Its terms, not its bytes: a comment corrects nothing.
  const terms = glossary === undefined ? undefined : sha256(canonicalJson(glossary.terms));
  return { stage: 'glossary', inputs: { clean, ...(terms === undefined ? {} : { 'glossary-file': terms }) } };
}

/** The text as cues; of a profile its figures count, not its name. Shots without a cut are as good as none. */
export function layoutStep(
  glossary: Made<Products, 'glossary'>,
  { limits }: Pick<SubtitleProfile, 'limits'>,
  shots: Made<Products, 'shots'> | undefined,
): Step<Products, 'layout'> {
  const cut = shots !== undefined && shots.product.cuts.length > 0 ? { shots } : {};
  return { stage: 'layout', inputs: { glossary, ...cut }, options: { profile: limits } };
}

/** What decides how cues are written. */
export interface WriteOptions {
  readonly formats: readonly OutputFormatName[];
  readonly wordStyle?: WordStyle;
}

/** The contents of the files. */
export function writeStep(
  glossary: Made<Products, 'glossary'>,
  layout: Made<Products, 'layout'>,
  options: WriteOptions,
): Step<Products, 'write'> {
  return { stage: 'write', inputs: { glossary, layout }, options: { ...options } };
}

/** A copy of the media with its subtitles; `write` stands for the first text, `tracks` for all. */
export function muxStep(
  inputs: { readonly write: Made<Products, 'write'>; readonly media: string },
  options: { readonly folder: string; readonly burnIn: boolean; readonly tracks: readonly string[] },
): Step<Products, 'mux'> {
  return { stage: 'mux', inputs, options };
}

/** The cues compared with the speech. */
export function receiptStep(
  regions: Made<Products, 'regions'>,
  write: Made<Products, 'write'>,
): Step<Products, 'receipt'> {
  return { stage: 'receipt', inputs: { regions, write } };
}
