/**
 * Bootstrap set: the models that a machine needs to transcribe anything without a network. All of them lie on the package
 * index; a model that only a hub has is never among them.
 * @module
 */
import { DEFAULT_MODEL, VOICE_ACTIVITY_MODEL } from '../decoding.ts';

/** Names in the catalogue: the default, a small fast one, and the one that finds speech. */
export const BOOTSTRAP_MODELS: readonly string[] = [DEFAULT_MODEL, 'tiny.en', VOICE_ACTIVITY_MODEL];
