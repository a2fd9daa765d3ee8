/**
 * Transcribe clips: audio in, events out, through a worker.
 *
 * Speech regions are packed into the same windows that the onnx engine decodes, so that engines differ in their models
 * and not in what they are given. A window is a clip of its own: its words cannot depend on its neighbours, text comes
 * as it becomes known, and a cancelled run is left after one window at most.
 * Throws  what `Worker` does; CancelledError.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engine.ts';
import { hasHole } from '../missed-speech.ts';
import { Narrator, type SpokenLanguage } from '../narrator.ts';
import { PcmReel } from '../pcm-reel.ts';
import { TextMemory } from '../text-memory.ts';
import { watchMissed } from '../watch-missed.ts';
import { askedOf, remembered, type WindowMemory } from '../window-memory.ts';
import {
  isSilent,
  planFor,
  readWindow,
  type Stretch,
  WINDOW_SAMPLES,
  type WindowPlan,
} from '../window-plan.ts';
import { type ClipSegment, clipEvent } from './clip-events.ts';
import { requestFor } from './decode-options.ts';
import type { Spool } from './spool.ts';
import type { Worker } from './worker.ts';

/** How to decode, when to stop, and whom to tell what was really done. */
export interface ClipRun {
  readonly worker: Worker;
  readonly spool: Spool;
  readonly options: TranscribeOptions;
  readonly language: SpokenLanguage | undefined;
  readonly signal: AbortSignal;
  onDone(options: Readonly<Record<string, unknown>>): void;
}

/** A window and the stretch that it was cut out of. */
interface Planned {
  readonly window: Window;
  readonly stretch: Stretch;
}

type Clip = Planned & { readonly samples: Float32Array };

