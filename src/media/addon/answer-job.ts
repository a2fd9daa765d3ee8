/**
 * Answer job: one job of the add-on, in a process of its own that may not use the network.
 *
 * Job   one line of JSON: which library, and what to do. `probe` gives ffprobe's JSON, `decode` the samples, f32.
 * End   the exit code: 0; 1 when FFmpeg cannot, its words on stderr; 3 when the library does not load.
 * @module
 */
import { forbidNetwork } from '../../platform/index.ts';
import type { AddonLibrary } from './addon-library.ts';
import { type DecodeJob, decodeInput } from './decode-input.ts';
import { describeInput } from './describe-input.ts';

/** What to do. */
export interface AddonJob {
  /** Full path of node-av's main module. */
  readonly library: string;
  readonly probe?: string;
  readonly decode?: DecodeJob;
}

/** What the process gives to work with. */
export interface JobDoors {
  /** Imports a module by its path. */
  readonly load: (path: string) => Promise<unknown>;
  /** Takes a line for stderr. */
  readonly complain: (line: string) => void;
}

/** Exit codes, beside 0. */
export const JOB_FAILED = 1;
/** The library is damaged, or not for this machine. */
export const LIBRARY_FAILED = 3;

/** Samples are handed on in pieces of about this many bytes. */
const PIECE_BYTES = 64 * 1024;

/** Does the job in `line`; yields what goes to stdout, returns the exit code. */
export async function* answerJob(
  line: string,
  { load, complain }: JobDoors,
): AsyncGenerator<Uint8Array, number, undefined> {
  await forbidNetwork();
  const { library, probe, decode } = JSON.parse(line) as AddonJob;
  let av: AddonLibrary;
  try {
    av = (await load(library)) as AddonLibrary;
  } catch (error) {
    complain(String(error));
    return LIBRARY_FAILED;
  }
  try {
    if (probe !== undefined) yield Buffer.from(JSON.stringify(describeInput(av, probe)));
    if (decode !== undefined) yield* inPieces(decodeInput(av, decode, complain));
    return 0;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return JOB_FAILED;
  }
}

function* inPieces(source: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for (const part of source) {
    parts.push(part);
    bytes += part.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(parts);
    [parts, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(parts);
}
