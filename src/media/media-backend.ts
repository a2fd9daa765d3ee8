/**
 * Media backend: who runs FFmpeg: the machine's ffmpeg and ffprobe, or the add-on in a process of ours.
 * @module
 */
import type { ProgramResult, StreamingProgram } from '../platform/index.ts';
import type { DecodeJob } from './addon/decode-input.ts';

/** How a decode ended. */
export interface DecodeEnd {
  readonly exitCode: number;
  /** What FFmpeg said at level verbose, its last 64 KiB. */
  readonly stderr: string;
  /** What became of a decoder that did not end by itself, after `its decoder`. */
  readonly crash?: string;
}

/** A decode under way; little-endian f32 comes out. */
export interface DecodeProgram extends Pick<StreamingProgram, 'stdout' | 'stop'> {
  /** Never rejects. */
  readonly ended: Promise<DecodeEnd>;
}

/** Runs FFmpeg. Both throw NotReadyError E_RUNTIME_MISSING when it does not run at all. */
export interface MediaBackend {
  readonly name: 'ffmpeg' | 'node-av';
  /** ffprobe's JSON, and what FFmpeg said at level warning. */
  probe(path: string, signal?: AbortSignal): Promise<ProgramResult>;
  decode(job: DecodeJob, signal: AbortSignal): Promise<DecodeProgram>;
}
