/**
 * Decoding: the flags that decide how audio becomes text, checked together before anything is loaded or fetched.
 *
 * Throws  UsageError E_USAGE, E_MODEL_UNKNOWN, E_LANGUAGE_UNSUPPORTED; NotReadyError E_RUNTIME_MISSING; InputError
 *         E_GLOSSARY_INVALID.
 * @module
 */
import type { Precision } from '../engines/index.ts';
import type { Glossary } from '../glossary/index.ts';
import { SETTINGS, UsageError } from '../kernel/index.ts';
import type { Catalogue, CatalogueEntry, LoadingEngine } from '../models/index.ts';
import { type BatchingWishes, chooseBatching } from './batching.ts';
import { oneOf } from './choices.ts';
import { chooseEngine, type EngineChoice } from './engine-choice.ts';
import type { EngineRoster } from './engine-roster.ts';
import { chooseTerms } from './glossary/choose-terms.ts';
import { chooseDetection, chooseLanguage } from './language.ts';
import {
  checkCount,
  chooseSearch,
  type SearchOptions,
  type SearchWishes,
  searchNotes,
} from './search-options.ts';

/** Model used when none is named: multilingual, because first impressions are about accuracy. */
export const DEFAULT_MODEL = SETTINGS['default-model'].default;

/** Model that finds speech. */
export const VOICE_ACTIVITY_MODEL = 'silero-vad';

/** Decoding flags as they were given; everything has a default. */
export interface DecodingOptions extends SearchWishes, BatchingWishes {
  readonly model?: string | undefined;
  readonly engine?: string | undefined;
  /** A Whisper code or `auto`. */
  readonly language?: string | undefined;
  readonly task?: string | undefined;
  readonly precision?: string | undefined;
  readonly threads?: number | undefined;
  /** Path of a glossary, whose terms the decoder is told and which corrects the text. */
  readonly glossary?: string | undefined;
  /** A smaller model that drafts what the model verifies; it changes no text. */
  readonly draftModel?: string | undefined;
  /** Words with times in every segment; default false. */
  readonly wordTimes?: boolean | undefined;
  /** false: decode everything instead of the parts with speech. */
  readonly vad?: boolean | undefined;
}

/** The same, checked and complete. */
export interface Decoding {
  readonly entry: CatalogueEntry;
  /** The model that drafts, where there is one. */
  readonly draft?: CatalogueEntry;
  readonly engine: EngineChoice;
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  /** Absent: what the engine computes in by itself, on the device that it has. */
  readonly precision?: Precision;
  /** How the text is looked for; what is absent has the engine's default. */
  readonly search: SearchOptions;
  readonly threads?: number;
  /** What corrects the text; the decoder is told its terms as hotwords. */
  readonly glossary?: Glossary;
  readonly wordTimes: boolean;
  readonly vad: boolean;
  /** What the user should know about the choices made. */
  readonly notes: readonly string[];
}

/** What engines that know 8 bits compute in where nothing else is asked for. */
export const DEFAULT_PRECISION = 'int8';

/** What there is to choose from. */
export interface DecodingChoices {
  readonly catalogue: Catalogue;
  readonly engines: EngineRoster;
}

/** Checks the flags together and fills in the defaults. */
export async function planDecoding(
  options: DecodingOptions,
  { catalogue, engines }: DecodingChoices,
): Promise<Decoding> {
  const engine = await chooseEngine(options.engine, engines);
  const entry = chooseModel(options.model ?? DEFAULT_MODEL, engine.name, catalogue);
  const draft = chooseDraft(options.draftModel, { model: entry, engine: engine.name, catalogue });
  const task = oneOf('--task', options.task ?? 'transcribe', ['transcribe', 'translate'] as const);
  const precision = choosePrecision(options.precision, engine.name);
  checkCount('--threads', options.threads);
  const { language, note } = chooseLanguage(entry, options.language, task);
  const detection = chooseDetection(entry, language, options);
  const batching = chooseBatching(options, {
    engine: engine.name,
    vad: options.vad ?? true,
    conditionOnPreviousText: options.conditionOnPreviousText ?? false,
  });
  const told = await chooseTerms(options, engine.name, task === 'translate' ? 'en' : language);
  const search = {
    ...chooseSearch({ ...options, ...told.wishes }, engine.name),
    ...detection,
    ...batching.options,
  };
  return {
    entry,
    ...(draft === undefined ? {} : { draft }),
    engine,
    language,
    task,
    ...(precision === undefined ? {} : { precision }),
    search,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    ...(told.glossary === undefined ? {} : { glossary: told.glossary }),
    wordTimes: options.wordTimes ?? false,
    vad: options.vad ?? true,
    notes: [...(note === undefined ? [] : [note]), ...told.notes, ...searchNotes(search), ...batching.notes],
  };
}

/** Names of the models a run needs, the one that hears before the one that listens for speech. */
export function modelNames({ entry, draft, vad }: Decoding): readonly string[] {
  return [entry.name, ...(vad ? [VOICE_ACTIVITY_MODEL] : []), ...(draft === undefined ? [] : [draft.name])];
}

/** The model that drafts. It must know other things than the model, and be one that the in-process engine can load. */
function chooseDraft(
  name: string | undefined,
  { model, engine, catalogue }: { model: CatalogueEntry; engine: LoadingEngine; catalogue: Catalogue },
): CatalogueEntry | undefined {
  if (name === undefined || name === '') return undefined;
  if (engine !== 'onnx') {
    const message = `--draft-model is not possible with the ${engine} engine: only onnx verifies drafts.`;
    throw new UsageError('E_USAGE', message, { hint: 'offscribe transcribe MEDIA --engine onnx' });
  }
  const draft = chooseModel(name, engine, catalogue);
  if (draft.name !== model.name) return draft;
  const message = `--draft-model ${name} is the model itself, which gains nothing by drafting for itself.`;
  throw new UsageError('E_USAGE', message, { hint: 'offscribe transcribe MEDIA -m base --draft-model tiny' });
}

/** The row that the engine decodes with; the very one that `models` lists, pulls and probes. */
function chooseModel(name: string, engine: LoadingEngine, catalogue: Catalogue): CatalogueEntry {
  const entry = catalogue.find(name);
  if (canDecode(entry, engine)) return entry;
  const problem =
    entry.task === 'transcribe'
      ? `The ${engine} engine cannot load ${entry.name} (${entry.format} weights).`
      : `${entry.name} does not turn speech into text.`;
  // Rows of the same model in another format share an alias with it, or its name up to the format.
  const kin = [...entry.aliases, entry.name.replace(/-[a-z]+$/, '')];
  const fit = catalogue.entries.find(
    (other) => canDecode(other, engine) && [other.name, ...other.aliases].some((each) => kin.includes(each)),
  );
  throw new UsageError('E_USAGE', problem, {
    hint: `offscribe transcribe MEDIA -m ${fit?.name ?? DEFAULT_MODEL}`,
  });
}

function canDecode(entry: CatalogueEntry, engine: LoadingEngine): boolean {
  return entry.task === 'transcribe' && entry.engines.includes(engine);
}

/** MLX computes in f16 on a GPU and in f32 elsewhere, whatever it is told about 8 bits. */
function choosePrecision(asked: string | undefined, engine: LoadingEngine): Precision | undefined {
  const allowed = engine === 'mlx' ? (['f32'] as const) : (['int8', 'f32'] as const);
  if (asked === undefined) return engine === 'mlx' ? undefined : DEFAULT_PRECISION;
  return oneOf(engine === 'mlx' ? '--engine mlx --precision' : '--precision', asked, allowed);
}
