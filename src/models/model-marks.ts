/**
 * Model marks: when a model was last used, and which hub repositories Offscribe itself pulled.
 *
 *   <home>/uses/<model>                     its time is the last loading
 *   <home>/pulled/<repository>/<commit>     Offscribe brought files of it; its time is the last pull
 *
 * They only guide `models prune --unused-for`: a lost mark keeps a model longer, or makes it look like another tool's.
 * So a home that cannot be written is no reason to stop.
 * @module
 */
import { join } from 'node:path';
import { systemCode } from '../kernel/index.ts';
import { factsOf, listFolder, touchFile } from '../platform/index.ts';

const UNWRITABLE = ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/** Keeps that a model was loaded just now. */
export async function markUsed(home: string, model: string): Promise<void> {
  await touch(usePath(home, model));
}

/** Keeps that Offscribe brought files of a commit into a repository of the hub cache. */
export async function markPulled(home: string, repository: string, commit: string): Promise<void> {
  await touch(join(home, 'pulled', repository, commit));
}

/** Path of a model's mark. */
export function usePath(home: string, model: string): string {
  return join(home, 'uses', model);
}

/** When a model was last loaded; 0 when never. */
export async function lastUseMs(home: string, model: string): Promise<number> {
  return (await factsOf(usePath(home, model)))?.changedMs ?? 0;
}

/** Commits that Offscribe pulled into a repository, with the path and time of each mark. */
export async function pulledCommits(
  home: string,
  repository: string,
): Promise<readonly { readonly commit: string; readonly path: string; readonly changedMs: number }[]> {
  const folder = join(home, 'pulled', repository);
  const names = (await listFolder(folder)).filter((name) => /^[0-9a-f]{40}$/.test(name));
  return await Promise.all(
    names.map(async (commit) => {
      const path = join(folder, commit);
      return { commit, path, changedMs: (await factsOf(path))?.changedMs ?? 0 };
    }),
  );
}

/** Repositories that Offscribe pulled into. */
export async function pulledRepositories(home: string): Promise<readonly string[]> {
  return await listFolder(join(home, 'pulled'));
}

async function touch(path: string): Promise<void> {
  try {
    await touchFile(path);
  } catch (error) {
    if (!UNWRITABLE.includes(systemCode(error) ?? '')) throw error;
  }
}
