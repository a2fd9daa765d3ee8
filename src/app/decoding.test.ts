import { describe, expect, test } from 'vitest';
import { BUILT_IN_CATALOGUE } from '../models/index.ts';
import { planDecoding } from './decoding.ts';

const plan = (options: Parameters<typeof planDecoding>[0]): ReturnType<typeof planDecoding> =>
  planDecoding(options, BUILT_IN_CATALOGUE);

describe('the model', () => {
  test('is the multilingual base unless another is named', () => {
    expect(plan({}).entry.name).toBe('base');
  });

  test.each([
    ['large', 'large-v3'],
    ['turbo', 'large-v3-turbo'],
    ['Systran/faster-whisper-small', 'small'],
  ])('can be named by any of its names: %s', (model, name) => {
    expect(plan({ model }).entry.name).toBe(name);
  });

  test.each([
    ['large-v3-mlx', 'The onnx engine cannot load large-v3-mlx (npz weights).', 'large-v3'],
    [
      'large-v3-turbo-mlx',
      'The onnx engine cannot load large-v3-turbo-mlx (safetensors weights).',
      'large-v3-turbo',
    ],
    [
      'openai/whisper-small.en',
      'The onnx engine cannot load small.en-safetensors (safetensors weights).',
      'small.en',
    ],
    ['tiny-onnx', 'The onnx engine cannot load tiny-onnx (onnx weights).', 'tiny'],
    ['silero-vad', 'silero-vad does not turn speech into text.', 'base'],
    ['nllb', 'nllb-200-distilled-600M-ct2 does not turn speech into text.', 'base'],
  ])('%s is refused, and one that fits is named', (model, message, fit) => {
    expect(() => plan({ model })).toThrow(
      expect.objectContaining({ code: 'E_USAGE', message, hint: `offscribe transcribe MEDIA -m ${fit}` }),
    );
  });

  test('in every hint is one that would be taken', () => {
    for (const { name } of BUILT_IN_CATALOGUE.entries) {
      try {
        plan({ model: name });
      } catch (error) {
        const { hint } = error as { readonly hint?: string };
        expect(plan({ model: hint?.split(' -m ')[1] }).entry.task).toBe('transcribe');
      }
    }
  });

  test('that nobody knows is E_MODEL_UNKNOWN', () => {
    expect(() => plan({ model: 'huge' })).toThrow(expect.objectContaining({ code: 'E_MODEL_UNKNOWN' }));
  });
});

describe('the engine', () => {
  test.each(['mlx', 'faster-whisper'])('%s is known and not in this build', (engine) => {
    expect(() => plan({ engine })).toThrow(expect.objectContaining({ code: 'E_RUNTIME_MISSING' }));
  });
});
