/**
 * Resampler: mono PCM of any rate to any other, streamed; a windowed-sinc filter bank (polyphase).
 *
 * Output sample k is the input at time k / outHz; an input of n samples gives ceil(n * outHz / inHz) of them.
 * The result does not depend on how the input is cut into pieces. Linear phase, no delay.
 * Quality stop band below -80 dB, pass band flat to 0.01 dB up to 0.8 of the lower Nyquist frequency.
 * Source  Kaiser (1974) for the window; Crochiere and Rabiner (1983) for the polyphase form. Ours, because
 *         libsamplerate's WebAssembly build takes about twice as long at its fastest setting and five times at the
 *         next (300 and 790 ms for a minute of 44.1 kHz), adds 2 MB of script, and cannot flush its tail.
 * @module
 */
import { concatPcm } from './pcm.ts';

/** Zero crossings of the sinc on each side: the longer, the steeper the edge. */
const ZERO_CROSSINGS = 24;
/** Kaiser window shape; 9 puts the stop band at about -90 dB. */
const KAISER_BETA = 9;
/** Cut-off as a share of the lower Nyquist frequency; half the transition band lies below it. */
const CUTOFF = 0.95;
/** Filter banks above this many phases are not built: odd rates (44 101 Hz) use the nearest of these phases. */
const MAX_PHASES = 1024;

/** Turns pieces of one rate into pieces of another. One stream only; make a new one to start again. */
export class Resampler {
  readonly #inHz: number;
  readonly #outHz: number;
  readonly #half: number;
  readonly #phases: number;
  readonly #bank: Float32Array;
  /** Input not yet done with; its first sample is number `#base` (the first `#half - 1` are silence before time 0). */
  #held: Float32Array;
  #base: number;
  #inCount = 0;
  #outCount = 0;

  constructor(inHz: number, outHz: number) {
    const divisor = greatestCommonDivisor(inHz, outHz);
    this.#inHz = inHz / divisor;
    this.#outHz = outHz / divisor;
    const cutoff = CUTOFF * Math.min(1, outHz / inHz);
    // Even, so that the taps of a phase come in fours.
    this.#half = 2 * Math.ceil(ZERO_CROSSINGS / cutoff / 2);
    this.#phases = Math.min(this.#outHz, MAX_PHASES);
    this.#bank = filterBank(this.#phases, this.#half, cutoff);
    this.#held = new Float32Array(this.#half - 1);
    this.#base = 1 - this.#half;
  }

  /** The next input samples; returns the output that is complete with them. */
  push(pcm: Float32Array): Float32Array {
    this.#held = concatPcm([this.#held, pcm]);
    this.#inCount += pcm.length;
    // One more is held back than the filter needs, since a phase may be rounded up to the next input sample.
    const lastUsable = this.#base + this.#held.length - 2 - this.#half;
    return this.#produce(Math.floor(((lastUsable + 1) * this.#outHz - 1) / this.#inHz) + 1);
  }

  /** The rest of the output, as if silence followed. */
  flush(): Float32Array {
    const total = Math.ceil((this.#inCount * this.#outHz) / this.#inHz);
    this.#held = concatPcm([this.#held, new Float32Array(2 * this.#half)]);
    return this.#produce(total);
  }

  /** Output samples up to number `until` (exclusive), then forgets the input that no later one needs. */
  #produce(until: number): Float32Array {
    const output = new Float32Array(Math.max(0, until - this.#outCount));
    const [inHz, outHz, phases, bank, samples] = [
      this.#inHz,
      this.#outHz,
      this.#phases,
      this.#bank,
      this.#held,
    ];
    const taps = 2 * this.#half;
    const shift = 1 - this.#half - this.#base;
    for (let index = 0; index < output.length; index++) {
      const position = (this.#outCount + index) * inHz;
      let whole = Math.floor(position / outHz);
      let phase = Math.round(((position - whole * outHz) / outHz) * phases);
      if (phase === phases) {
        phase = 0;
        whole += 1;
      }
      output[index] = dot(bank, phase * taps, { samples, at: whole + shift, taps });
    }
    this.#outCount += output.length;
    const needed = Math.floor((this.#outCount * this.#inHz) / this.#outHz) - this.#half + 1;
    const dropped = Math.max(0, Math.min(needed - this.#base, this.#held.length));
    this.#held = this.#held.slice(dropped);
    this.#base += dropped;
    return output;
  }
}

/**
 * Inner product of one filter phase and the samples from `at` on; `taps` is a multiple of four. Nearly all time goes
 * here: four sums run side by side in the processor, and the casts spare a check for every sample.
 */
function dot(
  bank: Float32Array,
  bankAt: number,
  input: { readonly samples: Float32Array; readonly at: number; readonly taps: number },
): number {
  const { samples, at, taps } = input;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let tap = 0; tap < taps; tap += 4) {
    const from = bankAt + tap;
    const to = at + tap;
    sum0 += (bank[from] as number) * (samples[to] as number);
    sum1 += (bank[from + 1] as number) * (samples[to + 1] as number);
    sum2 += (bank[from + 2] as number) * (samples[to + 2] as number);
    sum3 += (bank[from + 3] as number) * (samples[to + 3] as number);
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/** [phases, 2 * half] f32: row p holds the filter for an output p / phases after an input sample. */
function filterBank(phases: number, half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const bank = new Float32Array(phases * taps);
  const peak = bessel0(KAISER_BETA);
  for (let phase = 0; phase < phases; phase++) {
    const row = new Float64Array(taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const time = tap - half + 1 - phase / phases;
      const edge = 1 - (time / half) ** 2;
      const angle = Math.PI * time * cutoff;
      const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
      row[tap] = edge <= 0 ? 0 : (sinc * bessel0(KAISER_BETA * Math.sqrt(edge))) / peak;
      sum += row[tap] ?? 0;
    }
    // Every phase sums to one, so a constant input stays exactly constant.
    for (let tap = 0; tap < taps; tap++) bank[phase * taps + tap] = (row[tap] ?? 0) / sum;
  }
  return bank;
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
