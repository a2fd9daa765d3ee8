/**
 * Known speech as samples.
 * @module
 */
import { KNOWN_SPEECH } from './known-speech.data.ts';

export { KNOWN_BEGINNINGS, KNOWN_WORDS } from './known-speech.data.ts';

/** The sentence, 16 kHz mono in [-1, 1]. */
export function knownSpeech(): Float32Array {
  const bytes = Buffer.from(KNOWN_SPEECH, 'base64');
  return Float32Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(2 * index) / 32_768);
}
