/**
 * Align text: times for a text that the user already has.
 *
 * The media is transcribed with word times; the text is compared with what was recognised, and what lies between the
 * words that agree is looked for in the audio by the model. Every word of the text comes out once, in order, as it was
 * written.
 * Throws  as `transcribeFiles` does for one file; E_TEXT_UNREADABLE, E_TEXT_MISMATCH.
 * @module
 */
import { PcmReel } from '../../engines/index.ts';
import {
  type Removal,
  type Segment,
  secondsToSamples,
  type Transcript,
  throwIfCancelled,
  type Word,
} from '../../kernel/index.ts';
import type { OpenMedia } from '../../media/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName } from '../../subtitles/index.ts';
import { type DecodingOptions, planDecoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import { checkMediaPaths } from '../media-paths.ts';
import {
  checkFormats,
  checkOutputs,
  type PlannedOutput,
  planOutputs,
  prepareFolder,
  writeOutputs,
} from '../outputs.ts';
import { announceChoice, openSession, type Session } from '../session.ts';
import { transcribeMedia } from '../transcribe-media.ts';
import type { Wiring } from '../wiring.ts';
import { anchorWords, heardWords } from './anchor-words.ts';
import { type PlacedWord, placeWords } from './place-words.ts';
import { readScript, type Sentence, splitScript } from './script.ts';

/** Name of the rule under which speech is kept apart that the text does not have. */
const NOT_IN_TEXT = 'not-in-text';

/** What to align, and where to put it. */
export interface AlignRequest extends Omit<DecodingOptions, 'task' | 'wordTimes'> {
  readonly media: string;
  readonly text: string;
  readonly formats: readonly string[];
  /** Absent: nothing is written and the texts are handed back alone. */
  readonly folder?: string | undefined;
  readonly audioTrack?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** Words of the text that do not seem to be said. */
export interface MissingWord {
  /** Its number in the text, from 0. */
  readonly index: number;
  readonly text: string;
  /** Where it would be, seconds on the media clock. */
  readonly at: number;
}

/** What became of the text. */
export interface Alignment {
  /** The text as segments, a sentence each; speech that it does not have is among the removals. */
  readonly transcript: Transcript;
  readonly words: number;
  /** Words that were recognised as they are written. */
  readonly matched: number;
  readonly missing: readonly MissingWord[];
  readonly extra: readonly Removal[];
  readonly outputs: readonly PlannedOutput[];
  readonly texts: Readonly<Partial<Record<OutputFormatName, string>>>;
  readonly warnings: readonly string[];
  readonly wallSec: number;
}

/** Aligns one text with one medium. */
export async function alignText(
  request: AlignRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<Alignment> {
  checkMediaPaths([request.media]);
  const formats = checkFormats(request.formats);
  const catalogue = await wiring.catalogue();
  const wishes = { ...request, task: 'transcribe', wordTimes: true };
  const decoding = await planDecoding(wishes, { catalogue, engines: wiring.engines });
  for (const message of decoding.notes) supervision.report({ type: 'note', message });
  const text = await readScript(request.text);
  if (request.folder !== undefined) await prepareFolder(request.folder);
  const media = await openRequested(request, wiring, supervision);
  const outputs = request.folder === undefined ? [] : planOutputs(request.media, request.folder, formats);
  const check = async (): Promise<void> =>
    await checkOutputs(outputs, request.media, async () => request.overwrite === true);
  await check();
  const session = await openSession(decoding, wiring, supervision);
  try {
    announceChoice(decoding, supervision);
    const aligned = await alignMedia({ text, media, file: request.media, session }, supervision);
    const texts: Partial<Record<OutputFormatName, string>> = {};
    for (const format of formats) texts[format] = OUTPUT_FORMATS[format].format(aligned.transcript);
    const files = outputs.map(({ format, path }) => ({ path, content: texts[format] ?? '' }));
    if (files.length > 0) {
      await writeOutputs(files, async () => {
        throwIfCancelled(supervision.signal);
        await check();
      });
    }
    return { ...aligned, outputs, texts };
  } finally {
    await session.close();
  }
}

async function openRequested(
  { media, audioTrack }: AlignRequest,
  { env }: Wiring,
  { signal }: Supervision,
): Promise<OpenMedia> {
  const { openMedia } = await import('../../media/index.ts');
  return await openMedia(media, { env, signal, ...(audioTrack === undefined ? {} : { track: audioTrack }) });
}

interface Job {
  readonly text: string;
  readonly media: OpenMedia;
  readonly file: string;
  readonly session: Session;
}

async function alignMedia(
  { text, media, file, session }: Job,
  supervision: Supervision,
): Promise<Omit<Alignment, 'outputs' | 'texts'>> {
  const startedMs = performance.now();
  const { transcript, warnings } = await transcribeMedia(session, { media, file, span: {} }, supervision);
  const { language, offset, duration, segments } = transcript;
  const sentences = splitScript(text, language);
  const script = sentences.flat();
  const heard = heardWords(segments);
  const anchoring = anchorWords(script, heard, language);
  const reel = new PcmReel(media.pcm(supervision.signal));
  const places = await placeWords({
    script,
    heard,
    anchoring,
    audio: { start: offset, end: offset + duration },
    find: async (words, { start, end }) => {
      throwIfCancelled(supervision.signal);
      const [from, to] = [secondsToSamples(start - offset), secondsToSamples(end - offset)];
      reel.discardBefore(from - KEPT_SAMPLES);
      const samples = await reel.read(from, to);
      const found = await session.loaded.model.findWords?.({ samples, words, language });
      return found?.map((word) => ({ ...word, start: start + word.start, end: start + word.end }));
    },
  }).finally(async () => await reel.close());
  const missing = places.flatMap(({ isMissing, start }, index) =>
    isMissing ? [{ index, text: script[index]?.text.trim() ?? '', at: start }] : [],
  );
  const extra = anchoring.gaps.flatMap(({ script: [from, to], heard: [first, end] }) =>
    end > first && places.slice(from, to).every(({ isMissing }) => isMissing)
      ? [extraSpeech(heard.slice(first, end))]
      : [],
  );
  return {
    transcript: {
      ...transcript,
      segments: segmentsOf(sentences, places),
      removals: [...transcript.removals, ...extra].sort((a, b) => a.start - b.start),
    },
    words: script.length,
    matched: anchoring.anchors.filter((anchor) => anchor !== undefined).length,
    missing,
    extra,
    warnings,
    wallSec: (performance.now() - startedMs) / 1000,
  };
}

/** A gap may reach back behind the one before it, by the words that are its context. */
const KEPT_SAMPLES: number = secondsToSamples(30);

function extraSpeech(words: readonly Word[]): Removal {
  const [first, last] = [words[0], words.at(-1)];
  const text = words
    .map((word) => word.text)
    .join('')
    .trim();
  return { start: first?.start ?? 0, end: last?.end ?? 0, text, tokens: [], rule: NOT_IN_TEXT, scores: {} };
}

/** One segment a sentence; a figure of the decoder that a given text does not have is that of perfect text. */
function segmentsOf(sentences: readonly Sentence[], places: readonly PlacedWord[]): readonly Segment[] {
  let next = 0;
  return sentences.map((sentence): Segment => {
    const words = sentence.map(({ text }): Word => {
      const { start = 0, end = 0, probability = 0, timeSource = 'spread' } = places[next] ?? {};
      next += 1;
      return { text, start, end, probability, timeSource };
    });
    const [first, last] = [words[0], words.at(-1)];
    return {
      start: first?.start ?? 0,
      end: last?.end ?? 0,
      text: words.map(({ text }) => text).join(''),
      words,
      avgLogprob: 0,
      compressionRatio: 1,
      noSpeechProb: 0,
      temperature: 0,
      tokens: [],
    };
  });
}
