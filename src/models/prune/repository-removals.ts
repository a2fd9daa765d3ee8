/**
 * Repository removals: what nothing wants in a repository of the hub cache, and the order in which it can go.
 *
 * Ours    in a repository that Offscribe made: snapshots that no ref names any more, blobs that no snapshot links to.
 * Theirs  in any other only our own half-written files, and on request a whole snapshot that Offscribe pulled.
 * Order   the reverse of publishing: refs, links, listing, blobs. Whatever is still named is whole, wherever it ends.
 * @module
 */
import { join } from 'node:path';
import { bytesBelow, readTextIfPresent } from '../../platform/index.ts';
import type { PruneRemoval } from './prune-report.ts';
import type { RepositoryFacts, SnapshotFacts } from './repository-facts.ts';

/** Half-written files. Only under the lock of the repository is it certain that nobody is writing them. */
export async function leftoverRemovals(paths: readonly string[]): Promise<PruneRemoval[]> {
  const reason = 'a run that was killed left it half-written';
  return await Promise.all(
    paths.map(async (path) => ({ kind: 'leftover' as const, ...(await removalOf(path, [[path]])), reason })),
  );
}

/** Superseded snapshots and unlinked blobs of a repository of ours. `wanted`: commits that a pin or the lock names. */
export async function supersededRemovals(
  facts: RepositoryFacts,
  wanted: ReadonlySet<string>,
): Promise<PruneRemoval[]> {
  const named = new Set([...facts.refs.map((ref) => ref.commit), ...wanted]);
  // Without a ref a pull was killed before its end: the next one finds what is there.
  const isOld = ({ commit }: SnapshotFacts): boolean => facts.refs.length > 0 && !named.has(commit);
  const removals: PruneRemoval[] = [];
  if (isEmpty(facts)) {
    const skeleton = await removalOf(facts.path, [[facts.path]]);
    return [{ kind: 'leftover', ...skeleton, reason: 'there is nothing in it' }];
  }
  for (const snapshot of facts.snapshots.filter(isOld)) {
    const steps = [snapshot.files, [snapshot.path], [treePath(facts, snapshot.commit)]];
    const reason = 'a newer version of the model has taken its place';
    removals.push({ kind: 'snapshot', ...(await removalOf(snapshot.path, steps)), reason });
  }
  const kept = facts.snapshots.filter((snapshot) => !isOld(snapshot));
  for (const path of unlinkedBlobs(facts, kept)) {
    removals.push({ kind: 'blob', ...(await removalOf(path, [[path]])), reason: 'no snapshot links to it' });
  }
  return removals;
}

/** A whole repository of ours. */
export async function repositoryRemoval(facts: RepositoryFacts, reason: string): Promise<PruneRemoval> {
  const steps = [
    facts.refs.map((ref) => ref.path),
    facts.snapshots.flatMap((snapshot) => snapshot.files),
    [join(facts.path, 'snapshots'), join(facts.path, 'trees')],
    facts.blobs.map((blob) => join(facts.path, 'blobs', blob)),
    [facts.path],
  ];
  return { kind: 'model', ...(await removalOf(facts.path, steps)), reason };
}

/**
 * One snapshot in a repository that other tools use too, with everything that only it uses. Its listing goes last: by
 * it a prune that was killed finds the rest, though the links are gone.
 */
export async function snapshotRemoval(
  facts: RepositoryFacts,
  commit: string,
  reason: string,
): Promise<PruneRemoval> {
  const gone = facts.snapshots.filter((snapshot) => snapshot.commit === commit);
  const kept = facts.snapshots.filter((snapshot) => snapshot.commit !== commit);
  const refs = facts.refs.filter((ref) => ref.commit === commit).map((ref) => ref.path);
  const blobs = await blobsOf(facts, commit);
  const steps = [
    refs,
    gone.flatMap((snapshot) => snapshot.files),
    gone.map((snapshot) => snapshot.path),
    blobs.map((blob) => join(facts.path, 'blobs', blob)),
    [treePath(facts, commit), join(facts.path, '.no_exist', commit)],
  ];
  const isAll = kept.length === 0 && refs.length === facts.refs.length && blobs.length === facts.blobs.length;
  const path = isAll ? facts.path : join(facts.path, 'snapshots', commit);
  return { kind: 'model', ...(await removalOf(path, isAll ? [...steps, [facts.path]] : steps)), reason };
}

/** Names of the blobs that a commit links to or lists, and that no other snapshot links to. */
export async function blobsOf(facts: RepositoryFacts, commit: string): Promise<readonly string[]> {
  const others = facts.snapshots.filter((snapshot) => snapshot.commit !== commit);
  const used = new Set(others.flatMap((snapshot) => [...snapshot.blobs]));
  const linked = facts.snapshots.find((snapshot) => snapshot.commit === commit)?.blobs;
  const listed = (await readTextIfPresent(treePath(facts, commit)))?.match(
    /\b([0-9a-f]{64}|[0-9a-f]{40})\b/g,
  );
  const own = new Set([...(linked ?? []), ...(listed ?? [])]);
  return facts.blobs.filter((blob) => own.has(blob) && !used.has(blob));
}

function isEmpty({ refs, snapshots, blobs, trees, leftovers }: RepositoryFacts): boolean {
  const files = snapshots.flatMap((snapshot) => snapshot.files);
  return [refs, files, blobs, trees, leftovers].every((found) => found.length === 0);
}

function treePath(facts: RepositoryFacts, commit: string): string {
  return join(facts.path, 'trees', `${commit}.json`);
}

function unlinkedBlobs(facts: RepositoryFacts, kept: readonly SnapshotFacts[]): string[] {
  const linked = new Set(kept.flatMap((snapshot) => [...snapshot.blobs]));
  return facts.blobs.filter((blob) => !linked.has(blob)).map((blob) => join(facts.path, 'blobs', blob));
}

async function removalOf(
  path: string,
  steps: readonly (readonly string[])[],
): Promise<Pick<PruneRemoval, 'path' | 'bytes' | 'steps'>> {
  return { path, bytes: await bytesBelow(steps.flat()), steps: steps.filter((step) => step.length > 0) };
}
