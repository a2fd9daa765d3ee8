/**
 * Language tags: one language as each container writes it.
 *
 * In/out  any language code (`de`, `ger`, `deu`, `pt-BR`, `zh_Hant`) -> its BCP 47 form and its code of three letters.
 * Throws  UsageError E_USAGE for what is no language code.
 * Source  RFC 5646 (canonical by Intl, CLDR's alias table); RFC 9559 section 12 (Matroska: ISO 639-2, bibliographic);
 *         ISO/IEC 14496-12 section 8.4.2 (MP4: ISO 639-2/T); QuickTime File Format, language codes.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import { ISO_639_2, QUICKTIME_LANGUAGES } from './language-codes.data.ts';

/** Which code of three letters a container takes. */
export type LanguageForm = 'bibliographic' | 'terminological' | 'quicktime';

/** Languages whose own code is younger than ISO 639-2: the one that holds them there (ISO 639-3, macrolanguages). */
const WIDER: Readonly<Record<string, string>> = { yue: 'zh' };

/** QuickTime's name for a language that has another code in ISO 639-2. */
const QUICKTIME_NAMES: Readonly<Record<string, string>> = { swe: 'sve' };

/** The canonical BCP 47 tag, for example `de`, `pt-BR`, `zh-Hant`. */
export function languageTag(code: string): string {
  const tag = code.trim().replaceAll('_', '-');
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    if (canonical !== undefined) return canonical;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new UsageError('E_USAGE', `"${code}" is not a language code.`, {
    hint: 'Use a BCP 47 tag, for example en, de, pt-BR or zh-Hant.',
  });
}

/** The code of three letters for a BCP 47 tag; undefined where the container has none for that language. */
export function languageCode(tag: string, form: LanguageForm): string | undefined {
  const [primary = 'und'] = tag.toLowerCase().split('-');
  const codes = (ISO_639_2[WIDER[primary] ?? primary] ?? primary).split(' ');
  const [terminological = 'und', bibliographic = terminological] = codes;
  if (form === 'bibliographic') return bibliographic;
  if (form === 'terminological') return terminological;
  const spellings = [bibliographic, terminological, QUICKTIME_NAMES[terminological] ?? ''];
  return spellings.find((spelling) => QUICKTIME_LANGUAGES.includes(spelling));
}
