import { describe, expect, test } from 'vitest';
import { chooseBatching, MODES } from './batching.ts';

const PLACE = { engine: 'onnx', vad: true, conditionOnPreviousText: false } as const;

describe('windows at once', () => {
  test.each([
    [{}, {}],
    [{ mode: 'auto' }, {}],
    [{ batchSize: 1 }, { batchSize: 1 }],
    [{ batchSize: 4 }, { batchSize: 4 }],
    [{ batchSize: 64 }, { batchSize: 64 }],
    [{ mode: 'batched' }, { batchSize: 4 }],
    [{ mode: 'batched', batchSize: 3 }, { batchSize: 3 }],
    [{ mode: 'sequential' }, { batchSize: 1 }],
    [{ mode: 'sequential', batchSize: 1 }, { batchSize: 1 }],
  ])('of %j are the option %j, and nothing needs to be said', (wishes, options) => {
    expect(chooseBatching(wishes, PLACE)).toEqual({ options, notes: [] });
  });

  test.each([0, -1, 1.5, 65, 10_000, Number.NaN, Number.POSITIVE_INFINITY])(
    'are a whole number from 1 to 64: %d is refused with a command that works',
    (batchSize) => {
      for (const mode of MODES)
        expect(() => chooseBatching({ mode, batchSize }, PLACE)).toThrow(
          expect.objectContaining({
            code: 'E_USAGE',
            message: `--batch-size takes a whole number from 1 to 64, not ${batchSize}.`,
            hint: 'offscribe transcribe MEDIA --batch-size 4',
          }),
        );
    },
  );

  test('are asked for by a word of a few, and no other', () => {
    expect(() => chooseBatching({ mode: 'nonsense' }, PLACE)).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        message: '--mode takes auto or sequential or batched, not "nonsense".',
        hint: 'offscribe transcribe MEDIA --mode auto',
      }),
    );
  });

  test.each([
    [{ mode: 'batched' }, '--mode batched is not possible with the mlx engine: it has no batches.'],
    [{ batchSize: 4 }, '--batch-size is not possible with the mlx engine: it has no batches.'],
  ])('are refused where the engine has no batches: %j', (wishes, message) => {
    expect(() => chooseBatching(wishes, { ...PLACE, engine: 'mlx' })).toThrow(
      expect.objectContaining({ code: 'E_USAGE', message, hint: 'offscribe transcribe MEDIA --engine onnx' }),
    );
  });

  test.each([[{}], [{ mode: 'sequential' }], [{ batchSize: 1 }], [{ mode: 'sequential', batchSize: 4 }]])(
    'that are one are what every engine can do: %j',
    (wishes) => {
      expect(() => chooseBatching(wishes, { ...PLACE, engine: 'mlx' })).not.toThrow();
    },
  );
});

describe('what asking for several windows at once has no effect on is said', () => {
  const ONE_BY_ONE = 'Windows are decoded one after another: ';
  test.each([
    [{ mode: 'sequential', batchSize: 4 }, {}, [`${ONE_BY_ONE.slice(0, -2)}: --batch-size has no effect.`]],
    [
      { batchSize: 4 },
      { vad: false },
      [`${ONE_BY_ONE}without voice activity detection a window begins where the text of the last one ends.`],
    ],
    [
      { mode: 'batched' },
      { conditionOnPreviousText: true },
      [`${ONE_BY_ONE}each is told the text of the one before.`],
    ],
    [{ batchSize: 1 }, { vad: false, conditionOnPreviousText: true }, []],
    [{}, { vad: false, conditionOnPreviousText: true }, []],
  ])('%j where %j', (wishes, obstacles, notes) => {
    expect(chooseBatching(wishes, { ...PLACE, ...obstacles }).notes).toEqual(notes);
  });

  test('and both reasons where there are two', () => {
    const place = { ...PLACE, vad: false, conditionOnPreviousText: true };
    expect(chooseBatching({ batchSize: 2 }, place).notes).toHaveLength(2);
  });
});
