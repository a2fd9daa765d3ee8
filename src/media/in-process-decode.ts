/**
 * In-process decode: WAV, FLAC, MP3 and Ogg (Vorbis, Opus, FLAC) to 16 kHz mono PCM without any program.
 *
 * All channels are mixed by their mean. 16 kHz mono passes through untouched, but for clipping to [-1, 1].
 * Throws  InputError E_MEDIA_UNDECODABLE when no sample comes out, CancelledError.
 * @module
 */
import { clampPcm, concatPcm, Resampler } from '../audio/index.ts';
import { AppError, SAMPLE_RATE_HZ, throwIfCancelled } from '../kernel/index.ts';
import { streamFile } from '../platform/index.ts';
import { undecodable } from './media-errors.ts';
import type { Sniffed } from './sniff.ts';
import { type DecodedSound, openSoundDecoder, openWavDecoder } from './sound-decoders.ts';

/** Bytes handed to a decoder at once: small, since 64 KiB of Opus can be 20 s of audio. */
const PIECE_BYTES = 64 * 1024;

/** A file that can be decoded in-process. */
export type SoundFile = Extract<Sniffed, { kind: 'wav' | 'sound' }>;

/** How the decode ended. */
export interface InProcessEnd {
  readonly samples: number;
  readonly damagedPlaces: number;
}

/** Yields the pieces; returns how it ended. */
export async function* decodeInProcess(
  path: string,
  sound: SoundFile,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, InProcessEnd, undefined> {
  throwIfCancelled(signal);
  const rate = new RateConverter();
  let damagedPlaces = 0;
  let samples = 0;
  for await (const piece of decodePieces(path, sound, signal)) {
    damagedPlaces += piece.damagedPlaces;
    const pcm = rate.convert(piece);
    samples += pcm.length;
    if (pcm.length > 0) yield pcm;
  }
  const rest = rate.flush();
  samples += rest.length;
  if (rest.length > 0) yield rest;
  if (samples === 0) throw undecodable(path, `no audio came out of its ${sound.facts.codec} track.`);
  return { samples, damagedPlaces };
}

async function* decodePieces(
  path: string,
  sound: SoundFile,
  signal: AbortSignal,
): AsyncGenerator<DecodedSound, void, undefined> {
  const decoder = sound.kind === 'wav' ? openWavDecoder() : await openSoundDecoder(sound.facts.codec);
  let toSkip = sound.kind === 'sound' ? sound.audioAt : 0;
  try {
    for await (const bytes of streamFile(path, PIECE_BYTES)) {
      throwIfCancelled(signal);
      const audio = bytes.subarray(Math.min(toSkip, bytes.length));
      toSkip -= bytes.length - audio.length;
      if (audio.length > 0) yield await guarded(() => decoder.decode(audio), path);
    }
    yield await guarded(() => decoder.finish(), path);
  } finally {
    decoder.close();
  }
}

/** A decoder's own exception (its parser gave up, or the WebAssembly trapped) as a typed error with the cause kept. */
async function guarded(work: () => Promise<DecodedSound>, path: string): Promise<DecodedSound> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw undecodable(path, 'its audio is damaged beyond what the built-in decoder can skip.', {
      cause: error,
    });
  }
}

/** Brings pieces to 16 kHz; a rate that changes in the middle of a stream starts a new filter. */
class RateConverter {
  #resampler: Resampler | undefined;
  #fromHz = SAMPLE_RATE_HZ;

  convert({ mono, sampleRateHz }: DecodedSound): Float32Array {
    if (mono.length === 0 || sampleRateHz === 0) return new Float32Array(0);
    const rest = sampleRateHz === this.#fromHz ? new Float32Array(0) : this.flush();
    if (sampleRateHz !== this.#fromHz) {
      this.#resampler =
        sampleRateHz === SAMPLE_RATE_HZ ? undefined : new Resampler(sampleRateHz, SAMPLE_RATE_HZ);
      this.#fromHz = sampleRateHz;
    }
    const pcm = clampPcm(this.#resampler?.push(clampPcm(mono)) ?? mono);
    return rest.length === 0 ? pcm : concatPcm([rest, pcm]);
  }

  flush(): Float32Array {
    return clampPcm(this.#resampler?.flush() ?? new Float32Array(0));
  }
}
