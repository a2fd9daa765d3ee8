/**
 * Language: checks the language asked for against what the model knows, before anything heavy starts.
 *
 * Throws  UsageError E_LANGUAGE_UNSUPPORTED (no such language), E_USAGE (an English-only model and something else).
 * @module
 */
import { LANGUAGES, UsageError } from '../kernel/index.ts';
import type { CatalogueEntry } from '../models/index.ts';
import { nearestNames } from './nearest.ts';

/** What to decode, and what the user should know about it. */
export interface LanguageChoice {
  /** A Whisper code, or `auto`. */
  readonly language: string;
  readonly note?: string;
}

/** What was asked for. */
interface DetectionWishes {
  readonly multilingual?: boolean | undefined;
  readonly languages?: readonly string[] | undefined;
}

/** The language a model will be told; `asked` undefined means the user said nothing. */
export function chooseLanguage(
  entry: CatalogueEntry,
  asked: string | undefined,
  task: 'transcribe' | 'translate',
): LanguageChoice {
  const language = asked === undefined || asked === 'auto' ? 'auto' : checkedCode(asked);
  if (entry.languages === 'multilingual') return { language };
  const { languages } = entry;
  const only = (): string => languages.map(languageName).join(' and ');
  if (task === 'translate') {
    throw new UsageError('E_USAGE', `${entry.name} knows ${only()} alone, so it cannot translate.`, {
      hint: 'offscribe transcribe MEDIA -m base --task translate',
    });
  }
  if (language !== 'auto' && !entry.languages.includes(language)) {
    throw new UsageError('E_USAGE', `${entry.name} knows ${only()} alone, not ${languageName(language)}.`, {
      hint: `offscribe transcribe MEDIA -m base -l ${language}`,
    });
  }
  const [first, ...others] = entry.languages;
  if (language !== 'auto' || first === undefined || others.length > 0) return { language };
  return { language: first, note: `${entry.name} knows ${only()} alone: transcribing as ${only()}.` };
}

/** Which languages may be detected, and in which windows. */
export interface LanguageDetection {
  readonly multilingual?: boolean;
  readonly languages?: readonly string[];
}

/** What of a language that is to be detected; refused where `language` is none that is. */
export function chooseDetection(
  entry: CatalogueEntry,
  language: string,
  { multilingual = false, languages = [] }: DetectionWishes,
): LanguageDetection {
  const codes = [...new Set(languages.map(checkedCode))];
  const known = entry.languages;
  if (known !== 'multilingual') {
    const other = codes.find((code) => !known.includes(code));
    if (other === undefined && !multilingual) return {};
    const wish = other === undefined ? '--multilingual' : `--languages ${other}`;
    const message = `${entry.name} knows ${known.map(languageName).join(' and ')} alone, so ${wish} cannot be used with it.`;
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', message, { hint: 'offscribe transcribe MEDIA -m base' });
  }
  const flag = multilingual ? '--multilingual' : codes.length > 0 ? '--languages' : undefined;
  if (flag !== undefined && language !== 'auto') {
    throw new UsageError(
      'E_USAGE',
      `${flag} is about languages that are detected, and -l ${language} gives one.`,
      {
        hint: `offscribe transcribe MEDIA -l auto ${multilingual ? flag : `${flag} ${codes.join(',')}`}`,
      },
    );
  }
  return { ...(multilingual ? { multilingual } : {}), ...(codes.length > 0 ? { languages: codes } : {}) };
}

/** English name of a code, for example `German`; the code itself where there is none. */
export function languageName(code: string): string {
  // Every run of an English-only model says this one, and the tables of names take tens of milliseconds to load.
  if (code === 'en') return 'English';
  return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(code) ?? code;
}

/** A code as Whisper writes it. Throws E_LANGUAGE_UNSUPPORTED with the nearest ones. */
export function checkedCode(asked: string): string {
  const known: readonly string[] = LANGUAGES;
  const code = asked.trim().toLowerCase();
  if (known.includes(code)) return code;
  const near = nearestCodes(code);
  const first = near[0];
  const meant = near.map((each) => `${each} (${languageName(each)})`).join(', ');
  throw new UsageError(
    'E_LANGUAGE_UNSUPPORTED',
    first === undefined
      ? `"${asked}" is not a language code that Whisper knows.`
      : `"${asked}" is not a language code that Whisper knows; the nearest: ${meant}.`,
    {
      hint:
        first === undefined
          ? 'offscribe transcribe MEDIA -l auto   (codes look like en, de, ja)'
          : `offscribe transcribe MEDIA -l ${first}`,
      details: { nearest: near },
    },
  );
}

/** Codes whose English name, own name or spelling is like `asked`; a region such as `pt-br` means its language. */
function nearestCodes(asked: string): readonly string[] {
  const known: readonly string[] = LANGUAGES;
  const base = asked.split(/[-_]/, 1)[0] ?? '';
  if (base !== asked && known.includes(base)) return [base];
  const byName = new Map<string, string>();
  for (const code of LANGUAGES) {
    byName.set(languageName(code).toLowerCase(), code);
    const own = new Intl.DisplayNames([code], { type: 'language', fallback: 'none' }).of(code);
    if (own !== undefined) byName.set(own.toLowerCase(), code);
  }
  const exact = byName.get(asked);
  if (exact !== undefined) return [exact];
  const iso3 = threeLetterCode(asked);
  if (iso3 !== undefined && known.includes(iso3)) return [iso3];
  const names = nearestNames(asked, [...byName.keys()]).map((name) => byName.get(name) ?? '');
  const found = names.length > 0 ? names : nearestNames(asked, known).filter((code) => code[0] === asked[0]);
  return [...new Set(found)];
}

/** `deu` and `eng` to `de` and `en`, as the locale data know them. */
function threeLetterCode(asked: string): string | undefined {
  if (!/^[a-z]{3}$/.test(asked)) return undefined;
  return new Intl.Locale(asked).language;
}
