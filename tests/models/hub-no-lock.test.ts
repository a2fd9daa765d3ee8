/**
 * Where locks do nothing (some network file systems grant every lock to everybody), only work is lost, never a model.
 * @module
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  HUB_ENTRY,
  HUB_ID,
  openHubStore,
  openHubWorkshop,
  WANTED_FILES,
  WEIGHTS,
} from '../fixtures/hub-workshop.ts';

/** Grants everybody the lock. */
async function noLock<T>(_path: string, work: () => Promise<T>): Promise<T> {
  return await work();
}

it('[row 21] without any lock in common two pulls at once both succeed, and transfer at most twice', async () => {
  const workshop = await openHubWorkshop({
    repository: { faults: { 'model.bin': 'slow' } },
    hub: { slowPauseMs: 15 },
  });
  // Each has a home of its own, and so its own part files and their locks: two machines with one cache.
  const stores = ['one', 'two'].map((name) =>
    openHubStore({ ...workshop.env, OFFSCRIBE_HOME: join(workshop.folder, name) }, { withLock: noLock }),
  );
  const models = await Promise.all(stores.map((store) => store.pull(HUB_ENTRY, { offline: false })));
  expect(models[0]?.folder).toBe(models[1]?.folder);
  for (const store of [...stores, openHubStore(workshop.env)]) {
    expect((await store.verify(HUB_ENTRY)).folder).toBe(models[0]?.folder);
  }
  expect(await readdir(join(workshop.repository, 'blobs'))).toHaveLength(WANTED_FILES.length);
  const sent = workshop.hub.sentFileBytes();
  expect(sent).toBeGreaterThan(WEIGHTS.length);
  expect(sent).toBeLessThanOrEqual(2 * (WEIGHTS.length + 100));
});

it('[row 21] without locks two pulls of different versions at once leave both versions right', async () => {
  const workshop = await openHubWorkshop();
  const old = workshop.hub.commitOf(HUB_ID);
  workshop.hub.setFile(HUB_ID, 'config.json', Buffer.from('{"a": 2}\n'));
  const entry = { ...HUB_ENTRY, name: 'newer' };
  const withLock = noLock;
  const [first, second] = await Promise.all([
    openHubStore(workshop.env, { withLock }).pull(HUB_ENTRY, { offline: false, revision: old }),
    openHubStore(workshop.env, { withLock }).pull(entry, { offline: false }),
  ]);
  expect(first.folder).not.toBe(second.folder);
  const store = openHubStore(workshop.env);
  expect((await store.verify(HUB_ENTRY)).folder).toBe(first.folder);
  expect((await store.verify(entry)).folder).toBe(second.folder);
});
