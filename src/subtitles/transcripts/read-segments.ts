/**
 * Read segments: the segments of Offscribe's own JSON, of OpenAI's, of openai-whisper's and of WhisperX's, which differ
 * in the names of their parts.
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import { fitWords, type LooseWord } from './fit-words.ts';
import { type JsonObject, listIn, numberIn, objectIn, present, secondsIn, textIn } from './json-value.ts';
import type { SpokenSegment, SpokenWord } from './spoken.ts';

/** Segments by start, and which were passed over. */
export interface ReadSegments {
  readonly segments: readonly SpokenSegment[];
  readonly problems: readonly ReadProblem[];
}

/** Reads `segments`; `spare` are words that stand beside them, as OpenAI's server gives them. */
export function readSegments(items: readonly unknown[], spare: readonly unknown[] = []): ReadSegments {
  const problems: ReadProblem[] = [];
  const loose = spare.flatMap(readWord);
  let used = 0;
  const segments = items.flatMap((item, index): SpokenSegment[] => {
    const parts = objectIn(item);
    const start = secondsIn(parts?.['start']);
    const end = secondsIn(parts?.['end']);
    if (parts === undefined || start === undefined || end === undefined) {
      problems.push({ line: 1, what: `segment ${index + 1} has no times` });
      return [];
    }
    const segment = segmentOf(parts, { start, end: Math.max(start, end) });
    if (loose.length === 0 || segment.words !== undefined) return [segment];
    const fitted = fitWords(segment.text, loose.slice(used, used + MAX_WORDS_AHEAD), segment);
    used += fitted.used;
    return [fitted.words.length === 0 ? segment : { ...segment, words: fitted.words }];
  });
  return { segments: segments.sort((one, other) => one.start - other.start), problems };
}

/** Words of one segment: a window has half a minute of speech. */
const MAX_WORDS_AHEAD = 2000;

function segmentOf(parts: JsonObject, span: { readonly start: number; readonly end: number }): SpokenSegment {
  const text = textIn(parts['text']) ?? '';
  const tokens = listIn(parts['tokens']);
  return {
    ...span,
    text,
    ...present({
      words: wordsOf(text, listIn(parts['words']), span),
      language: textIn(parts['language']),
      speaker: textIn(parts['speaker']),
      avgLogprob: numberIn(parts['avgLogprob'] ?? parts['avg_logprob']),
      compressionRatio: numberIn(parts['compressionRatio'] ?? parts['compression_ratio']),
      noSpeechProb: numberIn(parts['noSpeechProb'] ?? parts['no_speech_prob']),
      temperature: numberIn(parts['temperature']),
      tokens: Array.isArray(parts['tokens']) ? tokens.flatMap((token) => numberIn(token) ?? []) : undefined,
    }),
  };
}

/** Words that spell the text: as they are, or fitted to it. */
function wordsOf(
  text: string,
  items: readonly unknown[],
  span: { readonly start: number; readonly end: number },
): readonly SpokenWord[] | undefined {
  if (items.length === 0) return undefined;
  const loose = items.flatMap(readWord);
  const timed = loose.filter(
    (word): word is SpokenWord => word.start !== undefined && word.end !== undefined,
  );
  if (timed.length === loose.length && timed.map((word) => word.text).join('') === text) return timed;
  const { words } = fitWords(text, loose, span);
  return words.length === 0 ? undefined : words;
}

/** A word of any dialect. */
function readWord(item: unknown): LooseWord[] {
  const parts = objectIn(item);
  const text = textIn(parts?.['word'] ?? parts?.['text']);
  if (parts === undefined || text === undefined) return [];
  const source = parts['timeSource'];
  return [
    {
      text,
      start: secondsIn(parts['start']),
      end: secondsIn(parts['end']),
      ...present({
        probability: numberIn(parts['probability'] ?? parts['score']),
        confidence: numberIn(parts['confidence']),
        timeSource: source === 'attention' || source === 'spread' || source === 'engine' ? source : undefined,
        speaker: textIn(parts['speaker']),
      }),
    },
  ];
}
