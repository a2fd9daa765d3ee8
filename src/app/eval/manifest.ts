/**
 * Manifest: the recordings of an evaluation, one JSON object a line.
 *
 * In      JSON Lines: `file` (relative to the manifest), `text`?, `language`?, `id`?, `text_trust`?, `words`? (the
 *         text's words with their times, seconds on the media clock), `expect`? (`no-speech`); other keys are ignored.
 * Throws  InputError E_MANIFEST_INVALID naming the line, E_MEDIA_NOT_FOUND when there is no manifest.
 * @module
 */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError, systemCode } from '../../kernel/index.ts';
import { readText } from '../../platform/index.ts';
import type { TimedWord } from './word-timing.ts';

/** One recording to decode, and its reference text when there is one that can be trusted. */
export interface ManifestItem {
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  /** As the manifest says; undefined: unknown. */
  readonly language?: string;
  /** Present only when it may be scored. */
  readonly reference?: string;
  /** The words of the reference with their times; only beside a reference. */
  readonly words?: readonly TimedWord[];
  /** Nobody speaks in it: any word is an invention. Never beside a reference. */
  readonly isSilent: boolean;
}

/** Trust levels of `text_trust` that are scored; a line without the key is trusted. */
const SCORED_TRUST: ReadonlySet<string> = new Set(['gold', 'book']);

const SECONDS = z.number().min(0);

const WORD = z
  .object({ text: z.string(), start: SECONDS, end: SECONDS })
  .refine(({ start, end }) => start <= end, { path: ['end'] });

const LINE = z.object({
  file: z.string().min(1),
  text: z.string().nullish(),
  language: z.string().nullish(),
  id: z.string().nullish(),
  text_trust: z.string().nullish(),
  words: z.array(WORD).nullish(),
  expect: z.literal('no-speech').nullish(),
});

type Line = z.infer<typeof LINE>;

/** Reads a manifest. */
export async function readManifest(path: string): Promise<readonly ManifestItem[]> {
  const text = await readManifestText(path);
  const folder = dirname(resolve(path));
  const items: ManifestItem[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const place = `${path} line ${i + 1}`;
    items.push(itemOf(parseLine(line, place), folder, place));
  }
  if (items.length === 0) throw invalid(`${path} lists no recordings.`);
  return items;
}

function itemOf(line: Line, folder: string, place: string): ManifestItem {
  const { file, id, language, text_trust: trust, expect } = line;
  const words = line.words ?? [];
  const said = line.text ?? (words.length > 0 ? words.map(({ text }) => text.trim()).join(' ') : undefined);
  const isSilent = expect === 'no-speech';
  if (isSilent && (said ?? '').trim() !== '') {
    throw invalid(`${place}: expect is "no-speech", but the line has a text.`);
  }
  const isScored = said !== undefined && !isSilent && (!trust || SCORED_TRUST.has(trust));
  return {
    id: id ?? file,
    file: resolve(folder, file),
    ...(language ? { language } : {}),
    ...(isScored ? { reference: said } : {}),
    ...(isScored && words.length > 0 ? { words } : {}),
    isSilent,
  };
}

async function readManifestText(path: string): Promise<string> {
  try {
    return (await readText(path)).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'].includes(code)) throw error;
    throw new InputError('E_MEDIA_NOT_FOUND', `There is no readable manifest at ${path}.`, {
      hint: 'offscribe eval path/to/MANIFEST.jsonl',
      cause: error,
    });
  }
}

function parseLine(line: string, place: string): Line {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid(`${place} is not JSON.`, error);
  }
  const parsed = LINE.safeParse(value);
  if (parsed.success) return parsed.data;
  const problem = parsed.error.issues[0];
  const key = problem?.path.join('.') || 'the line';
  throw invalid(`${place}: ${key} is not what it should be.`, parsed.error);
}

function invalid(message: string, cause?: unknown): InputError {
  return new InputError('E_MANIFEST_INVALID', message, {
    hint: `echo '{"file":"a.wav","text":"what is said","language":"en"}' > MANIFEST.jsonl`,
    ...(cause === undefined ? {} : { cause }),
  });
}
