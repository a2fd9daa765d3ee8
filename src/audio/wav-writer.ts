/**
 * WAV writer: mono or interleaved samples as a RIFF/WAVE file of 16-bit integers or 32-bit floats.
 *
 * 16-bit samples are scaled by 32768 and clipped, the inverse of the reader.
 * @module
 */

/** What to write. */
export interface WavOptions {
  readonly sampleRateHz: number;
  /** Default 1; the samples are interleaved. */
  readonly channels?: number;
  /** Default `s16`. */
  readonly encoding?: 's16' | 'f32';
}

/** A whole WAV file. */
export function formatWav(samples: Float32Array, options: WavOptions): Uint8Array {
  const { sampleRateHz, channels = 1, encoding = 's16' } = options;
  const width = encoding === 's16' ? 2 : 4;
  const dataBytes = samples.length * width;
  const bytes = new Uint8Array(44 + dataBytes);
  const view = new DataView(bytes.buffer);
  writeTag(view, 0, 'RIFF');
  view.setUint32(4, 36 + dataBytes, true);
  writeTag(view, 8, 'WAVE');
  writeTag(view, 12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, encoding === 's16' ? 1 : 3, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * width, true);
  view.setUint16(32, channels * width, true);
  view.setUint16(34, width * 8, true);
  writeTag(view, 36, 'data');
  view.setUint32(40, dataBytes, true);
  for (const [index, sample] of samples.entries()) {
    const at = 44 + index * width;
    if (encoding === 'f32') view.setFloat32(at, sample, true);
    else view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), true);
  }
  return bytes;
}

function writeTag(view: DataView, at: number, tag: string): void {
  for (const [step, letter] of [...tag].entries()) view.setUint8(at + step, letter.charCodeAt(0));
}
