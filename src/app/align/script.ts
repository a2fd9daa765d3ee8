/**
 * Script: a text that the user already has, as sentences of words.
 *
 * In      plain text, UTF-8. Lines are kept apart; a line is cut further behind the end of each sentence.
 * Promise the words of all sentences, in order, are the text's, letter by letter; only blanks between lines and
 *         sentences are lost.
 * Throws  InputError E_TEXT_UNREADABLE: no such file, not UTF-8, or nothing in it.
 * @module
 */
import { extname } from 'node:path';
import { InputError, systemCode, UsageError } from '../../kernel/index.ts';
import { readText } from '../../platform/index.ts';
import { normaliserFor, splitUnits } from '../../text/index.ts';

/** A word as it is written; it has the blanks before it, but for the first of a sentence. */
export interface ScriptWord {
  readonly text: string;
  /** What is compared, in order: none for a word that is all punctuation. */
  readonly units: readonly string[];
}

/** The words of one sentence; they spell it. */
export type Sentence = readonly ScriptWord[];

/** Files that hold more than text; their times and marks would be taken for words. */
const NOT_PLAIN = ['.srt', '.vtt', '.json', '.ass', '.docx', '.pdf'];

/** Behind the end of a sentence: a full stop or the like, what closes it, and a blank, or nothing where none is usual. */
const SENTENCE_END = /(?<=[.!?…]["'”’»)\]]*)\s+|(?<=[。！？][」』”]*)/u;

/** The text of the file. */
export async function readScript(path: string): Promise<string> {
  if (NOT_PLAIN.includes(extname(path).toLowerCase())) {
    throw new UsageError('E_USAGE', `${path} is not plain text.`, {
      hint: 'offscribe align MEDIA TEXT.txt   (a file with the words and nothing else)',
    });
  }
  const text = (await readBytes(path)).replace(/^\uFEFF/, '');
  if (text.includes('\0') || text.includes('\uFFFD')) throw unreadable(path, 'is not UTF-8 text');
  if (!/[\p{L}\p{N}]/u.test(text)) throw unreadable(path, 'holds no words');
  return text;
}

/** A character with the marks beside it; those at the very end of a sentence may have blanks between them. */
const CHARACTER = /[\p{P}\s]*[^\p{P}\s]\p{P}*(?:[\p{P}\s]+$)?/gu;

/** The text cut into sentences and words, made comparable as the language asks. */
export function splitScript(text: string, language: string): readonly Sentence[] {
  const { normalise, units } = normaliserFor(language);
  const cut = units === 'characters' ? CHARACTER : /\s*\S+/gu;
  return text
    .split(/\r?\n/)
    .flatMap((line) => line.split(SENTENCE_END))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) =>
      (sentence.match(cut) ?? [sentence]).map((word) => ({
        text: word,
        units: splitUnits(normalise(word), units),
      })),
    );
}

async function readBytes(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw unreadable(path, systemCode(error) === 'ENOENT' ? 'does not exist' : 'cannot be read', error);
  }
}

function unreadable(path: string, what: string, cause?: unknown): InputError {
  return new InputError('E_TEXT_UNREADABLE', `The text ${path} ${what}.`, {
    hint: 'offscribe align MEDIA path/to/TEXT.txt',
    details: { file: path },
    ...(cause === undefined ? {} : { cause }),
  });
}
