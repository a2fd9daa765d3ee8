/**
 * protobuf: one field after another of a message whose fields are known by their numbers alone.
 * @module
 */
import type { FormatCursor } from './format-file.ts';

/** A field; `content` is where its bytes lie, for strings, messages and packed numbers. */
export interface ProtobufField {
  readonly number: number;
  readonly content?: { readonly from: number; readonly to: number };
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/** Steps over the next field. Throws StoreError E_MODEL_UNSAFE for what is no protobuf, and for groups. */
export async function readField(cursor: FormatCursor): Promise<ProtobufField> {
  const tag = await cursor.varint();
  const number = Math.floor(tag / 8);
  const wire = tag % 8;
  if (number < 1 || number > 2 ** 29) throw cursor.file.refusal('it is no valid protobuf message');
  if (wire === VARINT) await cursor.varint();
  else if (wire === FIXED_64) cursor.skip(8);
  else if (wire === FIXED_32) cursor.skip(4);
  else if (wire === LENGTH) {
    const length = await cursor.varint();
    const from = cursor.skip(length);
    return { number, content: { from, to: from + length } };
  } else throw cursor.file.refusal('it is no valid protobuf message');
  return { number };
}
