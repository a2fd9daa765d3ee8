/**
 * Tools that some end-to-end tests need and a machine may lack. Where one is missing the tests are skipped with the
 * reason printed; in CI, which can install them, they run and fail.
 * @module
 */
import { spawnSync } from 'node:child_process';

/** Whether a command runs and succeeds here; says so when not. */
function works(what: string, file: string, args: readonly string[]): boolean {
  const isThere = spawnSync(file, [...args], { stdio: 'ignore' }).status === 0;
  if (!isThere && !process.env['CI']) process.stderr.write(`skipping tests that need ${what}\n`);
  return isThere || Boolean(process.env['CI']);
}

/** ffmpeg, to make media of many kinds. */
export const HAS_FFMPEG: boolean = works('ffmpeg', 'ffmpeg', ['-version']);

/** Mounts of our own: a small or a read-only file system that goes away with the process. */
export const HAS_MOUNTS: boolean = works('a mount namespace', 'unshare', [
  ...['-rm', 'sh', '-c', 'mount -t tmpfs -o size=8k tmpfs /mnt'],
]);

/** A network namespace with nothing in it. */
export const HAS_NETWORK_NAMESPACE: boolean = works('a network namespace', 'unshare', ['-rn', 'true']);

/** A tracer of system calls. */
export const HAS_STRACE: boolean = works('strace', 'strace', [
  '-f',
  '-e',
  'trace=socket',
  '-o',
  '/dev/null',
  'true',
]);

/** A pseudo-terminal, by util-linux's `script`. */
export const HAS_PSEUDO_TERMINAL: boolean = works('a pseudo-terminal', 'script', [
  '-qec',
  'true',
  '/dev/null',
]);
