import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import type { BatchOutcome } from '../outcomes.ts';
import { type WatchRequest, watchFolder } from './watch-folder.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-watch-'));
  await mkdir(at('in'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const talk = async (name: string): Promise<void> => await writeLoudWav(at(name), 0.5, [[0.1, 0.4]]);

function requestOf(more: Partial<WatchRequest> = {}): WatchRequest {
  return {
    ...{ path: at('in'), recursive: false, settleMs: 300, isPolling: false, isOnce: false },
    ...{ formats: ['srt'], folder: at('out') },
    ...more,
  };
}

/** A watch under way: what came of it, and the way to end it. */
function begin(more: Partial<WatchRequest> = {}): {
  readonly outcomes: BatchOutcome[];
  readonly messages: () => readonly string[];
  until(ready: () => boolean): Promise<void>;
  end(): Promise<unknown>;
} {
  const controller = new AbortController();
  const supervision = listening(controller.signal);
  const outcomes: BatchOutcome[] = [];
  const messages = (): readonly string[] =>
    supervision.events.flatMap((event) => ('message' in event ? [event.message] : []));
  let failure: unknown;
  const ended = (async () => {
    try {
      const watch = watchFolder(requestOf(more), fakeWiring(folder), supervision);
      for await (const outcome of watch) outcomes.push(outcome);
    } catch (error) {
      failure = error;
    }
  })();
  return {
    outcomes,
    messages,
    until: async (ready) => {
      while (!ready() && failure === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      if (failure !== undefined) throw failure;
    },
    end: async () => {
      controller.abort();
      await ended;
      return failure;
    },
  };
}

describe('a watch', () => {
  test('takes what is there and what comes, and ends when it is told to', async () => {
    await talk('in/1.wav');
    await writeFile(at('in/notes.txt'), '');
    const watch = begin();
    await watch.until(() => watch.outcomes.length === 1);
    await talk('in/2.wav');
    await talk('in/.3.wav');
    await watch.until(() => watch.outcomes.length === 2);
    expect(watch.messages()).toContainEqual(expect.stringContaining('2.wav: new; taken'));
    expect(await watch.end()).toMatchObject({ code: 'E_CANCELLED' });
    expect(await readdir(at('out'))).toEqual(['1.srt', '2.srt']);
  });

  test.each([false, true])(
    'does not touch a file that is still being copied (polling: %s)',
    async (isPolling) => {
      await talk('whole.wav');
      const bytes = await readFile(at('whole.wav'));
      const watch = begin({ isPolling, settleMs: 500 });
      const pieces = 8;
      for (let piece = 0; piece < pieces; piece += 1) {
        const [from, to] = [piece, piece + 1].map((n) => Math.round((n * bytes.length) / pieces));
        await appendFile(at('in/slow.wav'), bytes.subarray(from, to));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await watch.until(() => watch.outcomes.length === 1);
      expect(watch.outcomes).toMatchObject([{ ok: true, transcript: { duration: 0.5 } }]);
      await watch.end();
    },
  );

  test('started again takes up what was not done, and redoes nothing', async () => {
    await talk('in/1.wav');
    const first = begin();
    await first.until(() => first.outcomes.length === 1);
    await first.end();
    await talk('in/2.wav');
    const second = begin();
    await second.until(() => second.outcomes.length === 2);
    await second.end();
    expect(second.outcomes).toMatchObject([
      { skipped: '1.srt is there already.' },
      { ok: true, outputs: [{}] },
    ]);
    expect(second.messages()).toContain('1 file needs no work: outputs or subtitles are there.');
  });

  test('started again knows its own outputs by the name that they had before another of that stem came', async () => {
    await talk('in/1.wav');
    for await (const _ of watchFolder(requestOf({ isOnce: true }), fakeWiring(folder), listening()));
    await writeLoudWav(at('in/1.wave'), 0.6, [[0.1, 0.4]]);
    const outcomes: BatchOutcome[] = [];
    const again = watchFolder(requestOf({ isOnce: true }), fakeWiring(folder), listening());
    for await (const outcome of again) outcomes.push(outcome);
    expect(outcomes).toMatchObject([
      { skipped: '1.srt is there already.' },
      { ok: true, outputs: [{ path: at('out/1.wave.srt') }] },
    ]);
    expect(await readdir(at('out'))).toEqual(['1.srt', '1.wave.srt']);
  });

  test('tries a file that failed again only when it has changed', async () => {
    await writeFile(at('in/1.wav'), 'not yet');
    const watch = begin({ settleMs: 100 });
    await watch.until(() => watch.outcomes.length === 1);
    await talk('in/2.wav');
    await watch.until(() => watch.outcomes.length === 2);
    expect(watch.outcomes).toMatchObject([{ ok: false }, { ok: true }]);
    await talk('in/1.wav');
    await watch.until(() => watch.outcomes.length === 3);
    expect(watch.outcomes[2]).toMatchObject({ ok: true, file: at('in/1.wav') });
    await watch.end();
  });

  test('with --once ends by itself, obeys the ignore file, and enters folders when asked', async () => {
    await mkdir(at('in/d/no'), { recursive: true });
    for (const name of ['in/1.wav', 'in/x.wav', 'in/d/1.wav', 'in/d/no/1.wav']) await talk(name);
    await writeFile(at('in/.offscribeignore'), 'x.*\nno/\n');
    const files: string[] = [];
    const request = requestOf({ isOnce: true, recursive: true });
    for await (const { file } of watchFolder(request, fakeWiring(folder), listening())) files.push(file);
    expect(files).toEqual([at('in/1.wav'), at('in/d/1.wav')]);
    expect((await readdir(at('out'), { recursive: true })).sort()).toEqual(['1.srt', 'd', 'd/1.srt']);
  });

  test('waits for a folder that goes away', async () => {
    await talk('in/1.wav');
    const watch = begin({ settleMs: 100, isPolling: true });
    await watch.until(() => watch.outcomes.length === 1);
    await rename(at('in'), at('away'));
    await watch.until(() =>
      watch.messages().some((message) => message.includes('Waiting for it to come back')),
    );
    await rename(at('away'), at('in'));
    await watch.until(() => watch.messages().some((message) => message.includes('is there again')));
    await watch.end();
  });

  test('of what is no folder is refused', async () => {
    await talk('in/1.wav');
    for (const path of [at('in/1.wav'), at('gone')]) {
      const watch = begin({ path });
      await expect(watch.until(() => false)).rejects.toMatchObject({ code: 'E_MEDIA_NOT_FOUND' });
    }
  });
});
