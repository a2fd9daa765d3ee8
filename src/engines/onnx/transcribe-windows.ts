/**
 * Transcribe windows: audio in, events out, one window after another.
 *
 * A window is decoded by itself, with nothing carried over from the one before, so that its words cannot depend on
 * its neighbours (promise P5) and several can later be decoded at once. Text that a window leaves unfinished is
 * decoded again from where it began.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { isSilent, planFor, readWindow } from '../window-plan.ts';
import {
  type Checkpoint,
  decodeWindow,
  feedPrompt,
  type PromptedWindow,
  startWindow,
} from './decode-window.ts';
import type { LogMel } from './log-mel.ts';
import { softmaxOver } from './sampling.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type WindowOutcome, windowOutcome } from './window-events.ts';
import { timeWords } from './word-times.ts';

/** A loaded model: its checkpoint and its front end. */
export interface WhisperModel {
  readonly checkpoint: Checkpoint;
  readonly logMel: LogMel;
  /** How late its attention is, seconds; measured when it is first asked for. */
  readonly lateness: () => Promise<number>;
}

/** How to decode, and when to stop. */
interface Run {
  readonly options: TranscribeOptions;
  readonly signal: AbortSignal;
}

/** A window's outcome and the language it was decoded in. */
type DecodedWindow = WindowOutcome & { readonly language: SpokenLanguage };

/** Decodes all windows of the input. Throws CancelledError. */
export async function* transcribeWindows(
  model: WhisperModel,
  input: TranscribeInput,
  run: Run,
): AsyncGenerator<EngineEvent> {
  const reel = new PcmReel(input.pcm);
  const plan = planFor(input.regions, reel);
  const narrator = new Narrator(input.regions ?? [], givenLanguage(model.checkpoint.vocabulary, run.options));
  try {
    for (let window = await plan.next(); window !== undefined; window = await plan.next()) {
      throwIfCancelled(run.signal);
      const samples = await readWindow(reel, window);
      if (!isSilent(samples)) {
        const decoded = await transcribeWindow(model, { window, samples, language: narrator.language }, run);
        if (decoded.hasHole && plan.split(window)) continue;
        if (decoded.resumeAt !== undefined) plan.resume(window, decoded.resumeAt);
        else if (decoded.missedFrom !== undefined) plan.retry(window, decoded.missedFrom);
        yield* narrator.tell(decoded.events, decoded.language);
      }
      reel.discardBefore(plan.doneUpTo());
      yield { type: 'progress', seconds: samplesToSeconds(plan.doneUpTo()) };
    }
    yield { type: 'progress', seconds: await reel.drain(run.signal) };
  } finally {
    await reel.close();
  }
}

async function transcribeWindow(
  { checkpoint, logMel, lateness }: WhisperModel,
  {
    window,
    samples,
    language,
  }: { window: Window; samples: Float32Array; language?: SpokenLanguage | undefined },
  run: Run,
): Promise<DecodedWindow> {
  const { vocabulary } = checkpoint;
  const encoded = await checkpoint.graphs.encode(await logMel.features(samples));
  const started = await startWindow(checkpoint, encoded, window.pieces[0]?.startSamples ?? 0);
  const spoken = language ?? detectLanguage(started, vocabulary);
  const prompt = vocabulary.promptAfterStart(spoken.code, run.options.task);
  const hypothesis = await decodeWindow(checkpoint, await feedPrompt(checkpoint, started, prompt), run);

  const outcome = windowOutcome(window, hypothesis, { vocabulary, options: run.options });
  if (run.options.wordTimes !== true) return { ...outcome, language: spoken };
  const aligner = { checkpoint, lateness: await lateness() };
  return {
    ...(await timeWords(aligner, { window, samples, encoded, outcome, prompt, language: spoken.code })),
    language: spoken,
  };
}

function givenLanguage(vocabulary: Vocabulary, { language }: TranscribeOptions): SpokenLanguage | undefined {
  if (!vocabulary.multilingual) return { code: 'en', probability: 1 };
  return language === 'auto' ? undefined : { code: language, probability: 1 };
}

function detectLanguage(window: PromptedWindow, vocabulary: Vocabulary): SpokenLanguage {
  const codes = [...vocabulary.languageTokens.keys()];
  const probabilities = softmaxOver(window.logits, [...vocabulary.languageTokens.values()]);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { code: codes[best] ?? 'en', probability: probabilities[best] ?? 0 };
}
