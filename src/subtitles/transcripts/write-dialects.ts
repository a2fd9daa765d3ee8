/**
 * Write dialects: a transcript as OpenAI's `verbose_json` and as WhisperX's result.
 * Source  OpenAI's API reference (the transcription object, verbose); WhisperX's `utils.py`; rules JSN2 to JSN4.
 * @module
 */
import { secondsToMs } from '../../kernel/index.ts';
import { transcriptText } from '../transcript-text.ts';
import { present } from './json-value.ts';
import { languageName } from './language-names.ts';
import { type SpokenSegment, type SpokenTranscript, type SpokenWord, spokenEnd } from './spoken.ts';

/** OpenAI's `verbose_json`, with `words` where their times are known; scores that nobody knows have no key. */
export function formatOpenai(transcript: SpokenTranscript): string {
  const { language, duration, segments } = transcript;
  const words = segments.flatMap((segment) => segment.words ?? []);
  const document = {
    task: 'transcribe',
    language: language === undefined ? undefined : languageName(language),
    duration: toMs(duration ?? spokenEnd(transcript)),
    text: transcriptText(segments),
    ...(words.length === 0
      ? {}
      : { words: words.map((word) => ({ word: word.text.trim(), ...spanOf(word) })) }),
    segments: segments.map(openaiSegment),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function openaiSegment(segment: SpokenSegment, id: number): object {
  return {
    id,
    seek: 0,
    ...spanOf(segment),
    text: segment.text,
    tokens: segment.tokens,
    temperature: segment.temperature,
    avg_logprob: segment.avgLogprob,
    compression_ratio: segment.compressionRatio,
    no_speech_prob: segment.noSpeechProb,
  };
}

/** WhisperX's result: words with scores and speakers, once in their segments and once in a row. */
export function formatWhisperx({ language, segments }: SpokenTranscript): string {
  const written = segments.map(({ start, end, text, words, speaker, avgLogprob }) => ({
    ...spanOf({ start, end }),
    text,
    words: (words ?? []).map((word) => whisperxWord(word, speaker)),
    ...present({ speaker, avg_logprob: avgLogprob }),
  }));
  const document = {
    segments: written,
    word_segments: written.flatMap(({ words }) => words),
    language: language ?? '',
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function whisperxWord(word: SpokenWord, speaker: string | undefined): object {
  return {
    word: word.text.trim(),
    ...spanOf(word),
    ...present({ score: word.probability, speaker: word.speaker ?? speaker }),
  };
}

function spanOf({ start, end }: { readonly start: number; readonly end: number }): {
  start: number;
  end: number;
} {
  return { start: toMs(start), end: toMs(end) };
}

/** Seconds as the nearest whole millisecond, the one that a cue would show. */
function toMs(seconds: number): number {
  return secondsToMs(seconds) / 1000;
}
