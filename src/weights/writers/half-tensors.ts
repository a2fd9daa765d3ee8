/**
 * Half tensors: a checkpoint's tensors as halves, in blocks of rows.
 *
 * Halves come through bit for bit; everything else is read as floats and rounded to the nearest half.
 * Throws  EngineError E_MODEL_UNLOADABLE for a finite weight that is beyond all halves; CancelledError.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import type { Checkpoint, RowRange } from '../checkpoint.ts';
import { bytesOf, toHalves } from '../number-formats.ts';
import type { ReadWatch } from '../read-watch.ts';
import { rowBlocks } from '../row-blocks.ts';
import { unloadable } from '../unloadable.ts';

/** Bytes of a half. */
export const HALF_BYTES = 2;
/** Exponent bits of a half that is infinite or no number. */
const NOT_FINITE = 0x7c00;

/** Reads a checkpoint as halves. */
export class HalfTensors {
  readonly #checkpoint: Checkpoint;
  readonly #watch: ReadWatch;

  constructor(checkpoint: Checkpoint, watch: ReadWatch) {
    this.#checkpoint = checkpoint;
    this.#watch = watch;
  }

  /** The rows of tensor `name`, or some of them. */
  async *blocks(name: string, rows?: RowRange): AsyncGenerator<Uint8Array> {
    const entry = this.#checkpoint.find(name);
    const [count = 1] = entry?.shape ?? [];
    for (const part of rowBlocks(entry?.shape ?? [], rows)) {
      throwIfCancelled(this.#watch.signal);
      yield entry?.format === 'f16'
        ? await this.#checkpoint.readRaw(name, part)
        : await this.#rounded(name, part);
      this.#watch.onRead(((entry?.bytes ?? 0) * (part.end - part.start)) / count);
    }
  }

  /** Throws unless all these rows are zeros: the other format has no place for them. */
  async requireZeros(name: string, rows: RowRange): Promise<void> {
    const values = await this.#checkpoint.readFloats(name, rows);
    if (values.every((value) => value === 0)) return;
    throw unloadable(`The weights cannot be converted: ${name} has a bias for keys, which Whisper has not`);
  }

  async #rounded(name: string, part: RowRange): Promise<Uint8Array> {
    const values = await this.#checkpoint.readFloats(name, part);
    const halves = toHalves(values);
    const lost = halves.findIndex(
      (half, i) => (half & NOT_FINITE) === NOT_FINITE && Number.isFinite(values[i] ?? Number.NaN),
    );
    if (lost === -1) return bytesOf(halves);
    throw unloadable(
      `The weights cannot be converted to halves: ${name} holds ${values[lost]}, and halves end at 65504`,
    );
  }
}
