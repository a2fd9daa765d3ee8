/**
 * Written model: what the writers of checkpoints are given.
 * @module
 */
import type { Checkpoint } from '../checkpoint.ts';
import type { DecodingSettings } from '../decoding-settings.ts';
import type { ModelFiles } from '../model-files.ts';
import type { WhisperDims } from '../whisper-checkpoint.ts';

/** A model that is open for reading, checked. */
export interface WrittenModel {
  readonly files: ModelFiles;
  readonly checkpoint: Checkpoint;
  readonly dims: WhisperDims;
  readonly settings: DecodingSettings;
  /** The token of every id; undefined where the source has no tokenizer. */
  readonly tokens: readonly string[] | undefined;
}
