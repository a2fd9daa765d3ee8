/**
 * Processor flags: what Linux says that a processor can do.
 *
 * Total   elsewhere, and where it cannot be read, nothing.
 * Source  `/proc/cpuinfo`: `flags` on x86, `Features` on Arm.
 * @module
 */
import { readTextIfPresent } from './files.ts';

/** The names of the first processor's flags, lower-case, as Linux spells them. */
export async function processorFlags(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const text = await readTextIfPresent('/proc/cpuinfo');
  const [, flags = ''] = /^(?:flags|Features)\s*:(.*)$/m.exec(text ?? '') ?? [];
  return flags.toLowerCase().split(/\s+/).filter(Boolean);
}
