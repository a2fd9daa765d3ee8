/**
 * Saved set: the hypotheses of an earlier `offscribe eval --json`, or of any tool that writes `{"items":[{"id","hyp"}]}`,
 * to be scored again against the manifest of today.
 *
 * Throws  InputError E_MANIFEST_INVALID for a document that is none, E_MEDIA_NOT_FOUND when there is no such file.
 * @module
 */
import { z } from 'zod';
import { EngineError, InputError, systemCode } from '../../kernel/index.ts';
import { readText } from '../../platform/index.ts';
import type { HeardItem, HeardSet } from './heard-item.ts';
import type { ManifestItem } from './manifest.ts';

const SECONDS = z.number().min(0);
const SHARE = z.number().min(0).max(1).optional();

const DOCUMENT = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      hyp: z.string(),
      language: z.string().optional(),
      audioSeconds: SECONDS.optional(),
      wallSeconds: SECONDS.optional(),
      words: z
        .array(
          z.object({
            text: z.string(),
            start: SECONDS,
            end: SECONDS,
            probability: SHARE,
            confidence: SHARE,
          }),
        )
        .optional(),
      error: z.object({ code: z.string(), message: z.string() }).optional(),
    }),
  ),
  engine: z
    .object({ name: z.string(), version: z.string(), options: z.record(z.string(), z.unknown()) })
    .optional(),
  model: z.object({ name: z.string(), sha256: z.string() }).optional(),
});

type SavedDocument = z.infer<typeof DOCUMENT>;
type SavedItem = SavedDocument['items'][number];

/** Reads a document. */
export async function readSavedDocument(path: string): Promise<SavedDocument> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'].includes(code)) throw error;
    throw new InputError('E_MEDIA_NOT_FOUND', `There is no readable result to compare with at ${path}.`, {
      hint: `offscribe eval MANIFEST.jsonl --json > ${JSON.stringify(path)}`,
      cause: error,
    });
  }
  try {
    const parsed = DOCUMENT.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const place = parsed.error.issues[0]?.path.join('.') || 'the document';
    throw invalid(path, `${place} is not what it should be`, parsed.error);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(path, 'it is not JSON', error);
    throw error;
  }
}

/** The document's answers in the manifest's order; a recording that it does not have is an item with an error. */
export function savedSet(
  items: readonly ManifestItem[],
  { items: saved, engine, model }: SavedDocument,
): HeardSet {
  const waiting = new Map<string, SavedItem[]>();
  for (const each of saved) waiting.set(each.id, [...(waiting.get(each.id) ?? []), each]);
  return {
    // An id that stands twice is answered in order.
    items: items.map((item) => heardOf(item, waiting.get(item.id)?.shift())),
    ...(engine === undefined ? {} : { engine }),
    ...(model === undefined ? {} : { model }),
    notes: [],
  };
}

function heardOf(item: ManifestItem, saved: SavedItem | undefined): HeardItem {
  const language = item.language ?? saved?.language ?? 'und';
  const problem = saved === undefined ? 'it is not in the document' : saved.error?.message;
  return {
    item,
    language,
    hyp: saved?.hyp ?? '',
    ...(saved?.words === undefined ? {} : { words: saved.words }),
    ...(problem === undefined ? {} : { error: new EngineError('E_ENGINE_FAILED', problem) }),
    audioSec: saved?.audioSeconds ?? 0,
    wallSec: saved?.wallSeconds ?? 0,
    peakRssMb: 0,
  };
}

function invalid(path: string, problem: string, cause: unknown): InputError {
  return new InputError('E_MANIFEST_INVALID', `${path} cannot be compared with: ${problem}.`, {
    // Not into `path`: it may be a file of another kind that was named by mistake.
    hint: 'offscribe eval MANIFEST.jsonl --json > before.json',
    cause,
  });
}
