/**
 * Transcribe windows: audio in, events out, one window after another.
 *
 * A window is decoded by itself, with nothing carried over from the one before unless that is asked for, so that its
 * words cannot depend on its neighbours (promise P5) and several can later be decoded at once. Text that a window leaves
 * unfinished is decoded again from where it began; speech that a turn leaves without text is looked at once more.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { TextMemory } from '../text-memory.ts';
import { guardLoops } from '../truth/loop-guard.ts';
import { Turn } from '../turn.ts';
import { isSilent, planFor, readWindow, type WindowPlan } from '../window-plan.ts';
import { type HeardWindow, hearWindow, type Run, type WhisperModel } from './hear-window.ts';
import { type FixedText, fixedText, priorTokens } from './prior-text.ts';
import { believedEvents, secondHearing, windowOver } from './second-look.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Audio before and after a span that is decoded alone, seconds. */
const CONTEXT_SEC = 0.3;

/** What lasts from the first window to the last. */
interface Course {
  readonly model: WhisperModel;
  readonly input: TranscribeInput;
  readonly run: Run;
  readonly reel: PcmReel;
  readonly plan: WindowPlan;
  readonly narrator: Narrator;
  readonly turn: Turn;
  readonly fixed: FixedText;
  readonly memory: TextMemory;
  /** Whether every window has a language of its own, rather than that of the first one with speech. */
  readonly isMixed: boolean;
}

/** Decodes all windows of the input. Throws CancelledError. */
export async function* transcribeWindows(
  model: WhisperModel,
  input: TranscribeInput,
  run: Run,
): AsyncGenerator<EngineEvent> {
  const { options, signal } = run;
  const { vocabulary, nTextCtx } = model.checkpoint;
  const reel = new PcmReel(input.pcm);
  const fixed = fixedText(options, vocabulary, nTextCtx);
  const course: Course = {
    model,
    input,
    run,
    reel,
    plan: planFor(input.regions, reel, input.listener),
    narrator: new Narrator(input.regions ?? [], givenLanguage(vocabulary, options)),
    turn: new Turn(input.likely ?? []),
    fixed,
    memory: new TextMemory(options),
    isMixed: (options.multilingual ?? false) && options.language === 'auto' && vocabulary.multilingual,
  };
  try {
    for (const message of fixed.notes) yield { type: 'note', message };
    yield* guardLoops(tellTurns(course), (tokens) => vocabulary.decode(tokens));
    yield { type: 'progress', seconds: await reel.drain(signal) };
  } finally {
    await reel.close();
  }
}

async function* tellTurns(course: Course): AsyncGenerator<EngineEvent> {
  const { run, reel, plan } = course;
  for (let window = await plan.next(); window !== undefined; window = await plan.next()) {
    throwIfCancelled(run.signal);
    await takeWindow(window, course);
    if (!plan.isSettled()) continue;
    yield* closeTurn(course, samplesToSeconds(plan.doneUpTo()));
    reel.discardBefore(plan.doneUpTo());
    yield { type: 'progress', seconds: samplesToSeconds(plan.doneUpTo()) };
  }
  yield* closeTurn(course, Number.POSITIVE_INFINITY);
}

/** Notes what is heard in a window; nothing when it is to be heard again in parts. */
async function takeWindow(window: Window, course: Course): Promise<void> {
  const { run, reel, plan, turn, memory } = course;
  const samples = await readWindow(reel, window);
  if (isSilent(samples)) return;
  const heard = await hear({ window, samples }, course, run);
  if (heard.hasHole && plan.split(window)) return;
  if (heard.resumeAt !== undefined) plan.resume(window, heard.resumeAt);
  else if (heard.missedFrom !== undefined) plan.retry(window, heard.missedFrom);
  memory.note(heard.events);
  turn.note(heard.events, heard.language);
}

/** Looks once more at speech that was left without text, then tells the turn. */
async function* closeTurn(course: Course, upTo: number): AsyncGenerator<EngineEvent> {
  const { turn, narrator, run } = course;
  for (const span of turn.withoutText(upTo)) {
    throwIfCancelled(run.signal);
    const { events, language } = await hearAgain(course, span);
    turn.note(events, language);
  }
  for (const { event, language } of turn.take()) yield* narrator.tell([event], language);
}

/** The text of a span of speech that has none yet, or the news that it stays without. */
async function hearAgain(
  course: Course,
  span: SpeechRegion,
): Promise<{ events: readonly EngineEvent[]; language: SpokenLanguage }> {
  const { run, reel, narrator, turn } = course;
  const { window, samples } = await windowOver(turn.padded(span, CONTEXT_SEC), reel);
  const missed: EngineEvent = { type: 'missed', region: span };
  const { language = { code: 'en', probability: 0 } } = narrator;
  if (isSilent(samples)) return { events: [missed], language };
  const heard = await hear({ window, samples }, course, { ...run, options: secondHearing(run.options) });
  const events = believedEvents(heard.events);
  const isText = events.some(({ type }) => type === 'segment');
  return { events: isText ? events : [...events, missed], language: heard.language };
}

async function hear(
  { window, samples }: { readonly window: Window; readonly samples: Float32Array },
  { model, input, narrator, fixed, memory, isMixed }: Course,
  run: Run,
): Promise<HeardWindow> {
  const language = isMixed ? undefined : narrator.language;
  const before = priorTokens(fixed, memory.tokens, model.checkpoint.vocabulary);
  const heard = await hearWindow(model, { window, samples, language, before, likely: input.likely }, run);
  return isMixed ? withLanguage(heard) : heard;
}

function givenLanguage(vocabulary: Vocabulary, { language }: TranscribeOptions): SpokenLanguage | undefined {
  if (!vocabulary.multilingual) return { code: 'en', probability: 1 };
  return language === 'auto' ? undefined : { code: language, probability: 1 };
}

function withLanguage(heard: HeardWindow): HeardWindow {
  const { code } = heard.language;
  const events = heard.events.map((event) =>
    event.type === 'segment' ? { ...event, segment: { ...event.segment, language: code } } : event,
  );
  return { ...heard, events };
}
