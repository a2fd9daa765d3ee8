/**
 * Whisper models on the hub: every size that Systran, OpenAI, the MLX community and the ONNX community publish.
 *
 * Source  repository names as faster-whisper 1.2.1 and mlx-whisper use them; sizes are rounded from the repositories'
 *         listings (the first pull asks the hub, and locks what it says).
 * @module
 */
import type { CatalogueEntry, HubSource, LoadingEngine, WeightFormat } from './catalogue-entry.ts';
import {
  ctranslate2Source,
  mlxSource,
  onnxSource,
  safetensorsSource,
  WHISPER_ENGINES,
} from './whisper-files.data.ts';

interface WhisperRow {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly sizeMb: number;
  readonly source: HubSource;
  /** Not MIT, or stated elsewhere than on the repository's own card. */
  readonly licence?: { readonly id: string; readonly evidence: string };
  /** Distilled models hear English alone, whatever they are called. */
  readonly englishOnly?: boolean;
}

function whisperEntry(
  row: WhisperRow,
  format: WeightFormat,
  engines: readonly LoadingEngine[],
): CatalogueEntry {
  const { name, aliases = [], sizeMb, source, licence, englishOnly } = row;
  const isEnglish = englishOnly ?? /\.en(-|$)/.test(name);
  return {
    name,
    aliases,
    task: 'transcribe',
    languages: isEnglish ? ['en'] : 'multilingual',
    licence: licence?.id ?? 'MIT',
    licenceEvidence: licence?.evidence ?? `model card of ${source.repo}: license mit`,
    nonCommercial: false,
    gated: false,
    sizeBytes: sizeMb * 1_000_000,
    format,
    engines,
    files: [],
    sources: [source],
  };
}

const SYSTRAN_WHISPER = 'Systran/faster-whisper-';
const SYSTRAN_DISTIL = 'Systran/faster-distil-whisper-';

const CTRANSLATE2_ROWS: readonly WhisperRow[] = [
  { name: 'tiny', sizeMb: 78, source: ctranslate2Source(`${SYSTRAN_WHISPER}tiny`) },
  { name: 'base.en', sizeMb: 148, source: ctranslate2Source(`${SYSTRAN_WHISPER}base.en`) },
  { name: 'small', sizeMb: 486, source: ctranslate2Source(`${SYSTRAN_WHISPER}small`) },
  { name: 'small.en', sizeMb: 486, source: ctranslate2Source(`${SYSTRAN_WHISPER}small.en`) },
  { name: 'medium', sizeMb: 1_531, source: ctranslate2Source(`${SYSTRAN_WHISPER}medium`) },
  { name: 'medium.en', sizeMb: 1_530, source: ctranslate2Source(`${SYSTRAN_WHISPER}medium.en`) },
  { name: 'large-v1', sizeMb: 3_090, source: ctranslate2Source(`${SYSTRAN_WHISPER}large-v1`) },
  { name: 'large-v2', sizeMb: 3_090, source: ctranslate2Source(`${SYSTRAN_WHISPER}large-v2`) },
  {
    name: 'large-v3',
    aliases: ['large'],
    sizeMb: 3_091,
    source: ctranslate2Source(`${SYSTRAN_WHISPER}large-v3`),
  },
  {
    name: 'large-v3-turbo',
    aliases: ['turbo'],
    sizeMb: 1_622,
    source: ctranslate2Source('mobiuslabsgmbh/faster-whisper-large-v3-turbo'),
  },
  { name: 'distil-small.en', sizeMb: 335, source: ctranslate2Source(`${SYSTRAN_DISTIL}small.en`) },
  { name: 'distil-medium.en', sizeMb: 792, source: ctranslate2Source(`${SYSTRAN_DISTIL}medium.en`) },
  {
    name: 'distil-large-v2',
    sizeMb: 1_516,
    source: ctranslate2Source(`${SYSTRAN_DISTIL}large-v2`),
    englishOnly: true,
  },
  {
    name: 'distil-large-v3',
    sizeMb: 1_516,
    source: ctranslate2Source(`${SYSTRAN_DISTIL}large-v3`),
    englishOnly: true,
  },
  {
    name: 'distil-large-v3.5',
    sizeMb: 1_516,
    source: ctranslate2Source('distil-whisper/distil-large-v3.5-ct2'),
    englishOnly: true,
  },
];

