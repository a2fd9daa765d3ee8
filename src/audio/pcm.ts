/**
 * PCM: small operations on samples. PCM here is Float32Array in [-1, 1], mono unless said otherwise.
 * @module
 */

/**
 * Interleaved frames to mono: the mean over the channels, so that identical channels keep their level.
 * A mono input is returned as it is.
 */
export function downmixInterleaved(interleaved: Float32Array, channels: number): Float32Array {
  if (channels === 1) return interleaved;
  const frames = Math.floor(interleaved.length / channels);
  const mono = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += interleaved[frame * channels + channel] ?? 0;
    mono[frame] = sum / channels;
  }
  return mono;
}

/** One array per channel to mono: the mean over the channels, cut to the shortest. */
export function downmixPlanar(channels: readonly Float32Array[]): Float32Array {
  const [first] = channels;
  if (first === undefined) return new Float32Array(0);
  if (channels.length === 1) return first;
  const mono = new Float32Array(Math.min(...channels.map((channel) => channel.length)));
  for (const channel of channels) {
    for (let frame = 0; frame < mono.length; frame++)
      mono[frame] = (mono[frame] ?? 0) + (channel[frame] ?? 0);
  }
  for (let frame = 0; frame < mono.length; frame++) mono[frame] = (mono[frame] ?? 0) / channels.length;
  return mono;
}

/** Pieces as one array. */
export function concatPcm(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Clips in place to [-1, 1] and turns what is not a number (a damaged float file) into silence. */
export function clampPcm(pcm: Float32Array): Float32Array {
  for (let index = 0; index < pcm.length; index++) {
    const sample = pcm[index] ?? 0;
    if (!(sample >= -1 && sample <= 1)) pcm[index] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
  return pcm;
}
