/**
 * English contractions, titles and fillers, spelled out in this order before numbers are read.
 * Source  openai-whisper's English normaliser; facts.
 * @module
 */

/** Hesitations that are no words. */
export const FILLERS: readonly string[] = ['hmm', 'mm', 'mhm', 'mmm', 'uh', 'um'];

/** Whole words and what they stand for. */
export const WHOLE_WORDS: readonly (readonly [string, string])[] = [
  ["won't", 'will not'],
  ["can't", 'can not'],
  ["let's", 'let us'],
  ["ain't", 'aint'],
  ["y'all", 'you all'],
  ['wanna', 'want to'],
  ['kinda', 'kind of'],
  ['sorta', 'sort of'],
  ['dunno', 'do not know'],
  ['gotta', 'got to'],
  ['gonna', 'going to'],
  ["i'ma", 'i am going to'],
  ['imma', 'i am going to'],
  ['woulda', 'would have'],
  ['coulda', 'could have'],
  ['shoulda', 'should have'],
  ['cause', 'because'],
  ["ma'am", 'madam'],
  ['mr', 'mister '],
  ['mrs', 'missus '],
  ['st', 'saint '],
  ['dr', 'doctor '],
  ['prof', 'professor '],
  ['capt', 'captain '],
  ['gov', 'governor '],
  ['ald', 'alderman '],
  ['gen', 'general '],
  ['sen', 'senator '],
  ['rep', 'representative '],
  ['pres', 'president '],
  ['rev', 'reverend '],
  ['hon', 'honorable '],
  ['asst', 'assistant '],
  ['assoc', 'associate '],
  ['lt', 'lieutenant '],
  ['col', 'colonel '],
  ['jr', 'junior '],
  ['sr', 'senior '],
  ['esq', 'esquire '],
];

/** Endings after an apostrophe; the longer ones come first. */
export const ENDINGS: readonly (readonly [string, string])[] = [
  ["'d been", ' had been'],
  ["'s been", ' has been'],
  ["'d gone", ' had gone'],
  ["'s gone", ' has gone'],
  ["'d done", ' had done'],
  ["'s got", ' has got'],
  ["n't", ' not'],
  ["'re", ' are'],
  ["'s", ' is'],
  ["'d", ' would'],
  ["'ll", ' will'],
  ["'t", ' not'],
  ["'ve", ' have'],
  ["'m", ' am'],
];
