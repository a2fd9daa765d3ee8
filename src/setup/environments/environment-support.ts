/**
 * Environment support: on which machines an engine's packages exist at all.
 * @module
 */
import type { PythonEngineName } from '../../engines/index.ts';
import { glibcVersion } from '../../platform/index.ts';

/** The machine, as far as it matters here. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** Version of the C library on Linux; undefined with another one, as musl. */
  readonly glibc?: string | undefined;
}

/** The wheels of MLX are built for it. */
const MLX_GLIBC_MINOR = 35;

/** Whether the engine can have an environment here, and in one sentence why. */
export function environmentSupport(
  engine: PythonEngineName,
  machine: Machine = thisMachine(),
): { readonly supported: boolean; readonly reason: string } {
  const { platform, architecture, glibc } = machine;
  if (engine === 'faster-whisper') {
    if (platform === 'linux' && glibc === undefined)
      return { supported: false, reason: 'CTranslate2 is built for Linux with glibc only.' };
    return {
      supported: true,
      reason: 'CTranslate2 runs on this processor, and on an NVIDIA GPU if there is one.',
    };
  }
  if (platform === 'darwin' && architecture === 'arm64')
    return { supported: true, reason: 'MLX runs on the GPU of Apple silicon.' };
  if (platform === 'darwin') return { supported: false, reason: 'On a Mac, MLX needs Apple silicon.' };
  if (platform !== 'linux' || !['x64', 'arm64'].includes(architecture))
    return { supported: false, reason: `There is no MLX for ${platform} on ${architecture}.` };
  const [major = 0, minor = 0] = (glibc ?? '0.0').split('.').map(Number);
  if (major !== 2 || minor < MLX_GLIBC_MINOR) {
    const has = glibc === undefined ? 'another C library' : `glibc ${glibc}`;
    return {
      supported: false,
      reason: `MLX needs glibc 2.${MLX_GLIBC_MINOR} or newer; this system has ${has}.`,
    };
  }
  return { supported: true, reason: 'MLX runs on the processor here: right, but slow.' };
}

let found: Machine | undefined;

function thisMachine(): Machine {
  found ??= { platform: process.platform, architecture: process.arch, glibc: glibcVersion() };
  return found;
}
