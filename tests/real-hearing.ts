/**
 * Real hearing for tests: the in-process engine with `tiny.en` behind the real voice activity detector, greedy.
 * @module
 */
import {
  createOnnxEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type HeardSpeech,
  hearAll,
  loadVoiceActivityDetector,
} from '../src/engines/index.ts';
import { DIGESTS, HOME, realModel } from './real-models.ts';

const SIGNAL = new AbortController().signal;

/** Greedy, at temperature 0 alone. */
export const GREEDY = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', temperatures: [0] };

/** Engine and detector in memory; close them when done. */
export interface RealHearing {
  /** Where there is speech, 16 kHz mono. */
  listen(pcm: Float32Array): Promise<HeardSpeech>;
  /** All that the engine tells of samples, given what was heard in them. */
  transcribe(pcm: Float32Array, heard: Partial<HeardSpeech>, options?: typeof GREEDY): Promise<EngineEvent[]>;
  close(): Promise<void>;
}

/** Loads both, pulled if they are not here yet. */
export async function openRealHearing(precision: 'int8' | 'f32'): Promise<RealHearing> {
  const engine = createOnnxEngine({ home: HOME, digests: DIGESTS });
  const model = await engine.load((await realModel('tiny.en')).folder, { threads: 2, precision });
  const detector = await loadVoiceActivityDetector((await realModel('silero-vad')).folder);
  return {
    listen: async (pcm) => await hearAll(detector, whole(pcm), SIGNAL),
    async transcribe(pcm, heard, options = GREEDY) {
      const events: EngineEvent[] = [];
      for await (const event of model.transcribe({ pcm: whole(pcm), ...heard }, options, SIGNAL))
        events.push(event);
      return events;
    },
    async close() {
      await model.close();
      await detector.close();
    },
  };
}

/** The texts of the segments among some events. */
export function textsOf(events: readonly EngineEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'segment' ? [event.segment.text] : []));
}

async function* whole(pcm: Float32Array): AsyncGenerator<Float32Array> {
  yield pcm;
}
