/**
 * Hear set: every recording of a manifest decoded by one system, one after another.
 *
 * Throws  what loading the models throws, CancelledError; a recording that cannot be decoded is an item with its error.
 * @module
 */
import {
  type EngineIdentity,
  LANGUAGES,
  type ModelIdentity,
  type Transcript,
  throwIfCancelled,
  toAppError,
} from '../../kernel/index.ts';
import { openMedia } from '../../media/index.ts';
import { transcriptText } from '../../subtitles/index.ts';
import type { Decoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import { openSession, type Session } from '../session.ts';
import { transcribeMedia } from '../transcribe-media.ts';
import type { Wiring } from '../wiring.ts';
import type { HeardItem, HeardSet, HypothesisWord } from './heard-item.ts';
import type { ManifestItem } from './manifest.ts';
import { rounded } from './quantile.ts';

/** A system, and what is wanted of it. */
export interface Hearing {
  readonly decoding: Decoding;
  /** The language that was asked for, `auto` included; undefined: each item's own. */
  readonly language: string | undefined;
  /** Words with times for every item; else only where the reference has them. */
  readonly wordTimes: boolean;
}

/** Where it is done. */
export interface HearingSurroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** Decodes the items in order. */
export async function hearSet(
  items: readonly ManifestItem[],
  hearing: Hearing,
  { wiring, supervision }: HearingSurroundings,
): Promise<HeardSet> {
  const session = await openSession(hearing.decoding, wiring, supervision);
  const notes = timingNotes(items, hearing, session);
  for (const message of notes) supervision.report({ type: 'note', message });
  const job: Job = { session, hearing, wiring, supervision };
  try {
    const heard: HeardItem[] = [];
    let identity: { engine: EngineIdentity; model: ModelIdentity } | undefined;
    for (const item of items) {
      const { transcript, ...rest } = await hearItem(item, job);
      heard.push(rest);
      if (transcript !== undefined) identity ??= identityOf(transcript);
    }
    return { items: heard, ...identity, notes };
  } finally {
    await session.close();
  }
}

interface Job extends HearingSurroundings {
  readonly session: Session;
  readonly hearing: Hearing;
}

async function hearItem(
  item: ManifestItem,
  { session, hearing, wiring, supervision }: Job,
): Promise<HeardItem & { readonly transcript?: Transcript }> {
  const { id, file } = item;
  const language = decodingLanguage(item, hearing);
  try {
    throwIfCancelled(supervision.signal);
    const startedMs = performance.now();
    const media = await openMedia(file, { env: wiring.env, signal: supervision.signal });
    const wordTimes = wantsWords(item, hearing) && givesWords(session);
    const { transcript } = await transcribeMedia(
      session,
      // Figures must be those of the engine that they are said to be of.
      { media, file: id, span: {}, language, mayFallBack: false, wordTimes },
      supervision,
    );
    const words = wordTimes ? wordsOf(transcript) : undefined;
    return {
      item,
      language: item.language ?? transcript.language,
      hyp: transcriptText(transcript.segments),
      ...(words === undefined ? {} : { words }),
      audioSec: transcript.duration,
      wallSec: (performance.now() - startedMs) / 1000,
      peakRssMb: peakRssMb(),
      transcript,
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'E_CANCELLED') throw error;
    supervision.report({ type: 'warning', file: id, message: `${error.message} It is not scored.` });
    return { item, language, hyp: '', error, audioSec: 0, wallSec: 0, peakRssMb: peakRssMb() };
  }
}

/** Without the language, which differs from item to item. */
function identityOf({ engine, model }: Transcript): { engine: EngineIdentity; model: ModelIdentity } {
  const { language: _, ...options } = engine.options;
  return { engine: { ...engine, options }, model };
}

/** The language an item is decoded in: the one asked for, else the manifest's, else what the model makes of it. */
function decodingLanguage(item: ManifestItem, { decoding, language: asked }: Hearing): string {
  const { languages } = decoding.entry;
  if (asked === 'auto' || languages !== 'multilingual' || decoding.search.multilingual === true)
    return decoding.language;
  const known: readonly string[] = LANGUAGES;
  return item.language !== undefined && known.includes(item.language) ? item.language : 'auto';
}

function wantsWords(item: ManifestItem, { wordTimes }: Hearing): boolean {
  return item.words !== undefined || (wordTimes && !item.isSilent);
}

function givesWords(session: Session): boolean {
  return session.loaded.engine.capabilities.wordTimes;
}

function timingNotes(items: readonly ManifestItem[], hearing: Hearing, session: Session): readonly string[] {
  if (givesWords(session) || !items.some((item) => wantsWords(item, hearing))) return [];
  return [`The ${session.loaded.name} engine gives no word times: they are not measured.`];
}

/** Undefined when there is text but no word of it has times, as of a model without them. */
function wordsOf({ segments }: Transcript): readonly HypothesisWord[] | undefined {
  if (segments.length > 0 && segments.every(({ words }) => words === undefined)) return undefined;
  return segments.flatMap(({ words = [] }) =>
    words.map(({ text, start, end, probability, confidence, evidence }) => ({
      text,
      start: rounded(start, 3) ?? 0,
      end: rounded(end, 3) ?? 0,
      probability: rounded(probability, 4) ?? undefined,
      ...(confidence === undefined ? {} : { confidence: rounded(confidence, 4) ?? undefined }),
      ...(evidence === undefined ? {} : { evidence: roundedAll(evidence) }),
    })),
  );
}

function roundedAll(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value, 4) ?? 0]));
}

/** libuv gives kilobytes (of 1024) on every platform. */
function peakRssMb(): number {
  return rounded((process.resourceUsage().maxRSS * 1024) / 1e6, 1) ?? 0;
}
