import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine, type SpeechEngine } from '../engines/index.ts';
import { EngineError, InputError } from '../kernel/index.ts';
import type { TranscribeFilesRequest } from './transcribe-files.ts';
import { transcribeFiles } from './transcribe-files.ts';
import type { Wiring } from './wiring.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-fallback-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const CRASH = new EngineError('E_ENGINE_CRASHED', 'The worker ended.');

/** An engine that says so many segments and then fails. */
function failing(afterSegments: number, error: Error = CRASH): SpeechEngine {
  const fake = createFakeEngine(['One.', 'Two.', 'Three.']);
  return {
    ...fake,
    name: 'mlx',
    load: async (path, options) => {
      const model = await fake.load(path, options);
      return {
        effectiveOptions: {},
        async *transcribe(input, wanted, signal) {
          let said = 0;
          for await (const event of model.transcribe(input, wanted, signal)) {
            if (event.type === 'segment' && said++ === afterSegments) throw error;
            yield event;
          }
        },
        close: async () => {},
      };
    },
  };
}

/** A machine of Apple silicon whose mlx engine is `broken`, and whose in-process engine says Late. */
function wiringWith(broken: SpeechEngine): Wiring & { readonly made: string[] } {
  const wiring = fakeWiring(folder);
  const made: string[] = [];
  return {
    ...wiring,
    made,
    engines: {
      ...wiring.engines,
      create: async (name) => {
        made.push(name);
        return name === 'mlx' ? broken : createFakeEngine(['Late.', 'Later.']);
      },
      graphics: async () => ({ kind: 'apple' }),
    },
  };
}

const LOUD = [
  [1, 2],
  [3, 4],
  [5, 6],
] as const;
const request = (more: Partial<TranscribeFilesRequest> = {}): TranscribeFilesRequest => ({
  media: [at('a.wav')],
  formats: ['json'],
  ...more,
});

describe('an engine that fails in the middle of a file', () => {
  test.each([0, 1, 2])(
    'after %d segments: they stay, and the rest is said by the in-process engine',
    async (kept) => {
      await writeLoudWav(at('a.wav'), 7, LOUD);
      const [outcome] = await transcribeFiles(request(), wiringWith(failing(kept)), listening());
      if (outcome?.ok !== true) throw new Error('it failed');
      const { segments, engine, duration } = outcome.transcript;
      const late = ['Late.', 'Later.', 'Late.'].slice(0, LOUD.length - kept);
      expect(segments.map(({ text }) => text)).toEqual([
        ...['One.', 'Two.', 'Three.'].slice(0, kept),
        ...late,
      ]);
      expect(segments.map(({ start, end }) => [start, end])).toEqual(
        LOUD.map(([start, end]) => [expect.closeTo(start, 3), expect.closeTo(end, 3)]),
      );
      expect(duration).toBeCloseTo(7, 3);
      const from = LOUD[kept - 1]?.[1] ?? 0;
      expect(engine.options['fallback']).toEqual({ engine: 'mlx', atSec: expect.closeTo(from, 3) });
      const said = `The mlx engine failed (E_ENGINE_CRASHED: The worker ended.) The onnx engine went on from ${from.toFixed(1)} s.`;
      expect(outcome.warnings).toEqual([said]);
    },
  );

  test('in a part of the file: times stay on the clock of the media', async () => {
    await writeLoudWav(at('a.wav'), 7, LOUD);
    const part = request({ startSec: 2.5, endSec: 6.5, vad: false });
    const [outcome] = await transcribeFiles(part, wiringWith(failing(0)), listening());
    if (outcome?.ok !== true) throw new Error('it failed');
    expect(outcome.transcript).toMatchObject({ duration: 4, segments: [{ start: 2.5, text: 'Late.' }] });
  });

  test('is not tried again on the next file', async () => {
    await writeLoudWav(at('a.wav'), 7, LOUD);
    await writeLoudWav(at('b.wav'), 7, LOUD);
    const wiring = wiringWith(failing(1));
    const outcomes = await transcribeFiles(
      request({ media: [at('a.wav'), at('b.wav')] }),
      wiring,
      listening(),
    );
    expect(outcomes).toMatchObject([{ ok: true }, { ok: true, warnings: [] }]);
    expect(wiring.made).toEqual(['mlx', 'onnx']);
  });

  test('for what the input is to blame for is not replaced', async () => {
    await writeLoudWav(at('a.wav'), 7, LOUD);
    const error = new InputError('E_MEDIA_UNDECODABLE', 'No.');
    const [outcome] = await transcribeFiles(request(), wiringWith(failing(1, error)), listening());
    expect(outcome).toMatchObject({ ok: false, error: { code: 'E_MEDIA_UNDECODABLE' } });
  });
});

describe('an engine that cannot load the model', () => {
  const unloadable: SpeechEngine = {
    ...createFakeEngine(),
    load: async () => {
      throw CRASH;
    },
  };

  test('is replaced when auto chose it, and that is said', async () => {
    await writeLoudWav(at('a.wav'), 7, LOUD);
    const supervision = listening();
    const [outcome] = await transcribeFiles(request(), wiringWith(unloadable), supervision);
    expect(outcome).toMatchObject({ ok: true, transcript: { segments: [{ text: 'Late.' }, {}, {}] } });
    expect(supervision.events).toContainEqual({
      type: 'warning',
      message: expect.stringContaining('the onnx engine is used instead'),
    });
  });

  test('is an error when it was asked for by name', async () => {
    await writeLoudWav(at('a.wav'), 7, LOUD);
    const run = transcribeFiles(request({ engine: 'mlx' }), wiringWith(unloadable), listening());
    await expect(run).rejects.toMatchObject({ code: 'E_ENGINE_CRASHED' });
  });
});