/** The MLX cards name the weights they were made of, and no licence of their own. */
const OPENAI_MIT = {
  id: 'MIT',
  evidence:
    'weights of OpenAI Whisper, whose repository github.com/openai/whisper is MIT; the card states none',
};
const DISTIL_MIT = {
  id: 'MIT',
  evidence: 'weights of Distil-Whisper, whose model cards say license mit; this card states none',
};

function mlxRow(size: string, sizeMb: number, repo = `mlx-community/whisper-${size}-mlx`): WhisperRow {
  return { name: `${size}-mlx`, sizeMb, source: mlxSource(repo), licence: OPENAI_MIT };
}

const NPZ_ROWS: readonly WhisperRow[] = [
  mlxRow('tiny', 75),
  mlxRow('tiny.en', 75),
  mlxRow('base', 144),
  mlxRow('base.en', 144),
  mlxRow('small', 482),
  mlxRow('small.en', 482),
  mlxRow('medium', 1_525),
  mlxRow('medium.en', 1_525),
  mlxRow('large-v1', 3_084),
  mlxRow('large-v2', 3_084),
  mlxRow('large-v3', 3_084),
  {
    name: 'distil-large-v3-mlx',
    sizeMb: 1_510,
    source: mlxSource('mlx-community/distil-whisper-large-v3'),
    licence: DISTIL_MIT,
    englishOnly: true,
  },
];

const MLX_SAFETENSORS_ROWS: readonly WhisperRow[] = [
  mlxRow('large-v3-turbo', 1_614, 'mlx-community/whisper-large-v3-turbo'),
];

function cardLicence(id: string, repo: string): { readonly id: string; readonly evidence: string } {
  return {
    id,
    evidence: `model card of ${repo}: license ${id.toLowerCase()}; github.com/openai/whisper is MIT`,
  };
}

function openaiRow(size: string, sizeMb: number, licence = 'Apache-2.0'): WhisperRow {
  const repo = `openai/whisper-${size}`;
  return {
    name: `${size}-safetensors`,
    sizeMb,
    source: safetensorsSource(repo),
    licence: cardLicence(licence, repo),
  };
}

const OPENAI_ROWS: readonly WhisperRow[] = [
  openaiRow('tiny', 155),
  openaiRow('tiny.en', 155),
  openaiRow('base', 294),
  openaiRow('base.en', 294),
  openaiRow('small', 971),
  openaiRow('small.en', 971),
  openaiRow('medium', 3_060),
  openaiRow('medium.en', 3_060),
  { ...openaiRow('large', 6_178), name: 'large-v1-safetensors' },
  openaiRow('large-v2', 6_178),
  openaiRow('large-v3', 3_091),
  openaiRow('large-v3-turbo', 1_622, 'MIT'),
];

function onnxRow(size: string, sizeMb: number, licence = 'Apache-2.0'): WhisperRow {
  return {
    name: `${size}-onnx`,
    sizeMb,
    source: onnxSource(`onnx-community/whisper-${size}`),
    licence: {
      id: licence,
      evidence: `export of openai/whisper-${size}, whose model card says license ${licence.toLowerCase()}`,
    },
  };
}

const ONNX_ROWS: readonly WhisperRow[] = [
  onnxRow('tiny', 155),
  onnxRow('base', 295),
  onnxRow('small', 972),
  onnxRow('large-v3-turbo', 3_240, 'MIT'),
];

/** Rows by format. MLX's own come without a tokenizer, so that no other engine can use them. */
export const WHISPER_MODELS: readonly CatalogueEntry[] = [
  ...CTRANSLATE2_ROWS.map((row) => whisperEntry(row, 'ctranslate2', WHISPER_ENGINES)),
  ...NPZ_ROWS.map((row) => whisperEntry(row, 'npz', ['mlx'])),
  ...MLX_SAFETENSORS_ROWS.map((row) => whisperEntry(row, 'safetensors', ['mlx'])),
  ...OPENAI_ROWS.map((row) => whisperEntry(row, 'safetensors', WHISPER_ENGINES)),
  // The onnx engine makes its own graphs from a checkpoint and takes no exported ones.
  ...ONNX_ROWS.map((row) => whisperEntry(row, 'onnx', [])),
];
