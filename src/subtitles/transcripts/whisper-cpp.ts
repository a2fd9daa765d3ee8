/**
 * whisper.cpp: its JSON, with times in whole milliseconds and, in `-ojf`, with tokens.
 * Source  whisper.cpp `examples/cli/cli.cpp`, `output_json`; rules JSN2 and JSN5 in ../SPEC.md.
 * @module
 */
import { secondsToMs } from '../../kernel/index.ts';
import type { ReadProblem } from '../read/parsed-cues.ts';
import { formatTimestamp } from '../timestamp.ts';
import { fitWords, type LooseWord } from './fit-words.ts';
import { type JsonObject, listIn, numberIn, objectIn, present, secondsIn, textIn } from './json-value.ts';
import { languageCode } from './language-names.ts';
import type { SpokenSegment, SpokenTranscript, SpokenWord } from './spoken.ts';

/** Reads the document. */
export function readWhisperCpp(root: JsonObject): {
  readonly transcript: SpokenTranscript;
  readonly problems: readonly ReadProblem[];
} {
  const problems: ReadProblem[] = [];
  const segments = listIn(root['transcription']).flatMap((item, index): SpokenSegment[] => {
    const parts = objectIn(item);
    const span = spanIn(parts);
    if (parts === undefined || span === undefined) {
      problems.push({ line: 1, what: `segment ${index + 1} has no times` });
      return [];
    }
    const text = textIn(parts['text']) ?? '';
    const { words } = fitWords(text, wordsOf(listIn(parts['tokens'])), span);
    const speaker = textIn(parts['speaker']);
    return [{ ...span, text, ...present({ words: words.length === 0 ? undefined : words, speaker }) }];
  });
  const language = languageCode(textIn(objectIn(root['result'])?.['language']));
  segments.sort((one, other) => one.start - other.start);
  return { transcript: { ...present({ language }), segments }, problems };
}

function spanIn(parts: JsonObject | undefined): { readonly start: number; readonly end: number } | undefined {
  const offsets = objectIn(parts?.['offsets']);
  const start = secondsIn((numberIn(offsets?.['from']) ?? -1) / 1000);
  const end = secondsIn((numberIn(offsets?.['to']) ?? -1) / 1000);
  return start === undefined || end === undefined ? undefined : { start, end: Math.max(start, end) };
}

/** Tokens as words: a space begins one. Tokens such as `[_BEG_]` are no text. */
function wordsOf(tokens: readonly unknown[]): LooseWord[] {
  const words: { text: string; start: number; end: number; probabilities: number[] }[] = [];
  for (const token of tokens) {
    const parts = objectIn(token);
    const text = textIn(parts?.['text']);
    const span = spanIn(parts);
    if (text === undefined || span === undefined || /^\[_.*\]$/.test(text)) continue;
    const probability = numberIn(parts?.['p']);
    const last = words.at(-1);
    if (last === undefined || /^\s/.test(text)) {
      words.push({ text, ...span, probabilities: probability === undefined ? [] : [probability] });
    } else {
      last.text += text;
      last.end = Math.max(last.end, span.end);
      if (probability !== undefined) last.probabilities.push(probability);
    }
  }
  return words.map(({ text, start, end, probabilities }) => ({
    ...{ text, start, end },
    ...(probabilities.length === 0
      ? {}
      : { probability: probabilities.reduce((sum, one) => sum + one, 0) / probabilities.length }),
  }));
}

/** Writes the document; a word is one token, and without words there are none, as in `-oj`. */
export function formatWhisperCpp({ language, model, segments }: SpokenTranscript): string {
  const document = {
    model: { type: model?.name ?? '' },
    params: { model: model?.name ?? '', language: language ?? '', translate: false },
    result: { language: language ?? '' },
    transcription: segments.map((segment) => ({
      ...timesOf(segment),
      text: segment.text,
      ...(segment.words === undefined ? {} : { tokens: segment.words.map(tokenOf) }),
      ...(segment.speaker === undefined ? {} : { speaker: segment.speaker }),
    })),
  };
  return `${JSON.stringify(document, null, '\t')}\n`;
}

function timesOf({ start, end }: { readonly start: number; readonly end: number }): object {
  const [from, to] = [secondsToMs(start), secondsToMs(end)];
  return {
    timestamps: { from: formatTimestamp(from, ','), to: formatTimestamp(to, ',') },
    offsets: { from, to },
  };
}

function tokenOf(word: SpokenWord): object {
  return { text: word.text, ...timesOf(word), ...present({ p: word.probability }) };
}
