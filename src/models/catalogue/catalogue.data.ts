/**
 * The catalogue: every model that can be named, the default first.
 *
 * A name that several rows share means the first of them, or the first that the chosen engine takes.
 * @module
 */
import type { CatalogueEntry } from './catalogue-entry.ts';
import { BASE, RESEMBLYZER_ENCODER, SILERO_VAD, TINY_EN } from './pinned.data.ts';
import { SPEAKER_MODELS } from './speakers.data.ts';
import { TRANSLATION_MODELS } from './translation.data.ts';
import { WHISPER_MODELS } from './whisper.data.ts';

/** All built-in rows. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  BASE,
  TINY_EN,
  SILERO_VAD,
  ...WHISPER_MODELS,
  ...SPEAKER_MODELS,
  RESEMBLYZER_ENCODER,
  ...TRANSLATION_MODELS,
];
