/**
 * Safe content: whether a model's file is of a kind that holds numbers or text and nothing that runs.
 *
 * Taken    safetensors, GGUF and ggml, ONNX, CTranslate2, npz, SentencePiece, plain text; each by its content, with
 *          every size in its header checked, so that the native reader to come is not the first to look.
 * Refused  everything else: pickles above all, archives, programs, scripts, and any binary that is none of these.
 * Throws   StoreError E_MODEL_UNSAFE with the reason.
 * @module
 */
import { openFile } from '../../platform/index.ts';
import type { WeightFormat } from '../catalogue/catalogue-entry.ts';
import { looksLikeCtranslate2, requireCtranslate2 } from './ctranslate2.ts';
import { FormatFile } from './format-file.ts';
import { requireGgml } from './ggml.ts';
import { requireGguf } from './gguf.ts';
import { requireNpz } from './npz.ts';
import { requireOnnx } from './onnx.ts';
import { isPickle } from './pickle.ts';
import { isPlainText } from './plain-text.ts';
import { certainlyRefusedKind, KIND_BYTES, refusedEnding, refusedKind } from './refused-kinds.ts';
import { looksLikeSafetensors, requireSafetensors } from './safetensors.ts';
import { requireSentencePiece } from './sentencepiece.ts';

/** What a safe file is; `data` is text and vocabularies. */
export type SafeFormat = Exclude<WeightFormat, 'pickle'> | 'data';

interface Kind {
  readonly format: SafeFormat;
  readonly fits: (head: Buffer, file: FormatFile) => boolean;
  readonly require: (file: FormatFile) => Promise<void>;
}

const KINDS: readonly Kind[] = [
  { format: 'ggml', fits: (head) => head.toString('latin1', 0, 4) === 'GGUF', require: requireGguf },
  { format: 'ggml', fits: (head) => head.toString('latin1', 0, 4) === 'lmgg', require: requireGgml },
  { format: 'npz', fits: (head) => head.toString('latin1', 0, 4) === 'PK\x03\x04', require: requireNpz },
  { format: 'ctranslate2', fits: looksLikeCtranslate2, require: requireCtranslate2 },
  {
    format: 'safetensors',
    fits: (head, { sizeBytes }) => looksLikeSafetensors(head, sizeBytes),
    require: requireSafetensors,
  },
  // Field 1 of a model, its version, is written first by everything that writes ONNX.
  { format: 'onnx', fits: (head) => head[0] === 0x08, require: requireOnnx },
  {
    format: 'data',
    fits: (head, { name }) => head[0] === 0x0a && /\.(model|spm)$/.test(name),
    require: requireSentencePiece,
  },
];

/** Checks the file at `path`, which its model calls `name`. */
export async function requireSafeContent(path: string, name: string): Promise<SafeFormat> {
  const handle = await openFile(path, 'r');
  try {
    return await formatOf(new FormatFile(handle, (await handle.stat()).size, name));
  } finally {
    await handle.close();
  }
}

async function formatOf(file: FormatFile): Promise<SafeFormat> {
  const ending = refusedEnding(file.name);
  if (ending !== undefined) throw file.refusal(`files that end in ${ending} are never taken`);
  if (file.sizeBytes === 0) return 'data';
  if (await isPickle(file)) throw file.refusal('it is a pickle, which can run any program when it is read');
  const head = await file.head(KIND_BYTES);
  const kind = KINDS.find(({ fits }) => fits(head, file));
  if (kind !== undefined) {
    await kind.require(file);
    return kind.format;
  }
  if (isRawTensors(file.name)) {
    const hidden = certainlyRefusedKind(head);
    if (hidden !== undefined) throw file.refusal(`it is ${hidden}`);
    return 'onnx';
  }
  const isText = await isPlainText(file);
  if (isText && !head.toString('latin1').startsWith('#!')) return 'data';
  throw file.refusal(`it is ${refusedKind(head) ?? 'of no kind that is known to be safe'}`);
}

/** Tensors that an ONNX graph keeps beside itself have no format at all: ONNX Runtime maps them as numbers. */
function isRawTensors(name: string): boolean {
  return /\.onnx[._]data(_\d+)?$/.test(name);
}
