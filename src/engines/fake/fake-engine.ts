/**
 * The fake engine: obeys the whole contract without a model. It hears speech where the samples are loud, and says
 * the words it was given, one text to a region. For tests of everything above engines.
 * @module
 */
import {
  LANGUAGES,
  samplesToSeconds,
  secondsToSamples,
  throwIfCancelled,
  UsageError,
} from '../../kernel/index.ts';
import type {
  EngineEvent,
  LoadedModel,
  SpeechEngine,
  TranscribeInput,
  TranscribeOptions,
} from '../engine.ts';
import { hearBehind } from '../listener.ts';
import { PcmReel } from '../pcm-reel.ts';
import { watchMissed } from '../watch-missed.ts';
import { remembered } from '../window-memory.ts';

/** Below this peak the fake hears nothing. */
const LOUD = 0.01;

/** Without regions the fake cuts its input into spans of this many seconds. */
const SPAN_SEC = 10;

/** Makes a fake engine that says `texts` in turn. */
export function createFakeEngine(texts: readonly string[] = ['Hello from the fake engine.']): SpeechEngine {
  return {
    name: 'fake',
    version: '1',
    capabilities: { wordTimes: false, beam: false, batch: false, translate: false, hotwords: false },
    load: async () => {
      let effective: Readonly<Record<string, unknown>> = {};
      const model: LoadedModel = {
        get effectiveOptions() {
          return effective;
        },
        transcribe: (input, options, signal) => {
          effective = { ...options };
          return watchMissed(speak(texts, input, { options, signal }), input.likely);
        },
        close: async () => {},
      };
      return model;
    },
  };
}

async function* speak(
  texts: readonly string[],
  input: TranscribeInput,
  { options, signal }: { options: TranscribeOptions; signal: AbortSignal },
): AsyncIterable<EngineEvent> {
  const known: readonly string[] = LANGUAGES;
  if (options.language !== 'auto' && !known.includes(options.language)) {
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', `The fake engine does not know "${options.language}".`, {
      hint: 'use -l auto',
    });
  }
  const reel = new PcmReel(input.pcm);
  let said = 0;
  try {
    for await (const { start, end } of spans(input, reel)) {
      throwIfCancelled(signal);
      const from = secondsToSamples(start);
      const samples = await reel.read(from, secondsToSamples(end));
      reel.discardBefore(from);
      const isLoud = async (): Promise<boolean> => samples.some((sample) => Math.abs(sample) > LOUD);
      if (await remembered(input.memory, { start, end, options }, isLoud)) {
        if (said === 0)
          yield {
            type: 'language',
            language: options.language === 'auto' ? 'en' : options.language,
            probability: 1,
          };
        const text = texts[said % texts.length] ?? '';
        said += 1;
        const heardEnd = start + samplesToSeconds(samples.length);
        const scores = { avgLogprob: -0.1, compressionRatio: 1, noSpeechProb: 0, temperature: 0 };
        yield { type: 'segment', segment: { start, end: heardEnd, text, tokens: [], ...scores } };
      }
      const seconds = samplesToSeconds(reel.samplesRead);
      await hearBehind(input.listener, seconds);
      yield { type: 'progress', seconds };
    }
  } finally {
    await reel.close();
  }
}

async function* spans(input: TranscribeInput, reel: PcmReel): AsyncIterable<{ start: number; end: number }> {
  if (input.regions !== undefined) {
    for (let at = 0; ; at += 1) {
      while (at >= input.regions.length && (await input.listener?.hearOn()) === true);
      const region = input.regions[at];
      if (region === undefined) return;
      yield region;
    }
  }
  for (let start = 0; ; start += SPAN_SEC) {
    const probe = await reel.read(secondsToSamples(start), secondsToSamples(start) + 1);
    if (probe.length === 0) {
      await hearBehind(input.listener, Infinity);
      return;
    }
    yield { start, end: start + SPAN_SEC };
  }
}
