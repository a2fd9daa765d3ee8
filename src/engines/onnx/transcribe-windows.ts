/**
 * Transcribe windows: audio in, events out, several windows at once.
 *
 * A window is decoded by itself, with nothing carried over from the one before unless that is asked for, so its words do
 * not depend on its neighbours (promise P5), nor on how many are decoded at once. What is heard is told in the order of the
 * audio. Text that a window leaves unfinished is decoded again from where it began; speech that a turn leaves without text
 * is looked at once more.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import { giveBack } from '../../platform/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { TextMemory } from '../text-memory.ts';
import { withoutEchoes } from '../truth/echoes.ts';
import { guardLoops } from '../truth/loop-guard.ts';
import { type ToldEvent, Turn } from '../turn.ts';
import { askedOf, remembered } from '../window-memory.ts';
import { isSilent, planFor, readWindow, type Stretch, type WindowPlan } from '../window-plan.ts';
import {
  type GivenWindow,
  type HeardWindow,
  hearWindow,
  type Run,
  type WhisperModel,
} from './hear-window.ts';
import { type FixedText, fixedText, priorTokens } from './prior-text.ts';
import { believedEvents, secondHearing, windowOver } from './second-look.ts';
import { textBias, type Vocabulary } from './vocabulary.ts';

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
  /** Windows decoded at once. */
  readonly batch: number;
  /** Stops what is under way when nobody wants it any more: behind a failure, or behind the last one asked for. */
  readonly ending: AbortController;
}

/** Decodes all windows of the input. Throws CancelledError. */
export async function* transcribeWindows(
  model: WhisperModel,
  input: TranscribeInput,
  { options, signal, drafter }: Omit<Run, 'lanes'>,
): AsyncGenerator<EngineEvent> {
  const { vocabulary, nTextCtx, graphs } = model.checkpoint;
  const reel = new PcmReel(input.pcm);
  const fixed = fixedText(options, vocabulary, nTextCtx);
  const ending = new AbortController();
  const { batchSize: batch = 1 } = options;
  const lanes = graphs.lanes({ lanes: batch, rows: options.beamSize ?? 1 }, textBias(vocabulary));
  // It moves every word: those heard before and those heard now must be moved alike.
  const lateness = async (): Promise<number> =>
    await remembered(input.memory, { lateness: true }, model.lateness);
  const course: Course = {
    model: { ...model, lateness },
    input,
    run: {
      options,
      lanes,
      ...(drafter === undefined ? {} : { drafter }),
      signal: AbortSignal.any([signal, ending.signal]),
    },
    reel,
    plan: planFor(input.regions, reel, input.listener),
    narrator: new Narrator(input.regions ?? [], givenLanguage(vocabulary, options)),
    turn: new Turn(input.likely ?? []),
    fixed,
    memory: new TextMemory(options),
    isMixed: (options.multilingual ?? false) && options.language === 'auto' && vocabulary.multilingual,
    batch,
    ending,
  };
  try {
    for (const message of fixed.notes) yield { type: 'note', message };
    yield* guardLoops(tellTurns(course), (tokens) => vocabulary.decode(tokens));
    yield { type: 'progress', seconds: await reel.drain(signal) };
  } finally {
    ending.abort();
    await reel.close();
  }
}

async function* tellTurns(course: Course): AsyncGenerator<EngineEvent> {
  const { reel, turn } = course;
  const stretches = new Stretches(course);
  try {
    for (;;) {
      const heard = await stretches.next();
      if (heard === undefined) break;
      const { parts, doneUpTo } = heard;
      for (const { events, language } of parts) turn.note(events, language);
      yield* closeTurn(course, samplesToSeconds(doneUpTo), stretches);
      reel.discardBefore(doneUpTo);
      yield { type: 'progress', seconds: samplesToSeconds(doneUpTo) };
    }
    yield* closeTurn(course, Number.POSITIVE_INFINITY, stretches);
  } finally {
    await stretches.close();
  }
}

/** What was heard in a stretch, window by window. */
interface HeardStretch {
  readonly parts: readonly Pick<HeardWindow, 'events' | 'language'>[];
  readonly doneUpTo: number;
}

/** Stretches in order, while those behind are already under way. */
class Stretches {
  readonly #course: Course;
  readonly #underWay: Promise<HeardStretch>[] = [];
  #isFirst = true;

  constructor(course: Course) {
    this.#course = course;
  }

  /** The next one, heard; undefined at the end. */
  async next(): Promise<HeardStretch | undefined> {
    await this.#begin(this.#isFirst ? 1 : this.#most);
    this.#isFirst = false;
    return await this.#underWay.shift();
  }

