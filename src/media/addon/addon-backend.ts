/**
 * Add-on backend: FFmpeg as an add-on to Node.js, each job in a process of its own: native code reads hostile files there.
 *
 * Process  sees the one file, no network, no secrets of the environment, leaves no core file, and ends with its whole group
 *          when the work is cancelled or this process ends.
 * Throws   NotReadyError E_RUNTIME_MISSING when the library does not load; CancelledError.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import {
  containedCommand,
  type Environment,
  type GroupEnd,
  keepTail,
  type ProcessGroup,
  startGroup,
} from '../../platform/index.ts';
import type { DecodeEnd, MediaBackend } from '../media-backend.ts';
import { addonBroken, undecodable } from '../media-errors.ts';
import { addonLibrary, addonProgram } from './addon-places.ts';
import { type AddonJob, LIBRARY_FAILED } from './answer-job.ts';

/** All that the process sees of the environment: where programs, libraries and temporary files are. */
const PASSED_ON =
  /^(PATH|PATHEXT|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|USERPROFILE|SYSTEMROOT|WINDIR)$/i;

/** Runs the add-on in `folder`. */
export function addonBackend(folder: string, env: Environment): MediaBackend {
  const start = async (job: Omit<AddonJob, 'library'>, signal?: AbortSignal): Promise<Running> =>
    await startJob({ library: addonLibrary(folder), ...job }, env, signal);
  return {
    name: 'node-av',
    probe: async (path, signal) => {
      const { group, ended } = await start({ probe: path }, signal);
      const pieces: Buffer[] = [];
      for await (const piece of group.stdout) pieces.push(Buffer.from(piece));
      const { exitCode, stderr, crash } = await ended;
      throwIfCancelled(signal);
      if (crash !== undefined)
        throw undecodable(path, `its decoder ${crash} while it looked into it.`, { decoderOutput: stderr });
      if (exitCode === LIBRARY_FAILED) throw addonBroken(stderr);
      return { exitCode, stdout: Buffer.concat(pieces).toString('utf8'), stderr };
    },
    decode: async (job, signal) => {
      const { group, ended } = await start({ decode: job }, signal);
      return { stdout: bytesOf(group), ended, stop: group.kill };
    },
  };
}

interface Running {
  readonly group: ProcessGroup;
  readonly ended: Promise<DecodeEnd>;
}

async function startJob(job: AddonJob, env: Environment, signal?: AbortSignal): Promise<Running> {
  throwIfCancelled(signal);
  const passedOn = Object.fromEntries(Object.entries(env).filter(([name]) => PASSED_ON.test(name)));
  const command = await containedCommand(await addonProgram(), passedOn);
  const group = await startGroup({ ...command, env: passedOn });
  const onAbort = (): void => group.kill();
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted === true) group.kill();
  const stderr = keepTail(group.stderr);
  group.write(`${JSON.stringify(job)}\n`);
  const ended = group.ended.then((end) => {
    signal?.removeEventListener('abort', onAbort);
    return { exitCode: end.exitCode ?? -1, stderr: stderr(), ...crashOf(end) };
  });
  return { group, ended };
}

/** What a process did that did not end by itself. */
function crashOf({ exitCode, endedBy, failure }: GroupEnd): { readonly crash?: string } {
  if (failure !== undefined) return { crash: `could not be started (${failure.message})` };
  if (endedBy === 'SIGKILL') return { crash: 'was ended by the system (SIGKILL), as when memory runs out,' };
  if (endedBy !== undefined) return { crash: `crashed (${endedBy})` };
  // So Windows reports an access violation and its like, and a shell that started it a signal.
  if ((exitCode ?? 0) > 127) return { crash: `crashed (${exitCode})` };
  return {};
}

async function* bytesOf({ stdout }: ProcessGroup): AsyncGenerator<Uint8Array> {
  for await (const piece of stdout) yield Buffer.from(piece);
}
