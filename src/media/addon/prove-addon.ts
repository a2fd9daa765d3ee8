/**
 * Prove add-on: whether it really decodes here, on half a second of a 440 Hz tone, AAC in Matroska.
 *
 * Loading is no proof: with a gap in the runtime (`Promise.withResolvers` on Node.js 20) the library loads, decodes nothing
 * and raises no error.
 * @module
 */
import { join } from 'node:path';
import { SAMPLE_RATE_HZ, toAppError } from '../../kernel/index.ts';
import type { Environment } from '../../platform/index.ts';
import { decodeWithFfmpeg } from '../ffmpeg-decode.ts';
import { probeMedia } from '../ffprobe.ts';
import { addonBackend } from './addon-backend.ts';
import type { AddonRecipe } from './addon-places.ts';

const TONE_SEC = 0.5;
const TONE_HZ = 440;
/** AAC adds up to two frames of padding, and a tone cut off has other pitches in its ends. */
const TOLERANCE = 0.15;

/** What is wrong with the add-on in a folder, in one sentence; undefined when it decodes. Throws CancelledError. */
export async function proveAddon(
  folder: string,
  recipe: AddonRecipe,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const path = join(recipe.folder, 'sample.mka');
  const backend = addonBackend(folder, env);
  let [samples, crossings, last] = [0, 0, 0];
  try {
    const [track] = (await probeMedia(path, backend, signal)).tracks;
    if (track === undefined) return 'it found no audio in a recording that has some.';
    for await (const pcm of decodeWithFfmpeg({ path, backend, track }, signal ?? NEVER)) {
      for (const sample of pcm) {
        if (sample > 0 && last <= 0) crossings++;
        last = sample;
      }
      samples += pcm.length;
    }
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'E_CANCELLED') throw error;
    return message;
  }
  const isRight =
    Math.abs(samples / SAMPLE_RATE_HZ / TONE_SEC - 1) < TOLERANCE &&
    Math.abs(crossings / TONE_SEC / TONE_HZ - 1) < TOLERANCE;
  return isRight ? undefined : `it decoded ${samples} samples that are not what was recorded.`;
}

const NEVER = new AbortController().signal;