  /** Begins as many as may be under way, while the one before is being looked at again. */
  async beginMore(): Promise<void> {
    if (this.#most > 1) await this.#begin(this.#most);
  }

  /** Stops what is under way. */
  async close(): Promise<void> {
    if (this.#underWay.length > 0) this.#course.ending.abort();
    await Promise.allSettled(this.#underWay);
  }

  /**
   * How many may be under way: some more than lanes, so that a slow one keeps no lane empty. One at first, which is
   * told the sooner, and one as long as no language is known, since the first speech decides it.
   */
  get #most(): number {
    const { plan, narrator, isMixed, batch } = this.#course;
    if (plan.isSerial || batch === 1 || (narrator.language === undefined && !isMixed)) return 1;
    return batch + Math.ceil(batch / 2);
  }

  async #begin(most: number): Promise<void> {
    const { plan, run } = this.#course;
    while (this.#underWay.length < most) {
      throwIfCancelled(run.signal);
      const stretch = await plan.next();
      if (stretch === undefined) return;
      const heard = hearStretch(stretch, this.#course);
      // Whoever waits for it will see that it failed; until then nobody does.
      heard.catch(() => {});
      this.#underWay.push(heard);
    }
  }
}

async function hearStretch(stretch: Stretch, course: Course): Promise<HeardStretch> {
  const { run, reel, memory, plan } = course;
  const parts: HeardWindow[] = [];
  for (let window = stretch.next(); window !== undefined; window = stretch.next()) {
    throwIfCancelled(run.signal);
    const samples = await readWindow(reel, window);
    if (isSilent(samples)) continue;
    const heard = await hear({ window, samples, endsAtPause: !plan.isSerial }, course, run);
    giveBack(samples);
    if (heard.hasHole && stretch.split(window)) continue;
    if (heard.resumeAt !== undefined) stretch.resume(window, heard.resumeAt);
    else if (heard.missedFrom !== undefined) stretch.retry(window, heard.missedFrom);
    memory.note(heard.events);
    parts.push(heard);
  }
  return { parts, doneUpTo: stretch.doneUpTo() };
}

/** Looks once more at speech that was left without text, then tells the turn; what lies before such speech is told at once. */
async function* closeTurn(course: Course, upTo: number, stretches: Stretches): AsyncGenerator<EngineEvent> {
  const { turn, run } = course;
  for (const span of turn.withoutText(upTo)) {
    throwIfCancelled(run.signal);
    const before = turn.takeBefore(span.start - CONTEXT_SEC);
    yield* tell(course, before);
    // While nothing has been told, nothing else is to take time.
    if (before.length > 0) await stretches.beginMore();
    const { events, language } = await hearAgain(course, span);
    turn.note(events, language);
  }
  yield* tell(course, turn.take());
}

function* tell({ narrator }: Course, told: readonly ToldEvent[]): Generator<EngineEvent> {
  for (const { event, language } of told) yield* narrator.tell([event], language);
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
  const secondRun = { ...run, options: secondHearing(run.options) };
  const heard = await hear({ window, samples, endsAtPause: true }, course, secondRun);
  giveBack(samples);
  const events = withoutEchoes(believedEvents(heard.events), turn.said);
  // An echo has its text already.
  const isTold = events.some(
    (event) => event.type === 'segment' || (event.type === 'removal' && event.removal.rule === 'echo'),
  );
  return { events: isTold ? events : [...events, missed], language: heard.language };
}

async function hear(
  given: Pick<GivenWindow, 'window' | 'samples' | 'endsAtPause'>,
  { model, input, narrator, fixed, memory, isMixed }: Course,
  run: Run,
): Promise<HeardWindow> {
  const language = isMixed ? undefined : narrator.language;
  const before = priorTokens(fixed, memory.tokens, model.checkpoint.vocabulary);
  const likely = likelyIn(given.window, input.likely);
  const question = {
    ...askedOf([given.window], run.options),
    endsAtPause: given.endsAtPause,
    language,
    before,
    likely,
  };
  const heard = await remembered(
    input.memory,
    question,
    async () => await hearWindow(model, { ...given, language, before, likely: input.likely }, run),
  );
  return isMixed ? withLanguage(heard) : heard;
}

/** What a window is judged by, as far as it lies there: beyond it more may still be heard. */
function likelyIn(
  { pieces }: Window,
  likely: readonly SpeechRegion[] | undefined,
): readonly SpeechRegion[] | undefined {
  const from = samplesToSeconds(pieces[0]?.startSamples ?? 0);
  const to = samplesToSeconds(pieces.at(-1)?.endSamples ?? 0);
  return likely
    ?.filter(({ start, end }) => end > from && start < to)
    .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, to) }));
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
