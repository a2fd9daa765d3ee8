import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../../src/kernel/random.ts';
import { finished, type RunResult, runOffscribe, startOffscribe } from '../offscribe.ts';
import { LINE, openPlace, type RememberingPlace, recording, windowsIn } from './remembering.ts';

const IS_SOAK = process.env['OFFSCRIBE_SOAK'] === '1';
const KILLS = IS_SOAK ? 200 : 10;

vi.setConfig({ testTimeout: IS_SOAK ? 7_200_000 : 900_000 });

/** Every kind of thing that a run makes lasting, the first and the last of each kind: where one stage ends, the next begins. */
function boundaries(steps: readonly string[]): number[] {
  const kinds = steps.map((step) => (step.startsWith('part ') ? 'part' : step));
  const numbers = [...new Set(kinds)].flatMap((kind) => [kinds.indexOf(kind), kinds.lastIndexOf(kind)]);
  const stages = kinds.flatMap((kind, at) => (/run_stages|products/.test(kind) ? [at] : []));
  return [...new Set([...numbers, ...stages])].sort((a, b) => a - b).map((at) => at + 1);
}

async function run(place: RememberingPlace, more: Record<string, string> = {}): Promise<RunResult> {
  return await runOffscribe(LINE, { cwd: place.cwd, env: { ...place.env, ...more } });
}

/** Its outputs and the windows that it heard, when nobody disturbs it; and how long it takes, ms. */
async function undisturbed(
  media: Uint8Array,
): Promise<{ outputs: readonly string[]; steps: readonly string[]; ms: number }> {
  const place = await openPlace(media);
  const since = performance.now();
  const { exitCode, stderr } = await run(place);
  expect(exitCode, stderr).toBe(0);
  return { outputs: await place.outputs(), steps: await place.steps(), ms: performance.now() - since };
}

describe('a transcription that is killed where one stage ends and the next begins', () => {
  test('goes on when it is run again, and writes the same bytes, wherever that was', async () => {
    const media = await recording(1);
    const { outputs, steps } = await undisturbed(media);
    const all = boundaries(steps);
    // Each kill costs two processes: a few places in every run of the tests, all of them in the long one.
    const some = IS_SOAK ? all : all.filter((_, at) => at % Math.ceil(all.length / 8) === 0);
    let deaths = 0;
    for (const at of some) {
      const place = await openPlace(media);
      const killed = await run(place, { DIE_AT: String(at) });
      // What is done side by side comes in another order at times, and what is written by the clock not at all.
      expect([null, 0], killed.stderr).toContain(killed.exitCode);
      if (killed.exitCode === null) deaths += 1;
      const again = await run(place);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await place.outputs(), `killed before ${steps[at - 1]}`).toEqual(outputs);
    }
    expect(deaths).toBeGreaterThan(5);
  });
});

describe('a transcription of five minutes', () => {
  test(`killed ${KILLS} times at any instant hears nothing again that it had heard, and writes the same bytes`, async () => {
    const media = await recording(15);
    const whole = await undisturbed(media);
    const random = seededRandom(IS_SOAK ? Date.now() : 8);
    const windows = windowsIn(whole.steps);
    expect(new Set(windows).size).toBe(windows.length);
    let place = await openPlace(media);
    for (let kills = 0; kills < KILLS; ) {
      const child = startOffscribe(LINE, place);
      const end = finished(child);
      // The first window is kept after a fifth of the time: about half of those that are killed have one to go on from.
      await Promise.race([sleep(random() * whole.ms * 0.4), end]);
      child.kill('SIGKILL');
      const { exitCode, stderr } = await end;
      if (exitCode === null) {
        kills += 1;
        continue;
      }
      expect(exitCode, stderr).toBe(0);
      await expectWhole(place);
      place = await openPlace(media);
    }
    const last = await run(place);
    expect(last.exitCode, last.stderr).toBe(0);
    await expectWhole(place);

    async function expectWhole({ outputs, steps }: RememberingPlace): Promise<void> {
      expect(await outputs()).toEqual(whole.outputs);
      const heard = windowsIn(await steps());
      expect(new Set(heard).size, 'a window was kept twice').toBe(heard.length);
      for (const window of heard) expect(windows).toContain(window);
    }
  });
});

describe('a transcription of one minute', () => {
  test('by two processes at once is heard once, and by a third one not at all', async () => {
    const media = await recording(3);
    const whole = await undisturbed(media);
    const place = await openPlace(media);
    const both = await Promise.all([run(place), run(place)]);
    for (const { exitCode, stderr } of both) expect(exitCode, stderr).toBe(0);
    expect(await place.outputs()).toEqual(whole.outputs);
    const heard = windowsIn(await place.steps());
    expect([...heard].sort()).toEqual([...windowsIn(whole.steps)].sort());
    const again = await run(place);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toContain('was heard before');
    expect(windowsIn(await place.steps())).toEqual(heard);
  });
});
