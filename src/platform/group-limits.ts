/**
 * Limits: processors and memory that a control group leaves to this process, on Linux; containers are made of them.
 *
 * In      `<root>/proc/self/cgroup`, then `cpu.max` and `memory.max` (version 2) or `cpu.cfs_quota_us` and
 *         `memory.limit_in_bytes` (version 1) of the group and of every group above it: the least counts.
 * Total   what cannot be read limits nothing.
 * Source  Linux kernel documentation, admin-guide/cgroup-v1 and cgroup-v2.
 * @module
 */
import { dirname, join } from 'node:path';
import { readTextIfPresent } from './files.ts';

/** What is left by control groups; absent where they set no limit. */
export interface GroupLimits {
  /** Processors, for example 1.5. */
  readonly cpus?: number;
  readonly memoryBytes?: number;
}

/** What version 1 says instead of nothing: the largest number of whole pages. */
const NO_LIMIT_BYTES = 2 ** 60;

/** Reads the limits of this process; `root` is `/` but in tests. */
export async function readGroupLimits(root: string = '/'): Promise<GroupLimits> {
  const groups = parseGroups(await textOf(join(root, 'proc', 'self', 'cgroup')));
  const cgroup = join(root, 'sys', 'fs', 'cgroup');
  const cpus: number[] = [];
  const memory: number[] = [];
  for (const { controllers, path } of groups) {
    for (const group of withParents(path)) {
      if (controllers.length === 0) {
        cpus.push(...shareOf((await textOf(join(cgroup, group, 'cpu.max'))).split(' ')));
        memory.push(...bytesOf(await textOf(join(cgroup, group, 'memory.max'))));
      }
      if (controllers.includes('cpu')) {
        const folder = join(cgroup, 'cpu', group);
        const quota = await textOf(join(folder, 'cpu.cfs_quota_us'));
        cpus.push(...shareOf([quota, await textOf(join(folder, 'cpu.cfs_period_us'))]));
      }
      if (controllers.includes('memory'))
        memory.push(...bytesOf(await textOf(join(cgroup, 'memory', group, 'memory.limit_in_bytes'))));
    }
  }
  return {
    ...(cpus.length === 0 ? {} : { cpus: Math.min(...cpus) }),
    ...(memory.length === 0 ? {} : { memoryBytes: Math.min(...memory) }),
  };
}

/** Lines like `4:memory:/a/b`; version 2 has no controllers in its one line, `0::/a/b`. */
function parseGroups(
  text: string,
): readonly { readonly controllers: readonly string[]; readonly path: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    return [{ controllers: controllers === '' ? [] : controllers.split(','), path }];
  });
}

function withParents(path: string): readonly string[] {
  const parents = [path];
  for (let group = path; group !== dirname(group); ) {
    group = dirname(group);
    parents.push(group);
  }
  return parents;
}

function shareOf([quota = '', period = '']: readonly string[]): readonly number[] {
  const [allowed, of] = [Number(quota), Number(period)];
  return quota !== '' && allowed > 0 && of > 0 ? [allowed / of] : [];
}

function bytesOf(text: string): readonly number[] {
  const bytes = Number(text);
  return text !== '' && bytes > 0 && bytes < NO_LIMIT_BYTES ? [bytes] : [];
}

async function textOf(path: string): Promise<string> {
  try {
    return ((await readTextIfPresent(path)) ?? '').trim();
  } catch {
    // Whatever forbids reading it is no limit that we could tell.
    return '';
  }
}
