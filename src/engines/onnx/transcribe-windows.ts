/**
 * Transcribe windows: audio in, events out, one window after another.
 *
 * A window is decoded by itself, with nothing carried over from the one before unless that is asked for, so that its
 * words cannot depend on its neighbours (promise P5) and several can later be decoded at once. Text that a window leaves
 * unfinished is decoded again from where it began.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { TextMemory } from '../text-memory.ts';
import { isSilent, planFor, readWindow, type WindowPlan } from '../window-plan.ts';
import { decodeWindow } from './decode-window.ts';
import { detectLanguage } from './language-detection.ts';
import type { LogMel } from './log-mel.ts';
import { type FixedText, fixedText, priorTokens } from './prior-text.ts';
import { type Checkpoint, feedPrompt, type PromptedWindow, startWindow } from './prompted-window.ts';
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

/** A window and what is known before it is decoded. */
interface Given {
  readonly window: Window;
  readonly samples: Float32Array;
  /** undefined: to be detected. */
  readonly language: SpokenLanguage | undefined;
  /** Fed before `<|startoftranscript|>`. */
  readonly before: readonly number[];
}

/** A window's outcome and the language it was decoded in. */
type DecodedWindow = WindowOutcome & { readonly language: SpokenLanguage };

/** What lasts from the first window to the last. */
interface Course {
  readonly model: WhisperModel;
  readonly run: Run;
  readonly reel: PcmReel;
  readonly plan: WindowPlan;
  readonly narrator: Narrator;
  readonly fixed: FixedText;
  readonly memory: TextMemory;
}

/** Decodes all windows of the input. Throws CancelledError. */
export async function* transcribeWindows(
  model: WhisperModel,
  input: TranscribeInput,
  run: Run,
): AsyncGenerator<EngineEvent> {
  const { vocabulary, nTextCtx } = model.checkpoint;
  const reel = new PcmReel(input.pcm);
  const plan = planFor(input.regions, reel);
  const narrator = new Narrator(input.regions ?? [], givenLanguage(vocabulary, run.options));
  const fixed = fixedText(run.options, vocabulary, nTextCtx);
  const course = { model, run, reel, plan, narrator, fixed, memory: new TextMemory(run.options) };
  try {
    for (const message of fixed.notes) yield { type: 'note', message };
    for (let window = await plan.next(); window !== undefined; window = await plan.next()) {
      throwIfCancelled(run.signal);
      yield* hearWindow(window, course);
      reel.discardBefore(plan.doneUpTo());
      yield { type: 'progress', seconds: samplesToSeconds(plan.doneUpTo()) };
    }
    yield { type: 'progress', seconds: await reel.drain(run.signal) };
  } finally {
    await reel.close();
  }
}

/** What is heard in a window; nothing when it is to be heard again in parts. */
async function* hearWindow(window: Window, course: Course): AsyncGenerator<EngineEvent> {
  const { model, run, reel, plan, narrator, fixed, memory } = course;
  const { vocabulary } = model.checkpoint;
  const samples = await readWindow(reel, window);
  if (isSilent(samples)) return;
  const isMixed = isLanguageMixed(vocabulary, run.options);
  const language = isMixed ? undefined : narrator.language;
  const before = priorTokens(fixed, memory.tokens, vocabulary);
  const decoded = await transcribeWindow(model, { window, samples, language, before }, run);
  if (decoded.hasHole && plan.split(window)) return;
  if (decoded.resumeAt !== undefined) plan.resume(window, decoded.resumeAt);
  else if (decoded.missedFrom !== undefined) plan.retry(window, decoded.missedFrom);
  memory.note(decoded.events);
  yield* narrator.tell(isMixed ? withLanguage(decoded) : decoded.events, decoded.language);
}

async function transcribeWindow(
  { checkpoint, logMel }: WhisperModel,
  { window, samples, language, before }: Given,
  { options, signal }: Run,
): Promise<DecodedWindow> {
  const { vocabulary } = checkpoint;
  const encoded = await checkpoint.graphs.encode(await logMel.features(samples));
  const seed = window.pieces[0]?.startSamples ?? 0;
  const start = async (tokens: readonly number[]): Promise<PromptedWindow> =>
    await startWindow(checkpoint, encoded, { before: tokens, seed });
  // Text from before would suggest its own language, so a language is detected without.
  let started = await start(language === undefined ? [] : before);
  const spoken = language ?? detectLanguage(started.logits, vocabulary, options.languages);
  if (language === undefined && before.length > 0) started = await start(before);
  const prompt = vocabulary.promptAfterStart(spoken.code, options.task);
  const prompted = await feedPrompt(checkpoint, started, prompt);
  const hypothesis = await decodeWindow({ checkpoint, window: prompted, options, signal });

  return { ...windowOutcome(window, hypothesis, { vocabulary, options }), language: spoken };
}

function givenLanguage(vocabulary: Vocabulary, { language }: TranscribeOptions): SpokenLanguage | undefined {
  if (!vocabulary.multilingual) return { code: 'en', probability: 1 };
  return language === 'auto' ? undefined : { code: language, probability: 1 };
}

/** Whether every window has a language of its own, rather than that of the first one with speech. */
function isLanguageMixed(
  vocabulary: Vocabulary,
  { language, multilingual = false }: TranscribeOptions,
): boolean {
  return multilingual && language === 'auto' && vocabulary.multilingual;
}

function withLanguage({ events, language }: DecodedWindow): readonly EngineEvent[] {
  return events.map((event) =>
    event.type === 'segment' ? { ...event, segment: { ...event.segment, language: language.code } } : event,
  );
}
