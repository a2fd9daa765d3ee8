/**
 * Bad splits: two words that belong together, one at the end of a line or cue, the other at the start of the next.
 *
 * By the two words alone: no parser, so it knows closed classes and capitals, not grammar. Words behind punctuation are
 * never held together.
 * Source  rules shared by Netflix's Timed Text Style Guide and the BBC's guidelines (see ./function-words.data.ts).
 * @module
 */
import { heldInJapanese } from './endings.ts';
import { bareWord, type Lexicon, lexiconOf } from './lexicon.ts';
import { closingOf } from './punctuation.ts';

/**
 * What is split: the first four are those that both guides name for any language; the others are worse than a free place,
 * and no error.
 */
export type BadSplit =
  | 'article-noun'
  | 'preposition-object'
  | 'auxiliary-verb'
  | 'name'
  | 'number-unit'
  | 'clinging'
  | 'determiner-noun'
  | 'pronoun-verb'
  | 'conjunction'
  | 'adjective-noun';

const ERRORS: ReadonlySet<BadSplit> = new Set([
  'article-noun',
  'preposition-object',
  'auxiliary-verb',
  'name',
  'number-unit',
  'clinging',
]);

const STARTS_CAPITAL = /^\p{Lu}\p{Ll}/u;
const STARTS_SMALL = /^\p{Ll}/u;
const NUMBER = /^[\p{Sc}+-]?\p{N}[\p{N}.,:]*$/u;
const UNIT =
  /^(?:%|percent|per|million|billion|trillion|thousand|hundred|dozen|[ap]\.?m\.?|o'clock|\p{Sc}|prozent|uhr|millionen|milliarden|euro|pour|millions?|milliards?|millones|por|cento|heures?|horas?|[kcm]?m|[km]?g|km\/h|years?|days?|hours?|minutes?|seconds?|miles?|metres?|meters?|feet|dollars?|pounds?|degrees?|times?|jahre?n?|tage?n?|stunden?|minuten?|ans|jours)$/iu;
/** Endings that English has on adjectives, seldom on nouns or verbs. */
const ENGLISH_ADJECTIVE = /^\p{L}{2,}(?:ful|ous|ible|able|less|ish|ical|ic|ive)$/u;

/** Endings of German adjectives, before a noun with its capital. */
const GERMAN_ADJECTIVE = /^\p{Ll}{3,}e[nrsm]?$/u;
/** The article as a part of the word: an adjective has that of its noun. */
const DEFINITE: Readonly<Record<string, RegExp>> = { he: /^ה\p{L}{2}/u, ar: /^ال\p{L}{2}/u };

/** Whether a split is one that the guides forbid. */
export function isBadSplit(left: string, right: string, language: string): boolean {
  const split = findBadSplit(left, right, language);
  return split !== undefined && ERRORS.has(split);
}

/**
 * What a break between `left` and `right` would tear apart; undefined: nothing that is known of.
 * Words as they stand in the text, with their punctuation; `language` a Whisper or BCP 47 code.
 */
export function findBadSplit(left: string, right: string, language: string): BadSplit | undefined {
  const lexicon = lexiconOf(language);
  const [before, after] = [bareWord(left), bareWord(right)];
  if (before === '' || after === '') return undefined;
  if (closingOf(left) !== 'none') return undefined;
  if (lexicon.is(before, 'titles') && isCapital(right)) return 'name';
  if (lexicon.is(after, 'clinging')) return 'clinging';
  if (language.startsWith('ja')) return heldInJapanese(left, right);
  return (
    heldByFunction(before, after, lexicon) ??
    heldByForm({ left, right, before, after }, lexicon) ??
    (isContent(after, lexicon) && isAdjective({ left, right, language }, lexicon)
      ? 'adjective-noun'
      : undefined)
  );
}

/** What a function word holds on to. */
function heldByFunction(before: string, after: string, lexicon: Lexicon): BadSplit | undefined {
  const opens = lexicon.is(after, 'conjunctions', 'pronouns');
  if (lexicon.is(before, 'articles')) return 'article-noun';
  if (lexicon.is(before, 'prepositions') && (lexicon.is(after, 'relatives') || !opens)) {
    return lexicon.is(after, 'auxiliaries', 'prepositions') ? undefined : 'preposition-object';
  }
  if (lexicon.is(before, 'determiners') && isContent(after, lexicon)) return 'determiner-noun';
  if (lexicon.is(before, 'adjectives') && isContent(after, lexicon)) return 'adjective-noun';
  if (lexicon.is(before, 'auxiliaries')) return heldByAuxiliary(after, lexicon);
  if (lexicon.is(before, 'pronouns') && !opens && !lexicon.is(after, 'prepositions')) return 'pronoun-verb';
  if (lexicon.is(before, 'eitherPronouns') && lexicon.is(after, 'auxiliaries')) return 'pronoun-verb';
  return lexicon.is(before, 'conjunctions') ? 'conjunction' : undefined;
}

/** Before an article or a preposition the auxiliary is the verb itself. */
function heldByAuxiliary(after: string, lexicon: Lexicon): BadSplit | undefined {
  if (lexicon.is(after, 'pronouns', 'eitherPronouns')) return 'pronoun-verb';
  if (lexicon.is(after, 'auxiliaries') || isContent(after, lexicon)) return 'auxiliary-verb';
  return undefined;
}

/** An adjective by its form, with its noun behind it, or in Hebrew and Arabic before it. */
function isAdjective(
  { left, right, language }: Record<'left' | 'right' | 'language', string>,
  lexicon: Lexicon,
): boolean {
  if (language.startsWith('en')) return ENGLISH_ADJECTIVE.test(left);
  if (lexicon.hasCapitalNouns) return GERMAN_ADJECTIVE.test(left) && isCapital(right);
  const article = DEFINITE[language.slice(0, 2)];
  return article?.test(left) === true && article.test(right);
}

/** What shows in how the words are written: names and measures. */
function heldByForm(
  { left, right, before, after }: Record<'left' | 'right' | 'before' | 'after', string>,
  lexicon: Lexicon,
): BadSplit | undefined {
  if (NUMBER.test(before) && (UNIT.test(after) || UNIT.test(right))) return 'number-unit';
  if (lexicon.hasCapitalNouns || !isContent(before, lexicon) || !isContent(after, lexicon)) return undefined;
  if (isCapital(left) && isCapital(right)) return 'name';
  return undefined;
}

function isCapital(word: string): boolean {
  return STARTS_CAPITAL.test(word.replace(/^[\p{P}\p{S}]+/u, '')) || /^\p{Lu}\.$/u.test(word);
}

/** A word of no closed class. */
function isContent(word: string, lexicon: Lexicon): boolean {
  return (
    (STARTS_SMALL.test(word) || !/^\p{N}/u.test(word)) &&
    !lexicon.is(
      word,
      'articles',
      'determiners',
      'prepositions',
      'auxiliaries',
      'pronouns',
      'eitherPronouns',
      'conjunctions',
    )
  );
}
