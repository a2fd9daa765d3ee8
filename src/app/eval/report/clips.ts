/**
 * Clips: recordings as data URIs, so that the report is one file that needs nothing else.
 * @module
 */
import { formatWav } from '../../../audio/index.ts';
import { SAMPLE_RATE_HZ, secondsToSamples, toAppError } from '../../../kernel/index.ts';
import { openMedia } from '../../../media/index.ts';
import type { HearingSurroundings } from '../hear-set.ts';
import type { ManifestItem } from '../manifest.ts';

/** More of one recording is cut off. */
const LONGEST_SEC = 30;

/** Bytes of base64 in one report. */
const MAX_BYTES = 12e6;

/** Data URIs of 16 kHz mono WAV by item, in order until the room is taken; what cannot be opened again is left out. */
export async function embedClips(
  items: readonly ManifestItem[],
  { wiring, supervision }: HearingSurroundings,
): Promise<ReadonlyMap<ManifestItem, string>> {
  const clips = new Map<ManifestItem, string>();
  let bytes = 0;
  for (const item of items) {
    try {
      const media = await openMedia(item.file, { env: wiring.env, signal: supervision.signal });
      const wav = formatWav(await firstSamples(media.pcm(supervision.signal)), {
        sampleRateHz: SAMPLE_RATE_HZ,
      });
      const clip = `data:audio/wav;base64,${Buffer.from(wav).toString('base64')}`;
      if (bytes + clip.length > MAX_BYTES) continue;
      bytes += clip.length;
      clips.set(item, clip);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'E_CANCELLED') throw error;
      supervision.report({
        type: 'warning',
        file: item.id,
        message: `${error.message} The report has no clip of it.`,
      });
    }
  }
  return clips;
}

async function firstSamples(pcm: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const samples = new Float32Array(secondsToSamples(LONGEST_SEC));
  let filled = 0;
  for await (const piece of pcm) {
    const part = piece.subarray(0, samples.length - filled);
    samples.set(part, filled);
    filled += part.length;
    if (filled === samples.length) break;
  }
  return samples.subarray(0, filled);
}
