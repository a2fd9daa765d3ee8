/**
 * Settings schema: what an offscribe.toml may say of models, key by key. A key that is not here is refused.
 * @module
 */
import { z } from 'zod';
import { pathFlaw } from '../safe-names.ts';

/** Letters that every shell, file system and hub takes; a slash would look like a repository. */
const NAME = z
  .string()
  .max(96)
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    'a name has letters, digits, dots, dashes and underscores',
  )
  .refine((name) => !name.includes('--') && !name.includes('..'), 'a name has no "--" and no ".."');
const REPO = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, 'it must be owner/name');
const PATTERN = z.string().min(1).max(255);
const FILE_NAME = z
  .string()
  .refine((name) => pathFlaw(name) === undefined, 'it cannot be a file name everywhere');

const HUB_TABLE = z.strictObject({
  kind: z.literal('hub'),
  repo: REPO,
  revision: z.string().min(1).max(255).optional(),
  files: z.array(PATTERN).min(1),
  'optional-files': z.array(PATTERN).optional(),
});
const PLACE_SHAPE = { path: z.string().min(1) };
const SOURCE_TABLE = z.discriminatedUnion('kind', [
  HUB_TABLE,
  z.strictObject({ kind: z.literal('folder'), ...PLACE_SHAPE }),
  z.strictObject({ kind: z.literal('bundle'), ...PLACE_SHAPE }),
]);

const FILE_TABLE = z.strictObject({
  name: FILE_NAME,
  'size-bytes': z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'it must be 64 lower-case hex digits'),
});

const MODEL_TABLE = z.strictObject({
  name: NAME,
  aliases: z.array(NAME).default([]),
  task: z
    .enum(['transcribe', 'vad', 'diarize', 'speaker-embedding', 'translate', 'align'])
    .default('transcribe'),
  languages: z
    .union(
      [
        z.literal('multilingual'),
        z.array(z.string().regex(/^[a-z]{2,3}$/, 'a language code has two or three letters')).min(1),
      ],
      {
        error: 'it must be "multilingual" or a list of language codes',
      },
    )
    .default('multilingual'),
  licence: z.string().min(1).max(100),
  'licence-evidence': z.string().min(1).max(300).optional(),
  'non-commercial': z.boolean().default(false),
  gated: z.boolean().default(false),
  'size-bytes': z.int().nonnegative().optional(),
  // No pickle: it can run code when it is read.
  format: z.enum(['ctranslate2', 'onnx', 'safetensors', 'ggml', 'npz']),
  engines: z.array(z.enum(['onnx', 'mlx', 'faster-whisper'])).optional(),
  file: z.array(FILE_TABLE).default([]),
  source: z.array(SOURCE_TABLE).min(1),
});

/** All tables of an offscribe.toml; its other keys are single settings. */
export const MODEL_TABLES = z.strictObject({ model: z.array(MODEL_TABLE).default([]) });

/** One `[[model]]`. */
export type ModelTable = z.infer<typeof MODEL_TABLE>;
/** One `[[model.source]]`. */
export type SourceTable = z.infer<typeof SOURCE_TABLE>;
