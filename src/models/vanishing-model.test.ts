/** A model that another process takes away while it is being looked at: absent, or pulled again; never a system error. */
import { rename, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  makeModel,
  openWorkshop,
  TEST_PATIENCE,
  type Workshop,
} from '../../tests/fixtures/model-workshop.ts';
import { openTrustedDigests, type TrustedDigests } from '../platform/index.ts';
import type { ModelStore } from './model-store.ts';
import { openModelStore } from './store.ts';

const MODEL = makeModel('little', 30_000);

let made: Workshop;

beforeEach(async () => {
  made = await openWorkshop(MODEL);
  await made.store.pull(MODEL.entry, { offline: false });
});

afterEach(async () => {
  await made.index.close();
  await rm(made.folder, { recursive: true, force: true });
});

/** A store beside which the whole repository goes, once, at the moment one of the digests is asked for. */
function storeBesidePrune(asked: 'digest' | 'recorded' | 'rehash', repository: string): ModelStore {
  const real = openTrustedDigests(made.home);
  let isThere = true;
  const vanish = async (): Promise<void> => {
    if (isThere) await rename(repository, `${repository}-gone`);
    isThere = false;
  };
  const digests: TrustedDigests = {
    ...real,
    [asked]: async (path: string) => {
      await vanish();
      return await real[asked](path);
    },
  };
  return openModelStore({ env: made.env, digests, patience: TEST_PATIENCE });
}

describe('a model that goes while it is looked at', () => {
  const repository = (): string => `${made.hub}/models--offscribe--little`;

  test('has the status of one that is not there', async () => {
    const store = storeBesidePrune('recorded', repository());
    expect((await store.status(MODEL.entry)).state).toBe('absent');
  });

  test.each(['locate', 'verify'] as const)('is not cached for %s', async (method) => {
    const store = storeBesidePrune(method === 'locate' ? 'digest' : 'rehash', repository());
    await expect(store[method](MODEL.entry)).rejects.toMatchObject({ code: 'E_MODEL_NOT_CACHED' });
  });

  test.each([
    ['digest', {}],
    ['rehash', { rehash: true }],
  ] as const)('is pulled again (%s)', async (asked, options) => {
    const store = storeBesidePrune(asked, repository());
    await store.pull(MODEL.entry, { offline: false, ...options });
    expect((await store.status(MODEL.entry)).state).toBe('verified');
  });
});
