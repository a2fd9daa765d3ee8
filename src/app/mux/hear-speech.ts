/**
 * Hear speech: where somebody speaks in a file, on the media clock, for those who have no transcript of it at hand.
 *
 * Throws  what opening and decoding media throw, EngineError E_ENGINE_FAILED, CancelledError.
 * @module
 */
import type { SpeechRegion } from '../../kernel/index.ts';
import { VOICE_ACTIVITY_MODEL } from '../decoding.ts';
import { findModel } from '../ensure-models.ts';
import type { Supervision } from '../events.ts';
import type { Wiring } from '../wiring.ts';

/** Speech regions of the default audio track; undefined where the detector's model is not on this machine. */
export async function hearSpeech(
  media: string,
  wiring: Wiring,
  { signal }: Pick<Supervision, 'signal'>,
): Promise<readonly SpeechRegion[] | undefined> {
  const model = await findModel(VOICE_ACTIVITY_MODEL, wiring);
  if (model === undefined) return undefined;
  const { openMedia } = await import('../../media/index.ts');
  const { hearAll } = await import('../../engines/index.ts');
  const { pcm, offsetSec } = await openMedia(media, { env: wiring.env, signal });
  const detector = await wiring.loadDetector(model.folder);
  try {
    const { regions } = await hearAll(detector, pcm(signal), signal);
    return regions.map(({ start, end }) => ({ start: start + offsetSec, end: end + offsetSec }));
  } finally {
    await detector.close();
  }
}
