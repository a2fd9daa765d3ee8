/**
 * Fault chains: pulls that meet one fault after another, by chance, and are stopped now and then. Whatever comes, what
 * the store then calls whole is right, and running the same pull again gets there.
 * @module
 */
import { expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { pick, randomFrom, SEEDS } from '../fixtures/crash/seeds.ts';
import { HUB_ENTRY, HUB_FILES, openHubStore, openHubWorkshop } from '../fixtures/hub-workshop.ts';
import { makeCheckpoint, TEST_PATIENCE } from '../fixtures/model-workshop.ts';

const IMPATIENT = {
  ...TEST_PATIENCE,
  timeouts: { connectMs: 2_000, headersMs: 400, stallMs: 400 },
};
/** Pulls that may fail before one must have worked; every fault here ends some time. */
const MOST_PULLS = 8;

const SIZES = [20_000, 600_000, 9_000_000].map((sizeBytes) => makeCheckpoint(sizeBytes, 9));
const FAULTS = [
  ...['cut', 'cut-twice', 'reset', 'flip', 'changed-etag', 'short', 'long', 'html-200-once', 'gzip-once'],
  ...['stall-at-99', 'no-first-byte', 'ignore-range-once', 'wrong-range', 'wrong-total', '416'],
  ...['gzip-range-once', 'one-connection-only-twice', 'slow-3x', 'signed-url-expires'],
  ...['503', '500', '408', '403-once', '404-once', 'redirect-other-host-once'],
];

it.each(SEEDS)(
  'a pull through faults by chance gets there in the end, and never lies (seed %i)',
  async (seed) => {
    const random = randomFrom(seed);
    const chain = Array.from({ length: 1 + Math.floor(random() * 5) }, () => pick(FAULTS, random)).join('+');
    const weights = pick(SIZES, random);
    const { hub, env } = await openHubWorkshop({
      hub: { slowPauseMs: 2 },
      repository: { files: { ...HUB_FILES, 'model.bin': weights }, faults: { 'model.bin': chain } },
    });
    const about = `${weights.length} bytes through ${chain}`;
    const ends: unknown[] = [];
    while (ends.length < MOST_PULLS && ends.at(-1) !== 'pulled') {
      const stop = new AbortController();
      const timer = random() < 0.3 ? setTimeout(() => stop.abort(), random() * 150) : undefined;
      const options = { offline: false, signal: stop.signal };
      const pulling = openHubStore(env, { patience: IMPATIENT }).pull(HUB_ENTRY, options);
      ends.push(
        await pulling.then(
          () => 'pulled',
          (error: unknown) => error,
        ),
      );
      clearTimeout(timer);
      const { state } = await openHubStore(env).status(HUB_ENTRY);
      expect(ends.at(-1) === 'pulled' ? ['verified'] : ['absent', 'partial', 'verified'], about).toContain(
        state,
      );
    }
    expect(ends.at(-1), about).toBe('pulled');
    for (const end of ends.slice(0, -1)) expect(end, about).toBeInstanceOf(AppError);
    await openHubStore(env).verify(HUB_ENTRY);
    expect(hub.sentFileBytes(), about).toBeLessThan(MOST_PULLS * (weights.length + 1000));
  },
);
