/**
 * Sound decoders: one streaming shape over the WAV reader and the WebAssembly decoders, each loaded when first needed.
 *
 * MP3 encoder delay and padding are removed where the file notes them, as ffmpeg does; Opus pre-skip likewise.
 * @module
 */
import { downmixInterleaved, downmixPlanar, WavReader } from '../audio/index.ts';
import { InternalError } from '../kernel/index.ts';

/** Mono samples at the file's own rate. */
export interface DecodedSound {
  readonly mono: Float32Array;
  readonly sampleRateHz: number;
  /** Frames that the decoder could not make sense of. */
  readonly damagedPlaces: number;
}

/** Decodes one stream, piece by piece. */
export interface SoundDecoder {
  decode(bytes: Uint8Array): Promise<DecodedSound>;
  /** What is left when the bytes have ended. */
  finish(): Promise<DecodedSound>;
  close(): void;
}

/** The shape that all four WebAssembly decoders share. */
interface WasmDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): WasmOutput | Promise<WasmOutput>;
  flush?(): Promise<WasmOutput>;
  free(): void;
}

interface WasmOutput {
  readonly channelData: Float32Array[];
  readonly sampleRate: number;
  /** Of samples that the file has as whole numbers. */
  readonly bitDepth?: number;
  readonly errors: readonly unknown[];
}

const NOTHING: DecodedSound = { mono: new Float32Array(0), sampleRateHz: 0, damagedPlaces: 0 };

/** A decoder for a codec that `sniffMedia` named. */
export async function openSoundDecoder(codec: string): Promise<SoundDecoder> {
  switch (codec) {
    case 'flac':
    case 'ogg-flac': {
      const { FLACDecoder } = await import('@wasm-audio-decoders/flac');
      return await wrapDecoder(new FLACDecoder(), scaleByPowerOfTwo);
    }
    case 'vorbis': {
      const { OggVorbisDecoder } = await import('@wasm-audio-decoders/ogg-vorbis');
      return await wrapDecoder(new OggVorbisDecoder());
    }
    case 'opus': {
      const { OggOpusDecoder } = await import('ogg-opus-decoder');
      return await wrapDecoder(new OggOpusDecoder());
    }
    case 'mp1':
    case 'mp2':
    case 'mp3': {
      const { MPEGDecoder } = await import('mpg123-decoder');
      return await wrapDecoder(new MPEGDecoder());
    }
    default:
      throw new InternalError(`No in-process decoder for ${codec}.`);
  }
}

/** The WAV reader as a SoundDecoder. */
export function openWavDecoder(): SoundDecoder {
  const reader = new WavReader();
  return {
    async decode(bytes) {
      const samples = reader.push(bytes);
      const { header } = reader;
      if (header === undefined) return NOTHING;
      const mono = downmixInterleaved(samples, header.channels);
      return { mono, sampleRateHz: header.sampleRateHz, damagedPlaces: 0 };
    },
    finish: async () => NOTHING,
    close: () => {},
  };
}

async function wrapDecoder(
  decoder: WasmDecoder,
  rescale: (output: WasmOutput) => WasmOutput = (output) => output,
): Promise<SoundDecoder> {
  await decoder.ready;
  return {
    decode: async (bytes) => toSound(rescale(await decoder.decode(bytes))),
    finish: async () => (decoder.flush === undefined ? NOTHING : toSound(rescale(await decoder.flush()))),
    close: () => decoder.free(),
  };
}

/**
 * The FLAC decoder divides whole numbers by the largest one, 32767; ffmpeg, and our WAV reader, by 32768. So small a
 * difference changes words.
 */
function scaleByPowerOfTwo(output: WasmOutput): WasmOutput {
  const { channelData, bitDepth } = output;
  if (bitDepth === undefined) return output;
  const steps = 2 ** (bitDepth - 1);
  const exact = channelData.map((channel) =>
    channel.map((sample) => Math.round(sample * (steps - 1)) / steps),
  );
  return { ...output, channelData: exact };
}

function toSound({ channelData, sampleRate, errors }: WasmOutput): DecodedSound {
  return { mono: downmixPlanar(channelData), sampleRateHz: sampleRate, damagedPlaces: errors.length };
}
