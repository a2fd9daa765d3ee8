/**
 * JSON: the whole transcript, `offscribe.transcript/1`.
 *
 * Out     keys in a fixed order, times rounded to milliseconds, two spaces of indentation, LF at the end. No clock time,
 *         path or run id, so that the same transcript gives the same bytes. Rules JSON1 to JSON5 in ./SPEC.md.
 * @module
 */
import { type Removal, secondsToMs } from '../kernel/index.ts';
import { transcriptText } from './transcript-text.ts';
import type { SpokenSegment, SpokenTranscript, SpokenWord } from './transcripts/spoken.ts';

/** Name and version of the document; a change that old readers would misread gets a new number. */
const TRANSCRIPT_SCHEMA = 'offscribe.transcript/1';

/** The transcript as one JSON document. */
export function formatJson(transcript: SpokenTranscript): string {
  const { language, languageProbability, model, engine, segments, removals, missed } = transcript;
  const document = {
    schema: TRANSCRIPT_SCHEMA,
    language,
    languageProbability,
    duration: transcript.duration === undefined ? undefined : roundSeconds(transcript.duration),
    offset: transcript.offset === undefined ? undefined : roundSeconds(transcript.offset),
    model: model && { name: model.name, sha256: model.sha256 },
    engine: engine && { name: engine.name, version: engine.version, options: sortKeys(engine.options) },
    text: transcriptText(segments),
    segments: segments.map(segmentDocument),
    removals: removals?.map(removalDocument),
    missed: missed?.map(({ start, end }) => ({ start: roundSeconds(start), end: roundSeconds(end) })),
  };
  return `${numbersOnOneLine(JSON.stringify(document, null, 2))}\n`;
}

/** Token ids by the hundred would bury the text. A JSON string holds no line feed, so only real arrays match. */
function numbersOnOneLine(json: string): string {
  return json.replace(/\[\n\s+[-\d.e+]+(?:,\n\s+[-\d.e+]+)*\n\s+\]/g, (array) =>
    array.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
}

function segmentDocument(segment: SpokenSegment): Record<string, unknown> {
  return {
    start: roundSeconds(segment.start),
    end: roundSeconds(segment.end),
    text: segment.text,
    language: segment.language,
    speaker: segment.speaker,
    words: segment.words?.map(wordDocument),
    avgLogprob: segment.avgLogprob,
    compressionRatio: segment.compressionRatio,
    noSpeechProb: segment.noSpeechProb,
    temperature: segment.temperature,
    tokens: segment.tokens,
  };
}

function wordDocument(word: SpokenWord): object {
  const { text, start, end, probability, confidence, timeSource, speaker } = word;
  const span = { start: roundSeconds(start), end: roundSeconds(end) };
  return { text, ...span, probability, confidence, timeSource, speaker };
}

function removalDocument(removal: Removal): Record<string, unknown> {
  return {
    start: roundSeconds(removal.start),
    end: roundSeconds(removal.end),
    text: removal.text,
    tokens: removal.tokens,
    rule: removal.rule,
    scores: sortKeys(removal.scores),
  };
}

/** Seconds as the nearest whole millisecond, the same one that a cue would show. */
function roundSeconds(seconds: number): number {
  return secondsToMs(seconds) / 1000;
}

/** Plain objects with their keys in code unit order, at any depth: the order of assignment must not show. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sortKeys(inner)] as const);
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}
