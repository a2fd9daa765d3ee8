/**
 * Transcribe windows: audio in, events out, one window after another.
 *
 * A window is decoded by itself, with nothing carried over from the one before, so that its words cannot depend on
 * its neighbours (promise P5) and several can later be decoded at once. Text that a window leaves unfinished is
 * decoded again from where it began.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { guardLoops } from '../truth/loop-guard.ts';
import { listenTo } from '../truth/window-sound.ts';
import { Turn } from '../turn.ts';
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
import { believedEvents, isTruer, secondAttempt, secondHearing, windowOver } from './second-look.ts';
import type { Vocabulary } from './vocabulary.ts';
import { type WindowOutcome, windowOutcome } from './window-events.ts';

/** A loaded model: its checkpoint and its front end. */
export interface WhisperModel {
  readonly checkpoint: Checkpoint;
  readonly logMel: LogMel;
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
  const narrator = new Narrator(input.regions ?? [], givenLanguage(model.checkpoint.vocabulary, run.options));
  const work: Work = { model, input, run, reel, narrator, turn: new Turn(input.likely ?? []) };
  try {
    yield* guardLoops(tellWindows(work), (tokens) => model.checkpoint.vocabulary.decode(tokens));
    yield { type: 'progress', seconds: await reel.drain(run.signal) };
  } finally {
    await reel.close();
  }
}

/** What all windows of one input share. */
interface Work {
  readonly model: WhisperModel;
  readonly input: TranscribeInput;
  readonly run: Run;
  readonly reel: PcmReel;
  readonly narrator: Narrator;
  readonly turn: Turn;
}

async function* tellWindows(work: Work): AsyncGenerator<EngineEvent> {
  const { model, input, run, reel, narrator, turn } = work;
  const plan = planFor(input.regions, reel);
  for (let window = await plan.next(); window !== undefined; window = await plan.next()) {
    throwIfCancelled(run.signal);
    const samples = await readWindow(reel, window);
    if (!isSilent(samples)) {
      const { language } = narrator;
      const decoded = await transcribeWindow(model, { window, samples, language, likely: input.likely }, run);
      if (decoded.hasHole && plan.split(window)) continue;
      if (decoded.resumeAt !== undefined) plan.resume(window, decoded.resumeAt);
      else if (decoded.missedFrom !== undefined) plan.retry(window, decoded.missedFrom);
      turn.note(decoded.events, decoded.language);
    }
    if (!plan.isSettled()) continue;
    yield* closeTurn(work, samplesToSeconds(plan.doneUpTo()));
    reel.discardBefore(plan.doneUpTo());
    yield { type: 'progress', seconds: samplesToSeconds(plan.doneUpTo()) };
  }
  yield* closeTurn(work, Number.POSITIVE_INFINITY);
}

/** Looks once more at speech that was left without text, then tells the turn. */
async function* closeTurn(work: Work, upTo: number): AsyncGenerator<EngineEvent> {
  const { turn, narrator, run } = work;
  for (const span of turn.withoutText(upTo)) {
    throwIfCancelled(run.signal);
    const { events, language } = await hearAgain(work, span);
    turn.note(events, language);
  }
  for (const { event, language } of turn.take()) yield* narrator.tell([event], language);
}

/** The text of a span of speech that has none yet, or the news that it stays without. */
async function hearAgain(
  { model, input, run, reel, narrator, turn }: Work,
  span: SpeechRegion,
): Promise<{ events: readonly EngineEvent[]; language: SpokenLanguage }> {
  const { window, samples } = await windowOver(turn.padded(span, CONTEXT_SEC), reel);
  const missed: EngineEvent = { type: 'missed', region: span };
  const { language = { code: 'en', probability: 0 } } = narrator;
  if (isSilent(samples)) return { events: [missed], language };
  const again = { ...run, options: secondHearing(run.options) };
  const heard = { window, samples, language: narrator.language, likely: input.likely };
  const decoded = await transcribeWindow(model, heard, again);
  const events = believedEvents(decoded.events);
  const isText = events.some(({ type }) => type === 'segment');
  return { events: isText ? events : [...events, missed], language: decoded.language };
}

/** Audio before and after a span that is decoded alone, seconds. */
const CONTEXT_SEC = 0.3;

/** A window's samples, what is known of it, and the language, if that is known. */
interface HeardWindow {
  readonly window: Window;
  readonly samples: Float32Array;
  readonly language: SpokenLanguage | undefined;
  readonly likely: readonly SpeechRegion[] | undefined;
}

async function transcribeWindow(
  { checkpoint, logMel }: WhisperModel,
  { window, samples, language, likely }: HeardWindow,
  run: Run,
): Promise<DecodedWindow> {
  const { vocabulary } = checkpoint;
  const encoded = await checkpoint.graphs.encode(await logMel.features(samples));
  const started = await startWindow(checkpoint, encoded, window.pieces[0]?.startSamples ?? 0);
  const spoken = language ?? detectLanguage(started, vocabulary);
  const prompt = vocabulary.promptAfterStart(spoken.code, run.options.task);
  const prompted = await feedPrompt(checkpoint, started, prompt);
  const judging = { vocabulary, options: run.options, sound: listenTo(window, samples, likely) };
  const outcome = windowOutcome(window, await decodeWindow(checkpoint, prompted, run), judging);
  if (!outcome.isInvented) return { ...outcome, language: spoken };
  const again = { ...run, options: secondAttempt(run.options) };
  const other = windowOutcome(window, await decodeWindow(checkpoint, prompted, again), judging);
  return { ...(isTruer(other, outcome) ? other : outcome), language: spoken };
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
