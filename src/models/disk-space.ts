/**
 * Disk space: refuses a pull that cannot fit before the first byte is fetched.
 *
 * Throws  StoreError E_DISK_FULL with the bytes needed and free.
 * @module
 */
import { dirname } from 'node:path';
import { StoreError } from '../kernel/index.ts';
import { freeBytes, statIfPresent } from '../platform/index.ts';

/** Bytes about to be written below a folder. */
export interface SpaceNeed {
  readonly folder: string;
  readonly bytes: number;
}

/** Checks all needs; those on the same file system add up. */
export async function requireSpace(needs: readonly SpaceNeed[]): Promise<void> {
  const byDevice = new Map<number, SpaceNeed>();
  for (const need of needs) {
    const device = await deviceOf(need.folder);
    const before = byDevice.get(device)?.bytes ?? 0;
    byDevice.set(device, { folder: need.folder, bytes: before + need.bytes });
  }
  for (const { folder, bytes } of byDevice.values()) {
    const free = await freeBytes(folder);
    if (free >= bytes) continue;
    throw new StoreError(
      'E_DISK_FULL',
      `The disk that holds ${folder} has ${inMegabytes(free)} free, but ${inMegabytes(bytes)} are needed.`,
      {
        hint: `df -h ${JSON.stringify(folder)}   (free some space, or move: OFFSCRIBE_HOME, HF_HUB_CACHE)`,
        details: { folder, freeBytes: free, neededBytes: bytes },
      },
    );
  }
}

/** Number of the file system that holds `path`, or its nearest existing parent. */
export async function deviceOf(path: string): Promise<number> {
  const present = await statIfPresent(path);
  if (present !== undefined) return present.dev;
  return dirname(path) === path ? 0 : await deviceOf(dirname(path));
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
