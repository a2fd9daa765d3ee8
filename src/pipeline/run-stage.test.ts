import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inCourse, newHome, newState, PROBE, type TestProducts } from '../../tests/fixtures/pipeline.ts';
import type { Course, CourseEvent } from './course.ts';
import { stagesOf } from './run-records.ts';
import { findMade, keepMade, runStage } from './run-stage.ts';
import { keyOf } from './stage-key.ts';
import type { Made } from './stage-types.ts';
import { openState, type State } from './state.ts';

/** Runs the probe and counts how often it worked. */
async function probe(
  course: Course<TestProducts>,
  counter: { worked: number },
): Promise<Made<TestProducts, 'probe'>> {
  return await runStage(course, PROBE, async () => {
    counter.worked += 1;
    return { track: 7 };
  });
}

/** The files of all artifacts. */
async function artifactFiles({ home }: State): Promise<readonly string[]> {
  const items = await readdir(join(home, 'artifacts'), { recursive: true, withFileTypes: true });
  return items.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name));
}

test('a stage works once; after that its product is found, in this run and in any other', async () => {
  const state = await newState();
  const counter = { worked: 0 };
  const events: CourseEvent[] = [];
  const [first, second] = await inCourse(
    state,
    async (course) => [await probe(course, counter), await probe(course, counter)] as const,
    { events },
  );
  const request = { command: 'transcribe', media: '/media/copy.wav', request: {} };
  const third = await inCourse(state, async (course) => await probe(course, counter), { request });
  expect(counter.worked).toBe(1);
  expect(first).toEqual({ ...keyOf(PROBE), product: { track: 7 }, isReused: false });
  expect(third).toEqual({ ...first, isReused: true });
  expect(second).toEqual(third);
  expect(events).toEqual([
    { type: 'stage', stage: 'probe', branch: '', state: 'running' },
    { type: 'stage', stage: 'probe', branch: '', state: 'ran', ms: expect.any(Number) },
    { type: 'stage', stage: 'probe', branch: '', state: 'reused' },
  ]);
});

test('another option, input or version is another product; a branch is not', async () => {
  const state = await newState();
  const worked: string[] = [];
  await inCourse(state, async (course) => {
    for (const step of [
      PROBE,
      { ...PROBE, options: { track: 1 } },
      { ...PROBE, inputs: { media: 'd2' } },
      PROBE,
      { ...PROBE, branch: 'de' },
    ])
      await runStage(course, step, async ({ key }) => {
        worked.push(key);
        return { track: 0 };
      });
  });
  expect(new Set(worked).size).toBe(3);
  expect(worked).toHaveLength(3);
});

test.each([
  ['is gone', async (path: string) => await rm(path)],
  ['was changed', async (path: string) => await writeFile(path, '{"track":8}')],
  ['was cut off', async (path: string) => await writeFile(path, '{"tra')],
])('a product whose file %s is made again', async (_, damage) => {
  const state = await newState();
  const counter = { worked: 0 };
  await inCourse(state, async (course) => await probe(course, counter));
  for (const path of await artifactFiles(state)) await damage(path);
  const again = await inCourse(state, async (course) => await probe(course, counter));
  expect(again).toMatchObject({ product: { track: 7 }, isReused: false });
  expect(counter.worked).toBe(2);
  await inCourse(state, async (course) => await probe(course, counter));
  expect(counter.worked).toBe(2);
});

test('the next stage sees the same value whether the product is fresh or was kept', async () => {
  const work = async (): Promise<TestProducts['probe']> => {
    const product: { track: number; note?: string } = { track: -0 };
    Object.assign(product, { note: undefined });
    return product;
  };
  for (const state of [await newState(), undefined]) {
    const made = await inCourse(state, async (course) => await runStage(course, PROBE, work));
    expect(Object.keys(made.product)).toEqual(['track']);
    expect(Object.is(made.product.track, 0)).toBe(true);
  }
});

test('a stage is given the products it takes, and digests; what it hears is in its key alone', async () => {
  const state = await newState();
  const seen = await inCourse(state, async (course) => {
    const looked = await probe(course, { worked: 0 });
    const demux = keyOf<TestProducts, 'demux'>({ stage: 'demux', inputs: { media: 'd1', probe: looked } });
    const regions = keyOf<TestProducts, 'regions'>({ stage: 'regions', inputs: { demux, model: 'm1' } });
    const inputs = { model: 'm2', demux, regions };
    const texts = await runStage(course, { stage: 'transcribe', inputs }, async (context) => [
      JSON.stringify(context.inputs),
    ]);
    const other = { ...inputs, regions: { ...regions, key: 'another' } };
    const heard = await runStage(course, { stage: 'transcribe', inputs: other }, async () => [
      'other regions',
    ]);
    return [texts.product, heard.product];
  });
  expect(seen).toEqual([['{"model":"m2"}'], ['other regions']]);
});

test('parts are there for whoever goes on, and gone when the product is there', async () => {
  const state = await newState();
  const broken = inCourse(
    state,
    async (course) =>
      await runStage(course, PROBE, async ({ parts }) => {
        expect(parts.recall('window 0')).toBeUndefined();
        parts.keep('window 0', { text: 'kept', at: [0, 1.25] });
        parts.keep('window 0', { text: 'kept again', at: [0, 1.25] });
        throw new Error('broken off');
      }),
  );
  await expect(broken).rejects.toThrow('broken off');
  await inCourse(state, async (course) => {
    const other = { ...PROBE, options: { track: 3 } };
    await runStage(course, other, async ({ parts }) => ({
      track: parts.recall('window 0') === undefined ? 1 : 0,
    }));
    const made = await runStage(course, PROBE, async ({ parts }) => {
      expect(parts.recall('window 0')).toEqual({ text: 'kept again', at: [0, 1.25] });
      return { track: 2 };
    });
    expect(made.product).toEqual({ track: 2 });
  });
  expect(state.database.all('SELECT * FROM parts')).toEqual([]);
});

