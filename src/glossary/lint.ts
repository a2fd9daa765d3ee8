/**
 * Lint: what about a glossary will not work, or will make wrong text.
 *
 * Pure. Rules: duplicate-term, alias-is-term, shared-alias, common-alias, short-alias, unheard-term, common-term,
 *       idle-alias, too-many-terms.
 * @module
 */
import { foldText } from './fold.ts';
import { functionWords } from './function-words.data.ts';
import { type Glossary, type GlossaryProblem, isUsedIn, type Term } from './glossary.ts';
import { glossaryHotwords } from './hotwords.ts';
import { LEAST_LETTERS } from './term-index.ts';
import { tokenise } from './tokens.ts';

/** Letters of an alias that stands for one sound only, or is part of every text. */
const SHORTEST_ALIAS = 3;

/**
 * Tokens that hotwords may have: half of Whisper's 448 positions less one (src/engines/onnx/prior-text.ts).
 * Source  openai-whisper `n_text_ctx`.
 */
const HOTWORD_TOKENS = 223;
/** Letters of a name that a token holds, about, in an alphabet; elsewhere a character is a token or more. */
const LETTERS_PER_TOKEN = 3;

/** Every problem, in the order of the lines. `language`: only terms used in it count against the decoder's context. */
export function lintGlossary(glossary: Glossary, language = 'auto'): readonly GlossaryProblem[] {
  const { terms } = glossary;
  const problems = [
    ...terms.flatMap((term) => lintTerm(term)),
    ...lintNames(terms),
    ...lintRoom(glossary, language),
  ];
  return problems.sort((left, right) => left.line - right.line || compare(left.rule, right.rule));
}

function lintTerm(term: Term): readonly GlossaryProblem[] {
  const found: GlossaryProblem[] = [];
  const say = (severity: GlossaryProblem['severity'], rule: string, message: string): void => {
    found.push({ line: term.line, severity, rule, message });
  };
  const name = named(term.term);
  if (nameOf(term.term) === '') {
    say('error', 'unheard-term', `${name} has no letter or digit: nobody can say it.`);
    return found;
  }
  if (hasSilentSigns(term.term) && term.spoken.length === 0) {
    say('warning', 'unheard-term', `The signs of ${name} are not heard; add how it is said as an alias.`);
  }
  if (isCommon(nameOf(term.term), term.languages)) {
    say('warning', 'common-term', `${name} is a common word, which is heard right anyway.`);
  }
  for (const alias of term.spoken) {
    const spoken = nameOf(alias);
    if (spoken === '') say('error', 'unheard-term', `The alias ${named(alias)} has no letter or digit.`);
    else if (spoken === nameOf(term.term)) {
      say('warning', 'idle-alias', `The alias ${named(alias)} is the term itself.`);
    } else if (isCommon(spoken, term.languages)) {
      say(
        'error',
        'common-alias',
        `The alias ${named(alias)} is a common word; all of them would be changed.`,
      );
    } else if (lettersOf(spoken) < shortest(spoken)) {
      say(
        'warning',
        'short-alias',
        `The alias ${named(alias)} is so short that it may stand for something else.`,
      );
    }
  }
  if (term.spoken.length === 0 && lettersOf(nameOf(term.term)) < shortest(nameOf(term.term), LEAST_LETTERS)) {
    say(
      'warning',
      'short-term',
      `${name} is too short to be recognised by likeness; only aliases can correct it.`,
    );
  }
  return found;
}

/** Names that stand for two things at once. */
function lintNames(terms: readonly Term[]): readonly GlossaryProblem[] {
  const found: GlossaryProblem[] = [];
  const byTerm = new Map<string, Term[]>();
  const byAlias = new Map<string, Term[]>();
  for (const term of terms) {
    const twin = (byTerm.get(nameOf(term.term)) ?? []).find((other) => isBothUsed(term, other));
    if (twin !== undefined) {
      const message = `${named(term.term)} is in line ${twin.line} already.`;
      found.push({ line: term.line, severity: 'error', rule: 'duplicate-term', message });
    }
    addTo(byTerm, nameOf(term.term), term);
  }
  for (const term of terms) {
    for (const spoken of new Set(term.spoken.map(nameOf))) {
      if (spoken === '' || spoken === nameOf(term.term)) continue;
      const place = { line: term.line, severity: 'error' } as const;
      const alias = named(term.spoken.find((each) => nameOf(each) === spoken) ?? spoken);
      const same = (byTerm.get(spoken) ?? []).find((other) => isBothUsed(term, other));
      if (same !== undefined) {
        const message = `The alias ${alias} is the term of line ${same.line}, and would never be replaced.`;
        found.push({ ...place, rule: 'alias-is-term', message });
      }
      const rival = (byAlias.get(spoken) ?? []).find((other) => isBothUsed(term, other));
      if (rival !== undefined) {
        const message = `The alias ${alias} stands for ${named(rival.term)} in line ${rival.line} too.`;
        found.push({ ...place, rule: 'shared-alias', message });
      }
      addTo(byAlias, spoken, term);
    }
  }
  return found;
}

function lintRoom(glossary: Glossary, language: string): readonly GlossaryProblem[] {
  const names = new Set(glossaryHotwords(glossary, language));
  let tokens = 0;
  for (const term of glossary.terms) {
    if (!isUsedIn(term, language) || !names.delete(term.term)) continue;
    tokens += tokensOf(term.term);
    if (tokens <= HOTWORD_TOKENS) continue;
    const message = `The terms from here on will hardly fit into the ${HOTWORD_TOKENS} tokens that a decoder can be told; they are corrected, and not expected.`;
    return [{ line: term.line, severity: 'warning', rule: 'too-many-terms', message }];
  }
  return [];
}

/** About how many tokens a name and the comma behind it are. */
function tokensOf(name: string): number {
  const words = tokenise(name).map(({ folded }) =>
    /^[a-z0-9]+$/.test(folded) ? Math.ceil(folded.length / LETTERS_PER_TOKEN) : [...folded].length,
  );
  return 1 + words.reduce((sum, each) => sum + each, 0);
}

/** Folded tokens with spaces between: two names with the same are the same to a listener. */
function nameOf(text: string): string {
  return tokenise(text)
    .map(({ folded }) => folded)
    .join(' ');
}

function lettersOf(name: string): number {
  return [...name.replace(/ /g, '')].length;
}

/** Two characters are a whole name where a character is a syllable. */
function shortest(name: string, letters: number = SHORTEST_ALIAS): number {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}]/u.test(name) ? 2 : letters;
}

/** A common word of one of the languages; of English where a term is for all. */
function isCommon(name: string, languages: readonly string[]): boolean {
  return (languages.length === 0 ? ['en'] : languages).some((code) => functionWords(code).has(name));
}

/** Signs that are read out, or not at all: "C++", "Yahoo!". Those that join or shorten names are not. */
function hasSilentSigns(term: string): boolean {
  return /[\p{S}@#%&*/\\_!?]/u.test(foldText(term));
}

function isBothUsed(left: Term, right: Term): boolean {
  if (left === right) return false;
  const isAnywhere = left.languages.length === 0 || right.languages.length === 0;
  return isAnywhere || left.languages.some((code) => right.languages.includes(code));
}

function addTo(map: Map<string, Term[]>, name: string, term: Term): void {
  const terms = map.get(name) ?? [];
  terms.push(term);
  map.set(name, terms);
}

function named(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
