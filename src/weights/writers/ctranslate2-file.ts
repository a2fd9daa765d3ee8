/**
 * CTranslate2 file: write `model.bin`, version 6, as CTranslate2's own converter does: names in order, halves.
 *
 * Layout as in `readers/ctranslate2.ts`. From halves that came out of such a file, the file is the same, byte for byte.
 * Source  CTranslate2 `specs/model_spec.py`; checked against files it wrote.
 * @module
 */
import { type FileRecord, writeNewFile } from '../new-file.ts';
import type { ReadWatch } from '../read-watch.ts';
import { expectedTensors } from '../whisper-checkpoint.ts';
import { HALF_BYTES, HalfTensors } from './half-tensors.ts';
import { requireTiedOutput } from './tied-output.ts';
import type { WrittenModel } from './written-model.ts';

const VERSION = 6;
const SPEC = 'WhisperSpec';
const REVISION = 3;
/** CTranslate2's type numbers. */
const TYPES = { i8: 1, i16: 2, f16: 4 } as const;
const PROJECTION = 'decoder/projection/weight';
const EMBEDDINGS = 'decoder/embeddings/weight';

interface Variable {
  readonly shape: readonly number[];
  readonly type: keyof typeof TYPES;
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Writes the file into `folder`. */
export async function writeCtranslate2File(
  folder: string,
  model: WrittenModel,
  watch: ReadWatch,
): Promise<FileRecord> {
  requireTiedOutput(model.checkpoint);
  const variables = planVariables(model, new HalfTensors(model.checkpoint, watch));
  return await writeNewFile(folder, 'model.bin', async (file) => {
    await file.write(Buffer.concat([number(VERSION, 4), text(SPEC), number(REVISION, 4)]));
    await file.write(number(variables.size, 4));
    for (const [name, { shape, type, pieces }] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const bytes = shape.reduce((product, size) => product * size, type === 'i8' ? 1 : HALF_BYTES);
      const sizes = shape.map((size) => number(size, 4));
      await file.write(Buffer.concat([text(name), number(shape.length, 1), ...sizes]));
      await file.write(Buffer.concat([number(TYPES[type], 1), number(bytes, 4)]));
      for await (const piece of pieces()) await file.write(piece);
    }
    await file.write(Buffer.concat([number(1, 4), text(PROJECTION), text(EMBEDDINGS)]));
  });
}

function planVariables({ dims, checkpoint }: WrittenModel, halves: HalfTensors): Map<string, Variable> {
  const variables = new Map<string, Variable>();
  const setting = (name: string, value: number, type: 'i8' | 'i16'): void => {
    variables.set(name, { shape: [], type, pieces: () => [number(value, type === 'i8' ? 1 : 2)] });
  };
  setting('encoder/num_heads', dims.nAudioHead, 'i16');
  setting('decoder/num_heads', dims.nTextHead, 'i16');
  // Gelu; the others as every Whisper has them.
  setting('decoder/activation', 3, 'i8');
  setting('decoder/pre_norm', 1, 'i8');
  setting('decoder/alibi', 0, 'i8');
  setting('decoder/scale_embeddings', 0, 'i8');
  setting('decoder/start_from_zero_embedding', 0, 'i8');
  setting('decoder/alignment_layer', -1, 'i16');
  setting('decoder/alignment_heads', 1, 'i16');
  for (const [name, shape] of expectedTensors(dims)) {
    if (checkpoint.resolve(name) !== name) continue;
    variables.set(name, { shape, type: 'f16', pieces: () => halves.blocks(name) });
  }
  return variables;
}

/** Little-endian, two's complement. */
function number(value: number, bytes: 1 | 2 | 4): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => value >> (8 * i));
}

function text(content: string): Uint8Array {
  const bytes = Buffer.from(`${content}\0`);
  return Buffer.concat([number(bytes.length, 2), bytes]);
}
