/**
 * In-process decode: WAV, FLAC, MP3 and Ogg (Vorbis, Opus, FLAC) to 16 kHz mono PCM without any program.
 *
 * All channels are mixed by their mean. 16 kHz mono passes through untouched, but for clipping to [-1, 1].
 * Bound   at most 16 samples for one that the decoder gave, in pieces of some megabytes; a signal is obeyed between them.
 * Throws  InputError E_MEDIA_UNDECODABLE: no sample comes out, or a rate that no recording has; CancelledError.
 * @module
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { clampPcm, concatPcm, Resampler } from '../audio/index.ts';
import { AppError, SAMPLE_RATE_HZ, throwIfCancelled } from '../kernel/index.ts';
import { streamFile } from '../platform/index.ts';
import { undecodable } from './media-errors.ts';
import { checkSampleRate } from './sample-rate.ts';
import type { Sniffed } from './sniff.ts';
import { type DecodedSound, openSoundDecoder, openWavDecoder } from './sound-decoders.ts';

/** Bytes read at once. */
const PIECE_BYTES = 64 * 1024;
/** Coded bytes handed to a decoder at once: few, since 16 KiB of Opus are 5 s of speech, and of coded silence an hour. */
const CODED_BYTES = 16 * 1024;

/** Most decoded samples that are brought to 16 kHz at once: a few bytes of coded silence can stand for a minute. */
const BLOCK_SAMPLES = 1 << 16;

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
  const rate = new RateConverter(path);
  let damagedPlaces = 0;
  let samples = 0;
  for await (const piece of decodePieces(path, sound, signal)) {
    damagedPlaces += piece.damagedPlaces;
    for (let at = 0; at < piece.mono.length; at += BLOCK_SAMPLES) {
      const pcm = rate.convert(piece.mono.subarray(at, at + BLOCK_SAMPLES), piece.sampleRateHz);
      samples += pcm.length;
      if (pcm.length > 0) yield pcm;
      // Without it neither timers nor signals would come through before the next bytes are read.
      await turnOfTheLoop();
      throwIfCancelled(signal);
    }
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
  const isCoded = sound.kind === 'sound';
  const mostBytes = isCoded ? CODED_BYTES : PIECE_BYTES;
  let toSkip = isCoded ? sound.audioAt : 0;
  try {
    for await (const bytes of streamFile(path, PIECE_BYTES)) {
      throwIfCancelled(signal);
      const audio = bytes.subarray(Math.min(toSkip, bytes.length));
      toSkip -= bytes.length - audio.length;
      for (let at = 0; at < audio.length; at += mostBytes)
        yield await guarded(() => decoder.decode(audio.subarray(at, at + mostBytes)), path);
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
  readonly #path: string;
  #resampler: Resampler | undefined;
  #fromHz = SAMPLE_RATE_HZ;

  constructor(path: string) {
    this.#path = path;
  }

  /** Throws InputError E_MEDIA_UNDECODABLE for a rate that no recording has. */
  convert(mono: Float32Array, fromHz: number): Float32Array {
    let rest: Float32Array = new Float32Array(0);
    if (fromHz !== this.#fromHz) {
      checkSampleRate(this.#path, fromHz);
      rest = this.flush();
      this.#resampler = fromHz === SAMPLE_RATE_HZ ? undefined : new Resampler(fromHz, SAMPLE_RATE_HZ);
      this.#fromHz = fromHz;
    }
    const pcm = clampPcm(this.#resampler?.push(clampPcm(mono)) ?? mono);
    return rest.length === 0 ? pcm : concatPcm([rest, pcm]);
  }

  flush(): Float32Array {
    return clampPcm(this.#resampler?.flush() ?? new Float32Array(0));
  }
}
