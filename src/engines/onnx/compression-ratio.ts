/**
 * Compression ratio: how repetitive a text is. Looping output compresses far better than speech.
 * Source  openai/whisper `whisper/utils.py`.
 * @module
 */
import { deflateSync } from 'node:zlib';

/** UTF-8 bytes divided by their zlib size; 0 for an empty text. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}
