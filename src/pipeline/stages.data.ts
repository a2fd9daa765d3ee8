/**
 * Stages: the one table of what is done to a media file, in order. Types, keys, `runs show` and the drawing in the docs
 * are all made from it. A stage that is added here (separation before `regions`, speakers beside `transcribe`,
 * translation before `layout`) is a row, its type in the app's products, and its code.
 * @module
 */

/** One stage. Names are those of rows above it, or of sources. */
export interface StageRow {
  /** Raised whenever the code of the stage gives something else from the same input: what older code made is made again. */
  readonly version: number;
  /** What it makes, for people. */
  readonly makes: string;
  /** What it cannot do without: products, which it is given, and digests of sources. */
  readonly takes: readonly string[];
  /** What it may be given besides. */
  readonly mayTake: readonly string[];
  /**
   * Stages that it works beside, on what they tell as it comes. Their products are not there yet when it begins, so that
   * they count in its key by their own.
   */
  readonly hears: readonly string[];
}

/** What comes from outside, named in keys by a digest of its bytes. */
export const SOURCES = ['media', 'model', 'glossary-file'] as const;

/** All stages, in order. */
export const STAGES = {
  probe: {
    version: 1,
    makes: 'track, start offset, duration',
    takes: ['media'],
    mayTake: [],
    hears: [],
  },
  shots: { version: 1, makes: 'changes of shot in the picture', takes: ['media'], mayTake: [], hears: [] },
  demux: {
    version: 2,
    makes: 'samples (a stream; kept: their number, losses)',
    takes: ['media', 'probe'],
    mayTake: [],
    hears: [],
  },
  regions: {
    version: 1,
    makes: 'speech regions',
    takes: [],
    mayTake: ['model'],
    hears: ['demux'],
  },
  transcribe: {
    version: 2,
    makes: 'segments with word times',
    takes: ['model'],
    mayTake: ['glossary-file'],
    hears: ['demux', 'regions'],
  },
  clean: { version: 1, makes: 'judged text', takes: ['transcribe'], mayTake: [], hears: [] },
  glossary: {
    version: 1,
    makes: 'text with its terms right',
    takes: ['clean'],
    mayTake: ['glossary-file'],
    hears: [],
  },
  layout: { version: 3, makes: 'cues', takes: ['glossary'], mayTake: ['shots'], hears: [] },
  write: { version: 1, makes: 'subtitle files', takes: ['glossary', 'layout'], mayTake: [], hears: [] },
  mux: { version: 1, makes: 'media with subtitles', takes: ['media', 'write'], mayTake: [], hears: [] },
  receipt: {
    version: 1,
    makes: 'proof of the times written',
    takes: ['regions', 'write'],
    mayTake: ['mux'],
    hears: [],
  },
} as const satisfies Readonly<Record<string, StageRow>>;
