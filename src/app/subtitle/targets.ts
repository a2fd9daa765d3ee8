/**
 * Targets: the languages that subtitles are wanted in, and what Whisper can do about each.
 *
 * Whisper writes what it hears in the language that is spoken, or in English. Every other pair of languages needs a
 * translation model, and is refused before anything is fetched, loaded or decoded.
 * Throws  UsageError E_TRANSLATION_UNAVAILABLE, E_LANGUAGE_UNSUPPORTED, E_USAGE.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import type { CatalogueEntry } from '../../models/index.ts';
import { checkedCode, languageName } from '../language.ts';

/** One language of the subtitles. */
export interface Target {
  /** A Whisper code, or `auto`: the language that is spoken, whichever it is. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
}

/** What was asked for. */
export interface TargetWishes {
  /** Language spoken, or `auto`; absent: `auto`. */
  readonly source?: string | undefined;
  /** Languages wanted; none: the one that is spoken. */
  readonly targets?: readonly string[] | undefined;
}

/** The languages wanted, each once, in the order in which they were asked for. */
export function chooseTargets({ source, targets = [] }: TargetWishes, entry: CatalogueEntry): Target[] {
  const spoken = spokenCode(source, entry);
  const wanted = [...new Set(targets.map((code) => (code === 'auto' ? spoken : checkedCode(code))))];
  const languages = wanted.length > 0 ? wanted : [spoken];
  return languages.map((language) => targetFor(language, spoken, entry));
}

function targetFor(language: string, spoken: string, entry: CatalogueEntry): Target {
  if (language === spoken) return { language, task: 'transcribe' };
  const pair =
    spoken === 'auto'
      ? `to ${languageName(language)}`
      : `from ${languageName(spoken)} to ${languageName(language)}`;
  if (language !== 'en')
    throw unavailable(`Nothing on this machine translates ${pair}.`, hintFor(spoken, language));
  if (entry.languages !== 'multilingual')
    throw unavailable(
      `${entry.name} cannot translate ${pair}; a multilingual model can.`,
      hintFor(spoken, 'en'),
    );
  return { language: 'en', task: 'translate' };
}

/** An English-only model says which language is spoken, also where nobody else does. */
function spokenCode(source: string | undefined, { languages }: CatalogueEntry): string {
  if (source !== undefined && source !== 'auto') return checkedCode(source);
  const [only, ...others] = languages === 'multilingual' ? [] : languages;
  return only !== undefined && others.length === 0 ? only : 'auto';
}

function unavailable(message: string, hint: string): UsageError {
  return new UsageError('E_TRANSLATION_UNAVAILABLE', message, { hint });
}

/** The nearest that can be had: English by Whisper's own translation, else the language that is spoken. */
function hintFor(spoken: string, wanted: string): string {
  const source = spoken === 'auto' ? '' : ` -s ${spoken}`;
  if (wanted === 'en') return `offscribe subtitle MEDIA -m base${source} -t en`;
  if (spoken === 'auto')
    return `offscribe subtitle MEDIA -s ${wanted}   (if ${languageName(wanted)} is what is spoken)`;
  return `offscribe subtitle MEDIA${source} -t ${spoken}${spoken === 'en' ? '' : ',en'}`;
}
