/**
 * Read ahead: begins to decode a medium before somebody asks for its audio, so that its decoder, a process of its own,
 * works while models are loaded.
 *
 * Bound   what nobody has asked for yet is at most a minute; then the decoder waits.
 * Once    the first pass is the one that was begun; later passes start anew.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';

/** Most audio that waits for its reader: 3.8 MB. */
const MOST_SAMPLES = 60 * SAMPLE_RATE_HZ;

/** A medium whose first pass has begun. */
export interface ReadAhead {
  readonly media: OpenMedia;
  /** Ends the pass that was begun, wherever it is; harmless when it has ended. */
  stop(): Promise<void>;
}

/** Begins a pass, which obeys `signal`. What goes wrong in it is thrown to who reads it. */
export function readAhead(media: OpenMedia, signal: AbortSignal): ReadAhead {
  const begun = new AheadPcm(media, signal);
  let isTaken = false;
  return {
    media: {
      ...media,
      // A spread would freeze what is only known at the end of a pass.
      get report() {
        return media.report;
      },
      pcm: (again) => {
        if (isTaken) return media.pcm(again);
        isTaken = true;
        return begun.pieces();
      },
    },
    stop: async () => await begun.stop(),
  };
}

/** A pass over audio that runs in front of its reader. */
class AheadPcm {
  readonly #stopper = new AbortController();
  readonly #waiting: Float32Array[] = [];
  readonly #ended: Promise<void>;
  #samples = 0;
  #isEnded = false;
  #failure: unknown;
  #wake: (() => void) | undefined;

  constructor(media: OpenMedia, signal: AbortSignal) {
    this.#ended = this.#fill(media, signal);
  }

  async stop(): Promise<void> {
    this.#stopper.abort();
    this.#ring();
    await this.#ended;
  }

  async *pieces(): AsyncGenerator<Float32Array, void, undefined> {
    try {
      for (;;) {
        const piece = this.#waiting.shift();
        if (piece !== undefined) {
          this.#samples -= piece.length;
          this.#ring();
          yield piece;
        } else if (this.#isEnded) break;
        else await this.#change();
      }
      if (this.#failure !== undefined) throw this.#failure;
    } finally {
      await this.stop();
    }
  }

  async #fill(media: OpenMedia, signal: AbortSignal): Promise<void> {
    const stop = (): void => {
      this.#stopper.abort();
      this.#ring();
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    const { signal: stopped } = this.#stopper;
    try {
      for await (const piece of media.pcm(stopped)) {
        // A copy: decoders may use one buffer again and again.
        this.#waiting.push(piece.slice());
        this.#samples += piece.length;
        this.#ring();
        while (this.#samples >= MOST_SAMPLES && !stopped.aborted) await this.#change();
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
    this.#isEnded = true;
    this.#ring();
  }

  #ring(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Settles at the next change; only one side waits at a time, since the other has just run. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
