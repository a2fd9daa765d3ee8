/**
 * The onnx engine: Whisper in this process, on ONNX Runtime, from the checkpoint alone.
 *
 * Loading converts the checkpoint once (`weights/`), then opens three graphs: log-mel, encoder, decoder.
 * Throws  as the contract says; E_MODEL_CORRUPT when the checkpoint or its converted form is damaged.
 * @module
 */
import { availableParallelism } from 'node:os';
import {
  DEFAULT_SEARCH,
  type EngineEvent,
  type LoadedModel,
  type LoadOptions,
  type SpeechEngine,
} from '../engine.ts';
import { requireLanguage } from '../model-languages.ts';

import { draftingFor, openDraft } from './drafting.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { findWords } from './find-words.ts';
import { memoryNeed, windowsThatFit, withNeed } from './memory-need.ts';
import { type OnnxEngineContext, openWhisper } from './open-whisper.ts';
import { runtimeVersion } from './session.ts';
import { transcribeWindows } from './transcribe-windows.ts';
import { windowsAtOnce } from './windows-at-once.ts';

/** More threads than this slow a decoder step down: its matrices are too small to share out. */
const MOST_THREADS = 8;

/** Makes the in-process engine. Nothing is loaded until `load`. */
export function createOnnxEngine(context: OnnxEngineContext): SpeechEngine {
  return {
    name: 'onnx',
    version: ENGINE_VERSION,
    capabilities: { wordTimes: true, beam: true, batch: true, translate: true, hotwords: true },
    load: async (folder, options) => await loadModel(context, folder, options),
  };
}

async function loadModel(
  context: OnnxEngineContext,
  folder: string,
  { precision = 'int8', threads = defaultThreads(), draft, ...rest }: LoadOptions,
): Promise<LoadedModel> {
  const options = { ...rest, precision, threads };
  const large = await openWhisper(context, folder, options);
  const small = draft && (await openDraft(context, draft, { options, large }));
  const { model, derived, rooms } = large;
  const { vocabulary } = model.checkpoint;
  let effective: () => Readonly<Record<string, unknown>> = () => ({});
  let neededBytes: number | undefined;
  const runtime = `onnxruntime ${await runtimeVersion()}`;

  return {
    get effectiveOptions() {
      return effective();
    },
    get neededBytes() {
      return neededBytes;
    },
    async *transcribe(input, options, signal) {
      const { multilingual, languageTokens } = vocabulary;
      requireLanguage({ multilingual, knows: (code) => languageTokens.has(code) }, options);
      const kind = { dims: derived.dims, precision, hasDraft: small !== undefined };
      const wished = windowsAtOnce(input, options, kind);
      const shape = { lanes: wished, rows: options.beamSize ?? 1 };
      const batchSize = windowsThatFit(derived, rooms, shape);
      if (batchSize < wished) yield shortOfMemory(batchSize, wished);
      neededBytes = memoryNeed(derived, { ...shape, lanes: batchSize });
      const wanted = { ...options, batchSize };
      const { drafter, notes, facts } = draftingFor(small, wanted, vocabulary);
      yield* notes;
      effective = () => ({ ...DEFAULT_SEARCH, ...wanted, precision, threads, runtime, ...facts() });
      const run = { options: wanted, signal, ...(drafter === undefined ? {} : { drafter }) };
      try {
        yield* transcribeWindows(model, input, run);
      } catch (error) {
        throw withNeed(error, derived, { ...shape, lanes: batchSize });
      }
    },
    findWords: async (search) => await findWords(model, search),
    async close() {
      await large.close();
      await small?.opened.close();
    },
  };
}

function shortOfMemory(windows: number, wished: number): EngineEvent {
  const message = `Memory is short: windows decoded at once are ${windows}, not ${wished}.`;
  return { type: 'note', message };
}

function defaultThreads(): number {
  return Math.max(1, Math.min(MOST_THREADS, availableParallelism()));
}
