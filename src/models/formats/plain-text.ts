/**
 * Plain text: UTF-8 without a NUL, as settings, vocabularies and licences are.
 * @module
 */
import { TextDecoder } from 'node:util';
import type { FormatFile } from './format-file.ts';

/** The longest published tokenizers have about 35 MB. */
const MAX_TEXT_BYTES = 128 * 1024 * 1024;
const PIECE_BYTES = 1 << 20;

/** Whether every byte of the file belongs to text; longer files than text ever is are not read. */
export async function isPlainText(file: FormatFile): Promise<boolean> {
  if (file.sizeBytes > MAX_TEXT_BYTES) return false;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let offset = 0; offset < file.sizeBytes; offset += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, file.sizeBytes - offset);
    const piece = await file.span(offset, length);
    if (piece.includes(0) || !isUtf8(decoder, piece, offset + length < file.sizeBytes)) return false;
  }
  return true;
}

function isUtf8(decoder: TextDecoder, piece: Buffer, stream: boolean): boolean {
  try {
    decoder.decode(piece, { stream });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
