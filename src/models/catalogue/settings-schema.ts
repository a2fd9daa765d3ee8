/**
 * Settings schema: what an offscribe.toml may say of models, key by key. A key that is not here is refused.
 *
 * In zod's small form: whoever has such a file waits for this at every command.
 * @module
 */
import * as z from 'zod/mini';
import { pathFlaw } from '../safe-names.ts';

// Its small form brings no words of its own.
z.config(z.locales.en());

/** Letters that every shell, file system and hub takes; a slash would look like a repository. */
const NAME = z.string().check(
  z.maxLength(96, 'a name has at most 96 characters'),
  z.regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    'a name has letters, digits, dots, dashes and underscores',
  ),
  z.refine((name) => !name.includes('--') && !name.includes('..'), 'a name has no "--" and no ".."'),
);
const REPO = z
  .string()
  .check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/[A-Za-z0-9][A-Za-z0-9._-]*$/, 'it must be owner/name'));
const FILE_NAME = z
  .string()
  .check(z.refine((name) => pathFlaw(name) === undefined, 'it cannot be a file name everywhere'));
const LANGUAGE = z.string().check(z.regex(/^[a-z]{2,3}$/, 'a language code has two or three letters'));
const SIZE = z.int('it must be a whole number').check(z.nonnegative('it must not be below zero'));

/** Some text, at most so long. */
function text(most: number): z.ZodMiniString {
  const message = `it must have 1 to ${most} characters`;
  return z.string().check(z.minLength(1, message), z.maxLength(most, message));
}

const PATH = z.string().check(z.minLength(1, 'it must not be empty'));
const SOME_FILES = z.array(text(255)).check(z.minLength(1, 'it must name at least one file'));

const SOURCE_SHAPES = [
  {
    kind: z.literal('hub'),
    repo: REPO,
    revision: z.optional(text(255)),
    files: SOME_FILES,
    'optional-files': z.optional(z.array(text(255))),
  },
  { kind: z.literal('folder'), path: PATH },
  { kind: z.literal('bundle'), path: PATH },
] as const;
const SOURCE_TABLE = z.discriminatedUnion('kind', [
  z.strictObject(SOURCE_SHAPES[0]),
  z.strictObject(SOURCE_SHAPES[1]),
  z.strictObject(SOURCE_SHAPES[2]),
]);

const FILE_SHAPE = {
  name: FILE_NAME,
  'size-bytes': SIZE,
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'it must be 64 lower-case hex digits')),
};

const MODEL_SHAPE = {
  name: NAME,
  aliases: z._default(z.array(NAME), []),
  task: z._default(
    z.enum(['transcribe', 'vad', 'diarize', 'speaker-embedding', 'translate', 'align']),
    'transcribe',
  ),
  languages: z._default(
    z.union(
      [z.literal('multilingual'), z.array(LANGUAGE).check(z.minLength(1, 'it must name a language'))],
      'it must be "multilingual" or a list of language codes',
    ),
    'multilingual',
  ),
  licence: text(100),
  'licence-evidence': z.optional(text(300)),
  'non-commercial': z._default(z.boolean(), false),
  gated: z._default(z.boolean(), false),
  'size-bytes': z.optional(SIZE),
  // No pickle: it can run code when it is read.
  format: z.enum(['ctranslate2', 'onnx', 'safetensors', 'ggml', 'npz']),
  engines: z.optional(z.array(z.enum(['onnx', 'mlx', 'faster-whisper']))),
  file: z._default(z.array(z.strictObject(FILE_SHAPE)), []),
  source: z.array(SOURCE_TABLE).check(z.minLength(1, 'there must be at least one')),
};
const MODEL_TABLE = z.strictObject(MODEL_SHAPE);

/** All tables of an offscribe.toml; its other keys are single settings. */
export const MODEL_TABLES = z.strictObject({ model: z._default(z.array(MODEL_TABLE), []) });

/** Keys that a table takes, by its place below `model`. */
export const TABLE_KEYS = {
  model: Object.keys(MODEL_SHAPE),
  'model.file': Object.keys(FILE_SHAPE),
  'model.source': SOURCE_SHAPES.flatMap((shape) => Object.keys(shape)),
} as const;

/** One `[[model]]`. */
export type ModelTable = z.infer<typeof MODEL_TABLE>;
/** One `[[model.source]]`. */
export type SourceTable = z.infer<typeof SOURCE_TABLE>;
