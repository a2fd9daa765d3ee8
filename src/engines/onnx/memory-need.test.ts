import { expect, test } from 'vitest';
import { failedAllocation, memoryNeed, requireMemory } from './memory-need.ts';

const TINY = { precision: 'int8', weightBytes: 82e6, dims: { nAudioHead: 6 } } as const;
const need = memoryNeed(TINY);

test('a model needs more than its weights, more in f32, and more with more heads', () => {
  expect(need).toBeGreaterThan(TINY.weightBytes);
  expect(memoryNeed({ ...TINY, precision: 'f32' })).toBeGreaterThan(need);
  expect(memoryNeed({ ...TINY, dims: { nAudioHead: 8 } })).toBeGreaterThan(need);
});

test('a limit that leaves enough, and no limit, lets it load', async () => {
  await requireMemory(TINY, []);
  await requireMemory(TINY, [{ kind: 'resident', bytes: need, limitBytes: 1e9 }]);
});

test.each(['resident', 'address-space'] as const)(
  'a limit (%s) that leaves too little is E_ENGINE_OOM with both figures and a command',
  async (kind) => {
    const room = { kind, bytes: 100e6, limitBytes: 300e6 };
    await expect(requireMemory(TINY, [room])).rejects.toMatchObject({
      code: 'E_ENGINE_OOM',
      message: expect.stringMatching(/needs \d+ MB .*limit .*300 MB leaves 100 MB/),
      hint: expect.stringContaining('offscribe transcribe MEDIA -m tiny.en'),
      details: { availableBytes: 100e6, limitBytes: 300e6 },
    });
  },
);

test.each([
  'Exception during initialization: std::bad_alloc',
  'bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 54000000',
  'pthread_create failed, error code: 12 error msg: Cannot allocate memory',
])('what ONNX Runtime says when memory runs out is E_ENGINE_OOM: %s', (reason) => {
  expect(failedAllocation('ONNX Runtime failed in a run', reason, undefined)).toMatchObject({
    code: 'E_ENGINE_OOM',
  });
});

test('another failure is not', () => {
  expect(
    failedAllocation('ONNX Runtime failed in a run', 'Invalid rank for input', undefined),
  ).toBeUndefined();
});
