/**
 * Hear recordings: every recording with a reference decoded twice by one loaded model: as it is, and with the terms of a
 * glossary told to the decoder.
 *
 * Throws  what loading the models throws, CancelledError; a recording that cannot be decoded is a failure by its id.
 * @module
 */
import { type Glossary, glossaryHotwords } from '../../glossary/index.ts';
import { LANGUAGES, type Transcript, throwIfCancelled, toAppError } from '../../kernel/index.ts';
import { openMedia } from '../../media/index.ts';
import type { Decoding } from '../decoding.ts';
import type { ManifestItem } from '../eval/manifest.ts';
import type { Supervision } from '../events.ts';
import { openSession, type Session } from '../session.ts';
import { transcribeMedia } from '../transcribe-media.ts';
import type { Wiring } from '../wiring.ts';

/** A recording whose text is known. */
export interface KnownRecording extends ManifestItem {
  readonly reference: string;
}

/** One recording, heard both ways. */
export interface HeardRecording {
  readonly recording: KnownRecording;
  /** Whisper's code of the language that it was decoded in. */
  readonly language: string;
  readonly plain: Transcript;
  /** The decoder was told the terms. */
  readonly biased: Transcript;
}

/** What was heard, and what could not be. */
export interface HeardRecordings {
  readonly heard: readonly HeardRecording[];
  readonly failed: readonly { readonly id: string; readonly message: string }[];
  readonly notes: readonly string[];
}

/** Where it is done, and with what. */
export interface HearingJob {
  readonly decoding: Decoding;
  readonly glossary: Glossary;
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** Decodes the recordings in order. */
export async function hearRecordings(
  recordings: readonly KnownRecording[],
  job: HearingJob,
): Promise<HeardRecordings> {
  const { decoding, wiring, supervision } = job;
  const session = await openSession(decoding, wiring, supervision);
  const heard: HeardRecording[] = [];
  const failed: { id: string; message: string }[] = [];
  const notes = new Set<string>();
  try {
    for (const recording of recordings) {
      try {
        throwIfCancelled(supervision.signal);
        heard.push(await hearTwice(recording, { job, session, notes }));
      } catch (thrown) {
        const error = toAppError(thrown);
        if (error.code === 'E_CANCELLED') throw error;
        const { id } = recording;
        supervision.report({ type: 'warning', file: id, message: `${error.message} It is not measured.` });
        failed.push({ id, message: error.message });
      }
    }
    return { heard, failed, notes: [...notes] };
  } finally {
    await session.close();
  }
}

async function hearTwice(
  recording: KnownRecording,
  {
    job,
    session,
    notes,
  }: { readonly job: HearingJob; readonly session: Session; readonly notes: Set<string> },
): Promise<HeardRecording> {
  const { wiring, supervision, glossary, decoding } = job;
  const language = decodingLanguage(recording, decoding);
  const { wordTimes, hotwords: canBeTold } = session.loaded.engine.capabilities;
  const hear = async (hotwords: readonly string[]): Promise<Transcript> => {
    const media = await openMedia(recording.file, { env: wiring.env, signal: supervision.signal });
    // Only what it is told differs; nothing falls back here, which would need the session itself.
    const told = { ...session, decoding: withHotwords(decoding, hotwords) };
    const request = { media, file: recording.id, span: {}, language, mayFallBack: false, wordTimes };
    const { transcript, warnings } = await transcribeMedia(told, request, supervision);
    for (const warning of warnings) if (warning.includes('hotwords')) notes.add(warning);
    return transcript;
  };
  const plain = await hear([]);
  const { language: heardIn } = plain;
  if (!canBeTold) notes.add(`The ${session.loaded.name} engine cannot be told any terms.`);
  const biased = canBeTold ? await hear(glossaryHotwords(glossary, heardIn)) : plain;
  return { recording, language: heardIn, plain, biased };
}

/** What the user told the decoder comes first. */
function withHotwords(decoding: Decoding, names: readonly string[]): Decoding {
  const hotwords = [...(decoding.search.hotwords ?? []), ...names];
  return hotwords.length === 0 ? decoding : { ...decoding, search: { ...decoding.search, hotwords } };
}

/** The one that was asked for, else the manifest's, else what the model makes of it. */
function decodingLanguage(recording: KnownRecording, { language, entry }: Decoding): string {
  if (language !== 'auto' || entry.languages !== 'multilingual') return language;
  const known: readonly string[] = LANGUAGES;
  return recording.language !== undefined && known.includes(recording.language) ? recording.language : 'auto';
}