test('a product made otherwise than its key says is not kept, nor what is made from it as if from the real one', async () => {
  const state = await newState();
  const demuxOf = (made: Made<TestProducts, 'probe'>) =>
    ({ stage: 'demux', inputs: { media: 'd1', probe: made } }) as const;
  await inCourse(state, async (course) => {
    const odd = await runStage(course, PROBE, async ({ deviate }) => {
      deviate();
      return { track: 9 };
    });
    await runStage(course, demuxOf(odd), async () => null);
    expect(await findMade(course, PROBE)).toBeUndefined();
    const real = await probe(course, { worked: 0 });
    expect(real).toMatchObject({ product: { track: 7 }, isReused: false });
    expect(await findMade(course, demuxOf(odd))).toBeDefined();
    expect(await findMade(course, demuxOf(real))).toBeUndefined();
  });
});

test('what came about beside a stage is kept for the next run', async () => {
  const state = await newState();
  const step = { stage: 'regions', inputs: { demux: { stage: 'demux', key: 'k' } } } as const;
  await inCourse(state, async (course) => {
    expect(await findMade(course, step)).toBeUndefined();
    await keepMade(course, step, [1, 2]);
  });
  const found = await inCourse(state, async (course) => await findMade(course, step));
  expect(found).toMatchObject({ product: [1, 2], isReused: true });
});

test('a run remembers its stages with their keys, and whether they worked', async () => {
  const state = await newState();
  const counter = { worked: 0 };
  const work = async (course: Course<TestProducts>): Promise<string> => {
    await probe(course, counter);
    await runStage(course, { ...PROBE, branch: 'de', options: { track: 1 } }, async () => ({ track: 1 }));
    return course.id;
  };
  const id = await inCourse(state, work);
  const probed = { stage: 'probe', key: keyOf(PROBE).key, branch: '' };
  expect(stagesOf(state, id)).toEqual([
    { ...probed, state: 'ran', ms: expect.any(Number) },
    { stage: 'probe', branch: 'de', key: expect.any(String), state: 'ran', ms: expect.any(Number) },
  ]);
  await inCourse(state, work);
  expect(stagesOf(state, id).map(({ state: reached }) => reached)).toEqual(['reused', 'reused']);
});

test('two of one process that want the same product have it made once', async () => {
  const state = await newState();
  const counter = { worked: 0 };
  const events: CourseEvent[] = [];
  const slow = async (course: Course<TestProducts>): Promise<boolean> =>
    (
      await runStage(course, PROBE, async () => {
        counter.worked += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { track: 1 };
      })
    ).isReused;
  const request = { command: 'transcribe', media: '/media/copy.wav', request: {} };
  const reused = await Promise.all([
    inCourse(state, slow, { events }),
    inCourse(state, slow, { request, events }),
  ]);
  expect(counter.worked).toBe(1);
  expect(reused.sort()).toEqual([false, true]);
  expect(events).toContainEqual({
    type: 'note',
    message: expect.stringMatching(/^waiting for process \d+.*probe/),
  });
});

test('without a state every stage works, and nothing is written', async () => {
  const counter = { worked: 0 };
  await inCourse(undefined, async (course) => {
    expect((await probe(course, counter)).isReused).toBe(false);
    expect((await probe(course, counter)).isReused).toBe(false);
    await runStage(course, PROBE, async ({ parts }) => {
      parts.keep('a', 1);
      expect(parts.recall('a')).toBeUndefined();
      return { track: 1 };
    });
  });
  expect(counter.worked).toBe(2);
});

test('a state that fails in the middle does not stop the work; it is said once', async () => {
  const home = await newHome();
  const state = await openState(home);
  onTestFinished(() => state.close());
  const events: CourseEvent[] = [];
  await inCourse(
    state,
    async (course) => {
      state.database.get('PRAGMA query_only = 1');
      for (const track of [1, 2, 3])
        await runStage(course, { ...PROBE, options: { track } }, async ({ parts }) => {
          parts.keep('a', 1);
          return { track };
        });
    },
    { events },
  );
  const notes = events.filter(({ type }) => type === 'note');
  expect(notes.length).toBeGreaterThan(0);
  expect(new Set(notes.map((note) => JSON.stringify(note))).size).toBe(notes.length);
  expect(notes.length).toBeLessThan(4);
});

test('a stage that fails leaves nothing to be taken for its product', async () => {
  const state = await newState();
  const failing = inCourse(
    state,
    async (course) => await runStage(course, PROBE, () => Promise.reject(new Error('no'))),
  );
  await expect(failing).rejects.toThrow('no');
  const counter = { worked: 0 };
  await inCourse(state, async (course) => {
    expect(stagesOf(state, course.id)).toMatchObject([{ state: 'waiting' }]);
    await probe(course, counter);
  });
  expect(counter.worked).toBe(1);
  expect(await readdir(join(state.home, 'locks'))).toEqual([]);
});
