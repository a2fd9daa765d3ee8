/**
 * Memory room: how much more memory this process may take, on Linux, where a limit is set.
 *
 * In      the control groups' limit less what this process holds, and `Max address space` of `<root>/proc/self/limits`
 *         (`ulimit -v`) less its size. What other processes of the group hold is not counted: room is never told too small.
 * Total   what cannot be read limits nothing.
 * Source  proc(5).
 * @module
 */
import { join } from 'node:path';
import { readTextIfPresent } from './files.ts';
import { readGroupLimits } from './group-limits.ts';

/** What is left below a limit. */
export interface MemoryRoom {
  readonly bytes: number;
  readonly limitBytes: number;
  /** `address-space` counts what is reserved, used or not; `resident` what is held. */
  readonly kind: 'resident' | 'address-space';
}

/** The room below each limit that is set; `root` is `/` but in tests. */
export async function memoryRoom(root: string = '/'): Promise<readonly MemoryRoom[]> {
  const self = join(root, 'proc', 'self');
  const status = await textOf(join(self, 'status'));
  const limits = await textOf(join(self, 'limits'));
  const rooms: MemoryRoom[] = [];
  const add = (kind: MemoryRoom['kind'], limitBytes: number | undefined, taken: string): void => {
    const kilobytes = Number(new RegExp(`^${taken}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
    if (limitBytes === undefined || Number.isNaN(kilobytes)) return;
    rooms.push({ kind, limitBytes, bytes: Math.max(0, limitBytes - kilobytes * 1024) });
  };
  add('resident', (await readGroupLimits(root)).memoryBytes, 'VmRSS');
  const addressSpace = /^Max address space\s+(\d+)/m.exec(limits)?.[1];
  add('address-space', addressSpace === undefined ? undefined : Number(addressSpace), 'VmSize');
  return rooms;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readTextIfPresent(path)) ?? '';
  } catch {
    return '';
  }
}
