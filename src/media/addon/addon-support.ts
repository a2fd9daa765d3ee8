/**
 * Add-on support: on which machines there is a build of node-av.
 * @module
 */
import { glibcVersion } from '../../platform/index.ts';

/** The machine, as far as it matters here. */
export interface AddonMachine {
  readonly platform: string;
  readonly architecture: string;
  /** Version of the C library on Linux; undefined with another one, as musl. */
  readonly glibc?: string | undefined;
}

/** The oldest glibc that the builds for Linux start on. */
const GLIBC_MINOR = 28;

/** Whether there is a build for it, and in one sentence why not. */
export function addonSupport(machine: AddonMachine = thisMachine()): {
  readonly supported: boolean;
  readonly reason: string;
} {
  const { platform, architecture, glibc } = machine;
  if (!['linux', 'darwin', 'win32'].includes(platform) || !['x64', 'arm64'].includes(architecture))
    return { supported: false, reason: `There is no build for ${platform} on ${architecture}.` };
  if (platform !== 'linux') return { supported: true, reason: '' };
  const [major = 0, minor = 0] = (glibc ?? '0.0').split('.').map(Number);
  if (major === 2 && minor >= GLIBC_MINOR) return { supported: true, reason: '' };
  const has = glibc === undefined ? 'another C library' : `glibc ${glibc}`;
  return {
    supported: false,
    reason: `It needs glibc 2.${GLIBC_MINOR} or newer; this system has ${has}.`,
  };
}

let found: AddonMachine | undefined;

function thisMachine(): AddonMachine {
  found ??= { platform: process.platform, architecture: process.arch, glibc: glibcVersion() };
  return found;
}
