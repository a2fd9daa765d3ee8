import { describe, expect, test } from 'vitest';
import { EngineError } from '../../kernel/index.ts';
import { failedAllocation } from './failed-allocation.ts';
import { memoryNeed, type SizedModel, windowsThatFit, withNeed } from './memory-need.ts';

const TINY = {
  precision: 'int8',
  weightBytes: 82e6,
  dims: { nAudioHead: 6, nTextLayer: 4, nTextState: 384, nVocab: 51_864 },
} as const satisfies SizedModel;
const BASE = {
  precision: 'int8',
  weightBytes: 133e6,
  dims: { nAudioHead: 8, nTextLayer: 6, nTextState: 512, nVocab: 51_865 },
} as const satisfies SizedModel;
const need = memoryNeed(TINY);

/** A limit of resident memory that leaves so much. */
const leaving = (bytes: number) => ({ kind: 'resident', bytes, limitBytes: 1e9 }) as const;

describe('a model needs', () => {
  test('more than its weights, more in f32, and more with more heads', () => {
    expect(need).toBeGreaterThan(TINY.weightBytes);
    expect(memoryNeed({ ...TINY, precision: 'f32' })).toBeGreaterThan(need);
    expect(memoryNeed({ ...TINY, dims: { ...TINY.dims, nAudioHead: 8 } })).toBeGreaterThan(need);
  });

  test('for each window at once the keys of its audio, and for each hypothesis those of its text', () => {
    const two = memoryNeed(TINY, { lanes: 2, rows: 1 });
    expect(two - need).toBeGreaterThan(2 * 4 * 384 * 1500);
    expect(memoryNeed(TINY, { lanes: 2, rows: 5 }) - two).toBeGreaterThan(2 * 4 * 96 * 2 * 4 * 384 * 4);
    const f32 = { ...TINY, precision: 'f32' } as const;
    const more = memoryNeed(f32, { lanes: 2, rows: 1 }) - memoryNeed(f32);
    expect(more).toBeGreaterThan(4 * 2 * 4 * 384 * 1500);
  });
});

describe('windows that fit', () => {
  test('are all that are wanted where no limit is set, or one that leaves enough', () => {
    expect(windowsThatFit(TINY, [])).toBe(1);
    expect(windowsThatFit(TINY, [leaving(need)])).toBe(1);
    const wanted = { lanes: 8, rows: 5 };
    expect(windowsThatFit(TINY, [], wanted)).toBe(8);
    expect(windowsThatFit(TINY, [leaving(memoryNeed(TINY, wanted))], wanted)).toBe(8);
  });

  test('are fewer where memory is short, by the tightest limit', () => {
    const wanted = { lanes: 8, rows: 1 };
    const tight = leaving(memoryNeed(TINY, { lanes: 3, rows: 1 }) + 1);
    expect(windowsThatFit(TINY, [leaving(1e9), tight], wanted)).toBe(3);
    expect(windowsThatFit(TINY, [leaving(need)], wanted)).toBe(1);
    const almost = leaving(memoryNeed(TINY, { lanes: 2, rows: 1 }) - 1);
    expect(windowsThatFit(TINY, [almost], wanted)).toBe(1);
  });

  test.each(['resident', 'address-space'] as const)(
    'none: a limit (%s) that leaves too little is E_ENGINE_OOM with both figures and a command',
    (kind) => {
      const room = { kind, bytes: 100e6, limitBytes: 300e6 };
      expect(() => windowsThatFit(BASE, [room])).toThrow(
        expect.objectContaining({
          code: 'E_ENGINE_OOM',
          message: expect.stringMatching(/needs \d+ MB .*limit .*300 MB leaves 100 MB/),
          hint: expect.stringContaining('offscribe transcribe MEDIA -m tiny '),
          details: { neededBytes: expect.any(Number), availableBytes: 100e6, limitBytes: 300e6 },
        }),
      );
    },
  );

  test.each<[string, SizedModel, RegExp]>([
    ['a smaller model', BASE, /transcribe MEDIA -m tiny /],
    ['a smaller English one', { ...BASE, dims: { ...BASE.dims, nVocab: 51_864 } }, /-m tiny\.en /],
    ['8 bits', { ...TINY, precision: 'f32' }, /--precision int8 /],
    ['only the limit', TINY, /^offscribe doctor .*raise the limit/],
  ])('none: the way out is %s', (_, model, hint) => {
    const refused = expect.objectContaining({ hint: expect.stringMatching(hint) });
    expect(() => windowsThatFit(model, [leaving(10e6)])).toThrow(refused);
  });
});

describe('memory that runs out on the way', () => {
  test.each([
    'Exception during initialization: std::bad_alloc',
    'bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 54000000',
    'pthread_create failed, error code: 12 error msg: Cannot allocate memory',
  ])('is E_ENGINE_OOM in the words of ONNX Runtime (%s), with the figure needed', (reason) => {
    const failed = failedAllocation('ONNX Runtime failed in a run', reason, undefined);
    expect(failed).toMatchObject({ code: 'E_ENGINE_OOM' });
    const [alone, batch] = [withNeed(failed, TINY), withNeed(failed, TINY, { lanes: 4, rows: 1 })];
    expect(alone).toMatchObject({
      code: 'E_ENGINE_OOM',
      message: expect.stringMatching(/^Memory ran out: ONNX .*\. The model needs about \d+ MB of memory\.$/),
      hint: expect.stringMatching(/^offscribe doctor/),
      details: { neededBytes: Math.ceil(need) },
    });
    expect(batch).toMatchObject({ hint: expect.stringMatching(/--mode sequential/) });
  });

  test('is told once, and no other failure is taken for it', () => {
    expect(failedAllocation('ONNX Runtime failed in a run', 'Invalid rank for input', undefined)).toBe(
      undefined,
    );
    const other = new EngineError('E_ENGINE_FAILED', 'Invalid rank for input');
    expect(withNeed(other, TINY)).toBe(other);
    const told = withNeed(failedAllocation('a run', 'std::bad_alloc', undefined), TINY);
    expect(withNeed(told, BASE)).toBe(told);
  });
});
