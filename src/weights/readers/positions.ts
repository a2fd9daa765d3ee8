/**
 * Positions: the encoder's sinusoids, for checkpoints that leave them out.
 *
 * Published checkpoints hold what one machine's `sin` and `cos` once gave, rounded; computing them again gives the same
 * within one unit in the last place of a half. Single precision as in the reference, rounded once for each step.
 * Source  openai-whisper `model.py`, `sinusoids`.
 * @module
 */

/** Longest wavelength, in units of 2 pi positions. */
const MAX_TIMESCALE = 10_000;

/** [positions, size]: sines of growing wavelength, then cosines. */
export function encoderPositions(positions: number, size: number): Float32Array {
  const half = size / 2;
  const step = Math.fround(-Math.log(MAX_TIMESCALE) / (half - 1));
  const values = new Float32Array(positions * size);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(Math.exp(Math.fround(step * i)));
    for (let position = 0; position < positions; position++) {
      const angle = Math.fround(position * frequency);
      values[position * size + i] = Math.sin(angle);
      values[position * size + half + i] = Math.cos(angle);
    }
  }
  return values;
}
