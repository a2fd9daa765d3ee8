/**
 * Speaker and alignment models on the hub: who speaks when, whose voice it is, and where a word lies.
 *
 * The pyannote repositories hold pickles, so they are listed and not fetched; the ONNX exports of the two networks
 * that they are made of can be had, without an account.
 *
 * Source  repository names and licences as on the model cards; sizes are rounded from their listings.
 * @module
 */
import type { CatalogueEntry } from './catalogue-entry.ts';

type SpeakerRow = Pick<CatalogueEntry, 'name' | 'task' | 'licence' | 'format' | 'sizeBytes'> & {
  readonly aliases?: readonly string[];
  readonly repo: string;
  readonly files: readonly string[];
  readonly optionalFiles?: readonly string[];
  readonly gated?: boolean;
  readonly languages?: readonly string[];
  readonly licenceEvidence?: string;
};

function hubEntry(row: SpeakerRow): CatalogueEntry {
  const { repo, files, optionalFiles, aliases = [], gated = false, languages = 'multilingual' } = row;
  const { name, task, licence, format, sizeBytes } = row;
  return {
    name,
    aliases,
    task,
    languages,
    licence,
    licenceEvidence: row.licenceEvidence ?? `model card of ${repo}: license ${licence.toLowerCase()}`,
    nonCommercial: false,
    gated,
    sizeBytes,
    format,
    engines: [],
    files: [],
    sources: [{ kind: 'hub', repo, files, ...(optionalFiles === undefined ? {} : { optionalFiles }) }],
  };
}

/** All of them. */
export const SPEAKER_MODELS: readonly CatalogueEntry[] = [
  hubEntry({
    name: 'pyannote-segmentation-3.0-onnx',
    aliases: ['pyannote'],
    task: 'diarize',
    licence: 'MIT',
    sizeBytes: 6_000_000,
    format: 'onnx',
    repo: 'onnx-community/pyannote-segmentation-3.0',
    files: ['onnx/model.onnx', 'config.json', 'preprocessor_config.json'],
  }),
  hubEntry({
    name: 'wespeaker-voxceleb-resnet34-onnx',
    aliases: ['wespeaker'],
    task: 'speaker-embedding',
    licence: 'CC-BY-4.0',
    licenceEvidence:
      'export of pyannote/wespeaker-voxceleb-resnet34-LM, whose model card says license cc-by-4.0',
    sizeBytes: 27_000_000,
    format: 'onnx',
    repo: 'onnx-community/wespeaker-voxceleb-resnet34-LM',
    files: ['onnx/model.onnx', 'config.json'],
    optionalFiles: ['preprocessor_config.json'],
  }),
  hubEntry({
    name: 'pyannote-speaker-diarization-community-1',
    task: 'diarize',
    licence: 'CC-BY-4.0',
    gated: true,
    sizeBytes: 33_000_000,
    format: 'pickle',
    repo: 'pyannote/speaker-diarization-community-1',
    files: ['segmentation/pytorch_model.bin', 'embedding/pytorch_model.bin', 'plda/*.npz', 'config.yaml'],
  }),
  hubEntry({
    name: 'pyannote-speaker-diarization-3.1',
    task: 'diarize',
    licence: 'MIT',
    gated: true,
    sizeBytes: 1_000,
    // Settings alone; the weights they name are the pickles of the segmentation and wespeaker rows.
    format: 'pickle',
    repo: 'pyannote/speaker-diarization-3.1',
    files: ['config.yaml'],
  }),
  hubEntry({
    name: 'pyannote-segmentation-3.0',
    task: 'diarize',
    licence: 'MIT',
    gated: true,
    sizeBytes: 6_000_000,
    format: 'pickle',
    repo: 'pyannote/segmentation-3.0',
    files: ['pytorch_model.bin', 'config.yaml'],
  }),
  hubEntry({
    name: 'pyannote-voice-activity-detection',
    task: 'vad',
    licence: 'MIT',
    gated: true,
    sizeBytes: 1_000,
    // Settings alone; the weights they name are the pickle of pyannote/segmentation.
    format: 'pickle',
    repo: 'pyannote/voice-activity-detection',
    files: ['config.yaml'],
  }),
  hubEntry({
    name: 'wespeaker-voxceleb-resnet34',
    task: 'speaker-embedding',
    licence: 'CC-BY-4.0',
    sizeBytes: 27_000_000,
    format: 'pickle',
    repo: 'pyannote/wespeaker-voxceleb-resnet34-LM',
    files: ['pytorch_model.bin', 'config.yaml'],
  }),
  hubEntry({
    name: 'wav2vec2-base-960h',
    task: 'align',
    languages: ['en'],
    licence: 'Apache-2.0',
    sizeBytes: 378_000_000,
    format: 'safetensors',
    repo: 'facebook/wav2vec2-base-960h',
    files: ['model.safetensors', 'config.json', 'preprocessor_config.json', 'vocab.json'],
    optionalFiles: ['tokenizer_config.json', 'special_tokens_map.json'],
  }),
];
