/**
 * Recollection: what earlier runs found out about a medium under the same request, and where what is found out now goes.
 * @module
 */
import type { TranscribeInput, WindowMemory } from '../engines/index.ts';
import type { SpeechRegion } from '../kernel/index.ts';
import type { Reporter } from './events.ts';
import type { CutCount } from './span.ts';

/** Where speech is in audio that was heard to its end, and how long that is; seconds from the first sample transcribed. */
export interface HeardSpeech extends Readonly<CutCount> {
  /** What is worth decoding; absent where the detector only bore witness. */
  readonly regions?: readonly SpeechRegion[];
  readonly likely?: readonly SpeechRegion[];
}

/** A memory that knows how often it helped. */
export interface CountedMemory extends WindowMemory {
  /** Answers that were kept before. */
  readonly recalled: number;
  /** Answers that are new. */
  readonly kept: number;
}

/** What is known, and where more goes. */
export interface Recollection {
  /** Absent until all has been heard. */
  readonly speech?: HeardSpeech | undefined;
  /** All has been heard. */
  noteSpeech(speech: HeardSpeech): Promise<void>;
  /** What an engine heard that began so far behind the first sample that is transcribed, seconds. */
  memoryOf(engine: string, fromSec: number): CountedMemory;
}

/** The audio with what is known of its speech; `count` grows to what was seen of it. */
export function knownSpeech(
  { regions, likely, taken, seen }: HeardSpeech,
  pcm: AsyncIterable<Float32Array>,
  count: CutCount,
): TranscribeInput {
  count.taken = Math.max(count.taken, taken);
  count.seen = Math.max(count.seen, seen);
  return {
    pcm,
    ...(regions === undefined ? {} : { regions }),
    ...(likely === undefined ? {} : { likely }),
  };
}

/** A memory over parts of a product; what other engines heard, or from elsewhere on, is none of its own. */
export function countedMemory(
  parts: Pick<WindowMemory, 'recall' | 'keep'>,
  { engine, fromSec }: { readonly engine: string; readonly fromSec: number },
): CountedMemory {
  const place = (key: string): string => `${engine}@${fromSec}/${key}`;
  let recalled = 0;
  let kept = 0;
  return {
    get recalled() {
      return recalled;
    },
    get kept() {
      return kept;
    },
    recall(key) {
      const value = parts.recall(place(key));
      if (value !== undefined) recalled += 1;
      return value;
    },
    keep(key, value) {
      kept += 1;
      parts.keep(place(key), value);
    },
  };
}

/** What hands on where speech is, once, as soon as all has been heard. */
export function speechTeller(
  whole: TranscribeInput,
  recollection: Recollection | undefined,
  count: CutCount,
): () => Promise<void> {
  // Without likely speech nobody listened.
  let isTold = recollection === undefined || recollection.speech !== undefined || whole.likely === undefined;
  return async () => {
    const speech = isTold ? undefined : settledSpeech(whole, count);
    if (speech === undefined) return;
    isTold = true;
    await recollection?.noteSpeech(speech);
  };
}

/** The input's lists once nothing more will come; undefined before. */
function settledSpeech(
  { regions, likely, listener }: TranscribeInput,
  { taken, seen }: CutCount,
): HeardSpeech | undefined {
  if (listener !== undefined && listener.settledSec !== Infinity) return undefined;
  return {
    ...(regions === undefined ? {} : { regions }),
    ...(likely === undefined ? {} : { likely }),
    taken,
    seen,
  };
}

/** Says once how much of the audio need not be heard again. */
export class ResumeNote {
  readonly #memory: CountedMemory;
  readonly #report: Reporter;
  #doneSec = 0;
  #isTold = false;

  constructor(memory: CountedMemory, report: Reporter) {
    this.#memory = memory;
    this.#report = report;
  }

  /** All before `doneSec` is decoded, of `totalSec` as far as that is known. */
  progress(doneSec: number, totalSec: number | undefined): void {
    if (this.#isTold) return;
    if (this.#memory.kept === 0) this.#doneSec = doneSec;
    if (this.#memory.recalled === 0 || this.#doneSec === 0) return;
    if (this.#memory.kept === 0 && doneSec !== totalSec) return;
    this.#isTold = true;
    const total = totalSec === undefined ? '' : ` of ${totalSec.toFixed(0)}`;
    const message = `resuming: ${this.#doneSec.toFixed(0)}${total} s were done already`;
    this.#report({ type: 'note', message });
  }
}
