/**
 * ggml: the older, Whisper-only format of whisper.cpp.
 *
 * Layout  u32 `ggml`, 11 i32 settings; i32 mels, i32 bins, that many floats; i32 tokens, each a u32 length and its bytes;
 *         tensors to the end: i32 rank, i32 length of the name, i32 format, i32 sizes, the name, the bytes.
 * Limits  every count and length is bounded by the file before it is used.
 * Source  whisper.cpp `src/whisper.cpp`, `whisper_model_load`.
 * @module
 */
import { FormatCursor, type FormatFile } from './format-file.ts';
import { tensorBytes } from './tensor-sizes.ts';

const SETTINGS = 11;
const MAX_TOKENS = 1_000_000;
const MAX_NAME_BYTES = 1024;
const MAX_RANK = 4;
const FLOAT_BYTES = 4;

/** Checks the file from front to end, tensors by their sizes alone. Throws StoreError E_MODEL_UNSAFE. */
export async function requireGgml(file: FormatFile): Promise<void> {
  const cursor = new FormatCursor(file, 4);
  for (let i = 0; i < SETTINGS; i += 1) {
    const value = await cursor.i32();
    if (value < 0 || value > MAX_TOKENS) throw file.refusal(`one of its settings is ${value}`);
  }
  const mels = await cursor.i32();
  const bins = await cursor.i32();
  if (mels < 0 || bins < 0) throw file.refusal('its mel filters have a negative size');
  cursor.skip(mels * bins * FLOAT_BYTES);
  const tokens = await cursor.i32();
  if (tokens < 0 || tokens > MAX_TOKENS) throw file.refusal(`it claims ${tokens} tokens`);
  for (let i = 0; i < tokens; i += 1) cursor.skip(await cursor.u32());
  while (!cursor.isAtEnd) await skipTensor(cursor);
}

async function skipTensor(cursor: FormatCursor): Promise<void> {
  const { file } = cursor;
  const rank = await cursor.i32();
  const nameBytes = await cursor.i32();
  const format = await cursor.i32();
  if (rank < 0 || rank > MAX_RANK) throw file.refusal(`a tensor claims ${rank} dimensions`);
  if (nameBytes < 0 || nameBytes > MAX_NAME_BYTES)
    throw file.refusal(`a name in it claims ${nameBytes} bytes`);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) shape.push(await cursor.u32());
  cursor.skip(nameBytes);
  const bytes = tensorBytes(format, shape);
  if (bytes === undefined)
    throw file.refusal(`a tensor of shape [${shape.join(', ')}] has the format ${format}`);
  cursor.skip(bytes);
}
