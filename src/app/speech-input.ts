/**
 * Speech input: what an engine is given of a medium: its audio, where speech is, and only the clips that were asked for.
 *
 * Throws  what the decoder and the detector throw; CancelledError.
 * @module
 */
import type { TranscribeInput } from '../engines/index.ts';
import { samplesToSeconds, throwIfCancelled } from '../kernel/index.ts';
import { type Clip, type ClipPlace, clipRegions, clipWarnings, cutRegions } from './clips.ts';
import { retainPcm } from './retained-pcm.ts';
import type { Session } from './session.ts';
import type { CutCount, SampleSpan } from './span.ts';

/** Opens the audio once more, from its first sample. */
type OpenPcm = () => AsyncIterable<Float32Array>;

/**
 * The audio, and a detector that hears it in front of the engine; with `--no-vad` that is witness only, and does not say
 * what is to be decoded.
 */
export async function followSpeech(
  { detector, decoding }: Session,
  pcm: OpenPcm,
  signal: AbortSignal,
): Promise<TranscribeInput> {
  if (detector === undefined) return { pcm: pcm() };
  const { listenAhead } = await import('../engines/index.ts');
  return listenAhead(detector.attend(), pcm(), { signal, isGuide: decoding.vad });
}

/** The same when all of it has been heard, and its length is known: for those who cut it. */
export async function findSpeech(
  { detector, decoding }: Session,
  pcm: OpenPcm,
  signal: AbortSignal,
): Promise<TranscribeInput> {
  const retained = retainPcm(pcm());
  if (detector === undefined) {
    for await (const _ of retained.firstPass) throwIfCancelled(signal);
    return { pcm: retained.secondPass() ?? pcm() };
  }
  const { hearAll } = await import('../engines/index.ts');
  const heard = await hearAll(detector, retained.firstPass, signal);
  const again = retained.secondPass() ?? pcm();
  return decoding.vad ? { pcm: again, ...heard } : { pcm: again, likely: heard.likely };
}

/** What clips are cut out of. The audio's length is known by now. */
export interface ClipSource {
  readonly clips: readonly Clip[] | undefined;
  readonly offsetSec: number;
  readonly span: SampleSpan;
  readonly count: CutCount;
}

/** The input cut to the clips, and what should be said of those that cannot be had. */
export function clipInput(
  input: TranscribeInput,
  { clips, offsetSec, span, count }: ClipSource,
): { readonly input: TranscribeInput; readonly outside: readonly string[] } {
  if (clips === undefined || count.taken === 0) return { input, outside: [] };
  const onClock = (samples: number): number => samplesToSeconds(samples) + offsetSec;
  const place: ClipPlace = {
    fromSec: onClock(span.from),
    toSec: onClock(span.from + count.taken),
    // A pass that had all it wanted did not look further.
    audioEndSec: count.seen < span.to ? onClock(count.seen) : Infinity,
  };
  const { regions, likely } = input;
  const parts = clipRegions(clips, place);
  return {
    input: {
      ...input,
      regions: regions === undefined ? parts : cutRegions(regions, parts),
      ...(likely === undefined ? {} : { likely: cutRegions(likely, parts) }),
    },
    outside: clipWarnings(clips, place),
  };
}