interface Heard {
  readonly language: SpokenLanguage;
  readonly notes: readonly string[];
  /** Segments of each clip. */
  readonly segments: readonly (readonly ClipSegment[])[];
  /** Where the text of an open clip is unfinished. */
  readonly resume: number | null;
  /** As the worker says that it used them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a request depends on beside its clips and the run. */
interface Circumstances {
  readonly previousTokens: readonly number[];
  readonly open: boolean;
  /** Clips that a request may have. */
  readonly most: number;
  readonly memory: WindowMemory | undefined;
}

/** Decodes all windows of the input, and tells which likely speech is left without text. */
export function transcribeClips(input: TranscribeInput, run: ClipRun): AsyncGenerator<EngineEvent> {
  return watchMissed(tellClips(input, run), input.likely);
}

async function* tellClips(input: TranscribeInput, run: ClipRun): AsyncGenerator<EngineEvent> {
  const reel = new PcmReel(input.pcm);
  const plan = planFor(input.regions, reel, input.listener);
  const narrator = new Narrator(input.regions ?? [], run.language);
  const memory = new TextMemory(run.options);
  const notes = new Set<string>();
  const most = mostClips(input, run.options);
  let last: Stretch | undefined;
  try {
    for (;;) {
      throwIfCancelled(run.signal);
      const windows = await nextWindows(plan, { most, last });
      last = windows.at(-1)?.stretch;
      if (last === undefined) break;
      const clips = await soundingClips(reel, windows);
      if (clips.length > 0) {
        const isCut = input.regions === undefined && clips[0]?.samples.length === WINDOW_SAMPLES;
        // The engines tell a prompt to the first window of a clip only, so a clip must not have a second one.
        const open = isCut || (most === 1 && isTold(run.options));
        const language = run.options.multilingual === true ? run.language : narrator.language;
        const heard = await hear(
          clips,
          { ...run, language },
          { open, most, previousTokens: memory.tokens, memory: input.memory },
        );
        run.onDone(heard.options);
        yield* newNotes(heard.notes, notes);
        yield* tell(clips, heard, { run, narrator, most, memory });
      }
      reel.discardBefore(last.doneUpTo());
      yield { type: 'progress', seconds: samplesToSeconds(last.doneUpTo()) };
    }
    yield { type: 'progress', seconds: await reel.drain(run.signal) };
  } finally {
    await reel.close();
  }
}

/**
 * Clips of one request. Without regions nobody knows where a window may be cut before the one before it was heard; and
 * clips of one request have the same language and the same text before them.
 */
function mostClips({ regions }: TranscribeInput, options: TranscribeOptions): number {
  const { batchSize = 1, multilingual = false, conditionOnPreviousText = false } = options;
  return regions === undefined || multilingual || conditionOnPreviousText ? 1 : batchSize;
}

function isTold({ initialPrompt = '', conditionOnPreviousText = false }: TranscribeOptions): boolean {
  return initialPrompt !== '' || conditionOnPreviousText;
}

/** Notes that were not given yet. */
function* newNotes(messages: readonly string[], given: Set<string>): Generator<EngineEvent> {
  for (const message of messages) {
    if (!given.has(message)) yield { type: 'note', message };
    given.add(message);
  }
}

/** The windows of the next request; with one a request, first what is left of the stretch before. */
async function nextWindows(
  plan: WindowPlan,
  { most, last }: { readonly most: number; readonly last: Stretch | undefined },
): Promise<Planned[]> {
  const rest = last?.next();
  if (last !== undefined && rest !== undefined) return [{ window: rest, stretch: last }];
  const windows: Planned[] = [];
  while (windows.length < most) {
    const stretch = await plan.next();
    const window = stretch?.next();
    if (stretch === undefined || window === undefined) break;
    windows.push({ window, stretch });
  }
  return windows;
}

async function soundingClips(reel: PcmReel, windows: readonly Planned[]): Promise<Clip[]> {
  const clips: Clip[] = [];
  for (const planned of windows) {
    const samples = await readWindow(reel, planned.window);
    if (!isSilent(samples)) clips.push({ ...planned, samples });
  }
  return clips;
}

/** A batched engine cuts and pads clips together, so what is remembered is a request as a whole. */
async function hear(
  clips: readonly Clip[],
  run: ClipRun,
  { memory, ...circumstances }: Circumstances,
): Promise<Heard> {
  const asked = askedOf(
    clips.map(({ window }) => window),
    run.options,
  );
  const question = { ...asked, ...circumstances, language: run.language };
  return await remembered(memory, question, async () => await ask(clips, run, circumstances));
}

async function ask(
  clips: readonly Clip[],
  { worker, spool, options, language, signal }: ClipRun,
  { previousTokens, open, most }: Omit<Circumstances, 'memory'>,
): Promise<Heard> {
  const notes: string[] = [];
  const segments: ClipSegment[][] = clips.map(() => []);
  let spoken: SpokenLanguage = language ?? { code: 'en', probability: 1 };
  let done: Pick<Heard, 'resume' | 'options'> = { resume: null, options: {} };
  const times = placesOf(clips);
  const answers = spool.with(
    clips.map(({ samples }) => samples),
    (audio) =>
      worker.request(
        requestFor({ ...options, batchSize: most }, { audio, clips: times, open, language, previousTokens }),
        signal,
      ),
  );
  for await (const answer of answers) {
    if (answer.event === 'language' && language === undefined)
      spoken = { code: answer.language, probability: answer.probability };
    else if (answer.event === 'note') notes.push(answer.message);
    else if (answer.event === 'segment') segments[answer.clip]?.push(answer);
    else if (answer.event === 'done') done = { resume: answer.resume, options: answer.options };
  }
  return { language: spoken, notes, segments, ...done };
}

/** Start and end of each clip in the file, where they lie end to end. */
function placesOf(clips: readonly Clip[]): [number, number][] {
  let at = 0;
  return clips.map(({ samples }) => {
    const start = at;
    at += samples.length;
    return [samplesToSeconds(start), samplesToSeconds(at)];
  });
}

function* tell(
  clips: readonly Clip[],
  heard: Heard,
  {
    run,
    narrator,
    most,
    memory,
  }: {
    readonly run: ClipRun;
    readonly narrator: Narrator;
    readonly most: number;
    readonly memory: TextMemory;
  },
): Generator<EngineEvent> {
  for (const [index, { window, stretch }] of clips.entries()) {
    const segments = heard.segments[index] ?? [];
    // Its halves must come before the windows behind it, which in a batch have been heard already.
    if (most === 1 && hasHole(segments) && stretch.split(window)) continue;
    if (heard.resume !== null) stretch.resume(window, heard.resume);
    const events = segments.map((segment) => clipEvent(window, segment, run.options));
    memory.note(events);
    yield* narrator.tell(
      run.options.multilingual === true ? inLanguage(events, heard) : events,
      heard.language,
    );
  }
}

function inLanguage(events: readonly EngineEvent[], { language }: Heard): readonly EngineEvent[] {
  return events.map((event) =>
    event.type === 'segment' ? { ...event, segment: { ...event.segment, language: language.code } } : event,
  );
}
