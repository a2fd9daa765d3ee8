/**
 * Language names: OpenAI's API calls a language by its English name, everybody else by its code.
 * Source  openai-whisper's `tokenizer.py` (names), CLDR through Intl for all but those that differ there.
 * @module
 */
import { LANGUAGES } from '../../kernel/index.ts';

/** Whisper's names that are not CLDR's, lower case. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  jw: 'javanese',
  my: 'myanmar',
  mi: 'maori',
  nn: 'nynorsk',
  tl: 'tagalog',
  yue: 'cantonese',
  bn: 'bengali',
};

let codes: ReadonlyMap<string, string> | undefined;

/** `english` for `en`; the code itself where nobody has a name for it. */
export function languageName(code: string): string {
  const own = Object.hasOwn(OWN_NAMES, code) ? OWN_NAMES[code] : undefined;
  return own ?? nameInCldr(code)?.toLowerCase() ?? code;
}

/** The code for a name or a code; what is neither stays as it is. */
export function languageCode(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  codes ??= new Map(LANGUAGES.map((code) => [languageName(code), code]));
  return codes.get(name.toLowerCase()) ?? name;
}

function nameInCldr(code: string): string | undefined {
  try {
    return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(code);
  } catch (error) {
    // Not the form of a code.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
