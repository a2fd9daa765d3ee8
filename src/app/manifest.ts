/**
 * Manifest: the recordings of an evaluation, one JSON object a line.
 *
 * In      JSON Lines: `file` (relative to the manifest), `text`?, `language`?, `id`?, `text_trust`?; other keys are
 *         ignored.
 * Throws  InputError E_MANIFEST_INVALID naming the line, E_MEDIA_NOT_FOUND when there is no manifest.
 * @module
 */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { InputError, systemCode } from '../kernel/index.ts';
import { readText } from '../platform/index.ts';

/** One recording to decode, and its reference text when there is one that can be trusted. */
export interface ManifestItem {
  readonly id: string;
  /** Absolute path. */
  readonly file: string;
  /** As the manifest says; undefined: unknown. */
  readonly language?: string;
  /** Present only when it may be scored. */
  readonly reference?: string;
}

/** Trust levels of `text_trust` that are scored; a line without the key is trusted. */
const SCORED_TRUST: ReadonlySet<string> = new Set(['gold', 'book']);

const LINE = z.object({
  file: z.string().min(1),
  text: z.string().nullish(),
  language: z.string().nullish(),
  id: z.string().nullish(),
  text_trust: z.string().nullish(),
});

/** Reads a manifest. */
export async function readManifest(path: string): Promise<readonly ManifestItem[]> {
  const text = await readManifestText(path);
  const folder = dirname(resolve(path));
  const items: ManifestItem[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const { file, id, language, text: said, text_trust: trust } = parseLine(line, `${path} line ${i + 1}`);
    const scored = said !== undefined && said !== null && (!trust || SCORED_TRUST.has(trust));
    items.push({
      id: id ?? file,
      file: resolve(folder, file),
      ...(language ? { language } : {}),
      ...(scored ? { reference: said } : {}),
    });
  }
  if (items.length === 0) throw invalid(`${path} lists no recordings.`);
  return items;
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

function parseLine(line: string, place: string): z.infer<typeof LINE> {
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
