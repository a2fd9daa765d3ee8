/**
 * Real models and real speech for tests: pulled once into the machine's own store, as a user's would be.
 * @module
 */
import { fileURLToPath } from 'node:url';
import { concatPcm } from '../src/audio/index.ts';
import { openMedia } from '../src/media/index.ts';
import { BUILT_IN_CATALOGUE, type CachedModel, openModelStore } from '../src/models/index.ts';
import { offscribeHome, openTrustedDigests, type TrustedDigests } from '../src/platform/index.ts';

/** OFFSCRIBE_HOME of this machine. */
export const HOME: string = offscribeHome(process.env);
/** Its trusted digests. */
export const DIGESTS: TrustedDigests = openTrustedDigests(HOME);

/** The repository's own recordings. */
export const EXAMPLES: string = fileURLToPath(new URL('../examples/', import.meta.url));

/** A catalogue model, pulled if it is not here yet. */
export async function realModel(name: string): Promise<CachedModel> {
  const store = openModelStore({ env: process.env, digests: DIGESTS });
  return await store.pull(BUILT_IN_CATALOGUE.find(name), { offline: false });
}

/** 16 kHz mono samples of a recording in examples/, at most `seconds` of it. */
export async function exampleSpeech(file: string, seconds = Number.POSITIVE_INFINITY): Promise<Float32Array> {
  const media = await openMedia(`${EXAMPLES}${file}`, { env: process.env });
  const pieces: Float32Array[] = [];
  for await (const piece of media.pcm(new AbortController().signal)) pieces.push(piece);
  return concatPcm(pieces).subarray(0, seconds * 16_000);
}
