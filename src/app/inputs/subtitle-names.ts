/**
 * Subtitle names: which subtitle files beside a medium belong to it, and in which language they say they are.
 *
 * Names   `talk.srt`, `talk.en.srt`, `talk.eng.sdh.vtt`, `talk.mp4.srt` belong to `talk.mp4`; `talk10.srt` does not.
 * Source  the naming rules of Plex, Jellyfin and Kodi for external subtitles; languages by CLDR's names and aliases.
 * @module
 */
import { basename, extname } from 'node:path';
import { primaryLanguage } from '../../media/index.ts';

const SUBTITLE_EXTENSIONS = ['.srt', '.vtt', '.ass', '.ssa'];

/** Words in a name that say what kind of subtitles they are. `hi` is one only behind a language: alone it is Hindi. */
const KINDS = ['sdh', 'cc', 'default', 'full'];

/** Made at the first name that has a word more: its tables take long to load. */
let languageNames: Intl.DisplayNames | undefined;

/** Subtitles in one language. */
export interface NamedSubtitles {
  /** The shortest code of it; undefined where the name tells none. */
  readonly language: string | undefined;
}

/** What the file name says, if it is a name of subtitles for `media`; undefined otherwise, and for forced ones alone. */
export function subtitlesFor(name: string, media: string): NamedSubtitles | undefined {
  const extension = extname(name);
  if (!SUBTITLE_EXTENSIONS.includes(extension.toLowerCase())) return undefined;
  const rest = behindStem(name.slice(0, -extension.length), media);
  if (rest === undefined) return undefined;
  let language: string | undefined;
  for (const word of rest.toLowerCase().split('.').filter(Boolean)) {
    if (word === 'forced') return undefined;
    if (KINDS.includes(word) || (word === 'hi' && language !== undefined)) continue;
    language ??= languageIn(word);
    // A word of another kind may be the end of another medium's stem.
    if (language === undefined) return undefined;
  }
  return { language };
}

/** Whether two codes of any kind mean one language. */
export function isSameLanguage(left: string, right: string): boolean {
  return shortest(left) === shortest(right);
}

/** What follows the medium's stem, or its whole name; undefined when the name begins otherwise. */
function behindStem(name: string, media: string): string | undefined {
  const whole = basename(media).normalize('NFC');
  const given = name.normalize('NFC');
  for (const start of [whole, whole.slice(0, whole.length - extname(whole).length)]) {
    if (given === start || given.startsWith(`${start}.`)) return given.slice(start.length);
  }
  return undefined;
}

function languageIn(word: string): string | undefined {
  const code = shortest(word);
  languageNames ??= new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
  return code !== undefined && languageNames.of(code) !== undefined ? code : undefined;
}

/** Both written forms of Norwegian are what Whisper calls `no`. */
function shortest(code: string): string | undefined {
  const primary = primaryLanguage(code);
  return primary === 'nb' || primary === 'nn' ? 'no' : primary;
}
