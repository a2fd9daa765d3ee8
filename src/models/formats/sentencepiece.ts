/**
 * SentencePiece: a vocabulary as a protobuf message, walked field by field.
 * Source  sentencepiece `src/sentencepiece_model.proto`, ModelProto.
 * @module
 */
import { FormatCursor, type FormatFile } from './format-file.ts';
import { readField } from './protobuf.ts';

/** pieces, trainer_spec, normalizer_spec, self_test_data, denormalizer_spec. */
const LAST_FIELD = 5;
const PIECES = 1;
/** piece, score, type. */
const LAST_PIECE_FIELD = 3;
const MAX_PIECES = 2_000_000;

/** Walks the pieces. Throws StoreError E_MODEL_UNSAFE. */
export async function requireSentencePiece(file: FormatFile): Promise<void> {
  const cursor = new FormatCursor(file);
  let pieces = 0;
  while (!cursor.isAtEnd) {
    const { number, content } = await readField(cursor);
    if (number > LAST_FIELD || content === undefined)
      throw file.refusal('it is not a SentencePiece vocabulary');
    if (number !== PIECES) continue;
    pieces += 1;
    if (pieces > MAX_PIECES) throw file.refusal('it has too many pieces');
    const piece = new FormatCursor(file, content.from, content.to);
    while (!piece.isAtEnd) {
      if ((await readField(piece)).number > LAST_PIECE_FIELD) {
        throw file.refusal('it is not a SentencePiece vocabulary');
      }
    }
  }
  if (pieces === 0) throw file.refusal('it is not a SentencePiece vocabulary');
}
