/**
 * Hear window: one window of audio, decoded and judged by itself.
 *
 * A window whose text is judged invented gets another attempt with other settings before any of it is removed.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds, throwIfCancelled } from '../../kernel/index.ts';
import type { TranscribeOptions } from '../engine.ts';
import type { SpokenLanguage } from '../narrator.ts';
import { listenTo } from '../truth/window-sound.ts';
import { decodeWindow } from './decode-window.ts';
import type { DraftedWindow, Drafter } from './draft.ts';
import type { Lane } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { detectLanguage } from './language-detection.ts';
import type { LogMel } from './log-mel.ts';
import { type Checkpoint, feedPrompt, type PromptedWindow, startWindow } from './prompted-window.ts';
import { hasHollow, withSaidSpans } from './said-spans.ts';
import { hasDoubtfulWords, withoutInvented } from './said-words.ts';
import { isTruer, secondAttempt } from './second-look.ts';
import { letGo } from './session.ts';
import type { Aligner } from './token-times.ts';
import type { Turns } from './turns.ts';
import { type WindowOutcome, windowOutcome } from './window-events.ts';
import { timeWords } from './word-times.ts';

/** A loaded model: its checkpoint and its front end. */
export interface WhisperModel {
  readonly checkpoint: Checkpoint;
  readonly logMel: LogMel;
  /** How late its attention is, seconds; measured when it is first asked for. */
  readonly lateness: () => Promise<number>;
  /** Windows are encoded one after another. */
  readonly encoding: Turns;
}

/** How to decode, where, and when to stop. */
export interface Run {
  readonly lanes: Lanes;
  /** Where a small model drafts; only with lanes of one row. */
  readonly drafter?: Drafter;
  readonly options: TranscribeOptions;
  readonly signal: AbortSignal;
}

/** A window and what is known before it is decoded. */
export interface GivenWindow {
  readonly window: Window;
  readonly samples: Float32Array;
  /** undefined: to be detected. */
  readonly language: SpokenLanguage | undefined;
  /** Token ids fed before `<|startoftranscript|>`. */
  readonly before: readonly number[];
  /** Where the audio is likely to hold speech, seconds; undefined where nobody listened. */
  readonly likely: readonly SpeechRegion[] | undefined;
  /** Whether it ends at a pause, and not wherever 30 s are over. */
  readonly endsAtPause: boolean;
}

/** A window's outcome and the language it was decoded in. */
export type HeardWindow = WindowOutcome & { readonly language: SpokenLanguage };

/** Decodes a window, in a lane of its own. Throws CancelledError. */
export async function hearWindow(model: WhisperModel, given: GivenWindow, run: Run): Promise<HeardWindow> {
  const lane = await run.lanes.take(
    async (encode) =>
      await model.encoding.take(async () => {
        throwIfCancelled(run.signal);
        const mel = await model.logMel.features(given.samples);
        await encode(mel);
        letGo(mel);
      }),
  );
  try {
    return await hearIn(lane, model, { ...given, run });
  } finally {
    lane.release();
  }
}

async function hearIn(
  lane: Lane,
  { checkpoint, lateness }: WhisperModel,
  { run, ...given }: GivenWindow & { readonly run: Run },
): Promise<HeardWindow> {
  const { window, samples, likely } = given;
  const { vocabulary } = checkpoint;
  throwIfCancelled(run.signal);
  const { started, language } = await begin(checkpoint, { ...given, lane }, run.options);
  throwIfCancelled(run.signal);
  const prompt = vocabulary.promptAfterStart(language.code, run.options.task);
  const prompted = await feedPrompt(started, prompt);
  const sound = listenTo(window, samples, likely);
  const spokenUpToSec = given.endsAtPause ? samplesToSeconds(window.lengthSamples) : undefined;
  const judging = { vocabulary, options: run.options, sound, endsAtPause: given.endsAtPause };
  const attempt = async (options: TranscribeOptions, draft: Drafting): Promise<WindowOutcome> => {
    const search = {
      checkpoint,
      window: { ...prompted, ...draft },
      options,
      signal: run.signal,
      spokenUpToSec,
    };
    const hypothesis = await decodeWindow(search);
    return windowOutcome(window, hypothesis, judging);
  };
  const { task } = run.options;
  const chosen = await drafted(run, { ...given, task, language: language.code }, async (draft) => {
    const first = await attempt(run.options, draft);
    const other = first.isInvented ? await attempt(secondAttempt(run.options), draft) : first;
    return isTruer(other, first) ? other : first;
  });
  const align = async <T>(work: (aligner: Aligner) => Promise<T>): Promise<T> => {
    throwIfCancelled(run.signal);
    return await work({ checkpoint, lateness: await lateness() });
  };
  const heard = { window, samples, encoded: lane, prompt, language: language.code };
  const doubted = { ...heard, outcome: chosen, sound };
  const said = hasDoubtfulWords(chosen, likely)
    ? await align((aligner) => withoutInvented(aligner, doubted, likely))
    : chosen;
  const outcome = hasHollow(said)
    ? await align((aligner) => withSaidSpans(aligner, { ...heard, outcome: said }))
    : said;
  if (run.options.wordTimes !== true) return { ...outcome, language };
  return { ...(await align((aligner) => timeWords(aligner, { ...heard, outcome }))), language };
}

type Drafting = Pick<PromptedWindow, 'draft'>;

/** Work that has a draft of the window where there is a drafter. */
async function drafted<T>(
  { drafter }: Run,
  window: DraftedWindow,
  work: (draft: Drafting) => Promise<T>,
): Promise<T> {
  return drafter === undefined
    ? await work({})
    : await drafter.over(window, async (draft) => await work({ draft }));
}

/** The window at its start of transcript, and its language. */
async function begin(
  checkpoint: Checkpoint,
  { window, lane, language, before }: GivenWindow & { readonly lane: Lane },
  options: TranscribeOptions,
): Promise<{ readonly started: PromptedWindow; readonly language: SpokenLanguage }> {
  const seed = window.pieces[0]?.startSamples ?? 0;
  const start = async (tokens: readonly number[]): Promise<PromptedWindow> =>
    await startWindow(checkpoint, lane, { before: tokens, seed });
  if (language !== undefined) return { started: await start(before), language };
  // Text from before would suggest its own language, so a language is detected without.
  const started = await start([]);
  const detected = detectLanguage(started.logits, checkpoint.vocabulary, options.languages);
  return { started: before.length > 0 ? await start(before) : started, language: detected };
}
