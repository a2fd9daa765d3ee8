import { describe, expect, test } from 'vitest';
import { NotReadyError } from '../kernel/index.ts';
import { BUILT_IN_CATALOGUE } from '../models/index.ts';
import { modelNames, planDecoding } from './decoding.ts';
import type { EngineReadiness } from './engine-roster.ts';

type Graphics = 'apple' | 'nvidia' | 'none';

/** A plan on a machine where the engines in `ready` are installed. */
function planOn(graphics: Graphics, ready: readonly string[]) {
  const look = async (name: string): Promise<EngineReadiness> =>
    ready.includes(name)
      ? { isReady: true, version: '1' }
      : { isReady: false, finding: 'it is not installed.', mend: `offscribe bootstrap --engines ${name}` };
  const gpu = { kind: 'nvidia', name: 'a GPU', memoryBytes: 1, driver: '1' } as const;
  const engines = {
    look,
    require: async (name: string) => {
      const found = await look(name);
      if (!found.isReady) throw new NotReadyError('E_RUNTIME_MISSING', found.finding, { hint: found.mend });
    },
    versionOf: async () => undefined,
    create: async () => {
      throw new Error('a plan makes no engine');
    },
    graphics: async () => (graphics === 'nvidia' ? gpu : { kind: graphics }),
  };
  return async (options: Parameters<typeof planDecoding>[0]) =>
    await planDecoding(options, { catalogue: BUILT_IN_CATALOGUE, engines });
}

const plan = planOn('none', ['onnx']);

describe('the model that drafts', () => {
  test('is one of those that a run needs', async () => {
    const decoding = await plan({ model: 'small', draftModel: 'tiny' });
    expect(decoding.draft?.name).toBe('tiny');
    expect(modelNames(decoding)).toEqual(['small', 'silero-vad', 'tiny']);
  });

  test.each([
    ['base', '--draft-model base is the model itself, which gains nothing by drafting for itself.'],
    ['silero-vad', 'silero-vad does not turn speech into text.'],
  ])('is refused where it can be of no use: %s', async (draftModel, message) => {
    await expect(plan({ draftModel })).rejects.toMatchObject({ code: 'E_USAGE', message });
  });

  test('is for the engine that verifies', async () => {
    const elsewhere = planOn('none', ['faster-whisper']);
    await expect(elsewhere({ engine: 'faster-whisper', draftModel: 'tiny' })).rejects.toMatchObject({
      code: 'E_USAGE',
      hint: 'offscribe transcribe MEDIA --engine onnx',
    });
  });
});

describe('the model', () => {
  test('is the multilingual base unless another is named', async () => {
    expect((await plan({})).entry.name).toBe('base');
  });

  test.each([
    ['large', 'large-v3'],
    ['turbo', 'large-v3-turbo'],
    ['Systran/faster-whisper-small', 'small'],
    ['openai/whisper-small.en', 'small.en-safetensors'],
  ])('can be named by any of its names: %s', async (model, name) => {
    expect((await plan({ model })).entry.name).toBe(name);
  });

  test.each([
    ['large-v3-mlx', 'The onnx engine cannot load large-v3-mlx (npz weights).', 'large-v3'],
    [
      'large-v3-turbo-mlx',
      'The onnx engine cannot load large-v3-turbo-mlx (safetensors weights).',
      'large-v3-turbo',
    ],
    ['tiny-onnx', 'The onnx engine cannot load tiny-onnx (onnx weights).', 'tiny'],
    ['silero-vad', 'silero-vad does not turn speech into text.', 'base'],
    ['nllb', 'nllb-200-distilled-600M-ct2 does not turn speech into text.', 'base'],
  ])('%s is refused, and one that fits is named', async (model, message, fit) => {
    const hint = `offscribe transcribe MEDIA -m ${fit}`;
    await expect(plan({ model })).rejects.toMatchObject({ code: 'E_USAGE', message, hint });
  });

  test('in every hint is one that would be taken', async () => {
    for (const { name } of BUILT_IN_CATALOGUE.entries) {
      try {
        await plan({ model: name });
      } catch (error) {
        const { hint } = error as { readonly hint?: string };
        expect((await plan({ model: hint?.split(' -m ')[1] })).entry.task).toBe('transcribe');
      }
    }
  });

  test('that nobody knows is E_MODEL_UNKNOWN', async () => {
    await expect(plan({ model: 'huge' })).rejects.toMatchObject({ code: 'E_MODEL_UNKNOWN' });
  });
});

describe('the engine', () => {
  test.each(['mlx', 'faster-whisper'])(
    '%s that is not installed is refused with what installs it',
    async (engine) => {
      await expect(plan({ engine })).rejects.toMatchObject({
        code: 'E_RUNTIME_MISSING',
        hint: `offscribe bootstrap --engines ${engine}`,
      });
    },
  );

  test.each([
    ['apple', ['onnx', 'mlx', 'faster-whisper'], 'mlx', /Apple silicon/],
    ['apple', ['onnx', 'faster-whisper'], 'onnx', /auto/],
    ['apple', ['onnx'], 'onnx', /no other engine is installed/],
    ['nvidia', ['onnx', 'mlx', 'faster-whisper'], 'faster-whisper', /NVIDIA/],
    ['nvidia', ['onnx'], 'onnx', /no other engine is installed/],
    ['none', ['onnx', 'mlx', 'faster-whisper'], 'onnx', /would use a GPU/],
  ] as const)('auto on a machine with the GPU %s and %j is %s', async (gpu, ready, name, reason) => {
    const { engine } = await planOn(gpu, ready)({});
    expect(engine).toMatchObject({ name, isAuto: true, reason: expect.stringMatching(reason) });
  });

  test('may load the one checkpoint of a model, whichever engine it is', async () => {
    const ready = ['onnx', 'mlx', 'faster-whisper'];
    for (const engine of ready)
      expect((await planOn('none', ready)({ engine, model: 'large-v3' })).entry.name).toBe('large-v3');
  });

  test.each([
    ['0', [0]],
    ['0, .2 ,1', [0, 0.2, 1]],
  ])('is told the temperatures %s', async (temperature, temperatures) => {
    expect((await plan({ temperature })).search.temperatures).toEqual(temperatures);
  });

  test.each(['', 'hot', '0,,1', '-0.2', '1.2', '0;1', '1e-1'])('is not told %j', async (temperature) => {
    await expect(plan({ temperature })).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('decides what it computes in, and whether it has beams', async () => {
    const planned = planOn('none', ['onnx', 'mlx', 'faster-whisper']);
    expect((await planned({ engine: 'onnx' })).precision).toBe('int8');
    expect((await planned({ engine: 'mlx' })).precision).toBeUndefined();
    expect((await planned({ engine: 'mlx', precision: 'f32' })).precision).toBe('f32');
    for (const engine of ['onnx', 'faster-whisper'])
      expect((await planned({ engine, beamSize: 5 })).search.beamSize).toBe(5);
    for (const options of [
      { engine: 'mlx', precision: 'int8' },
      { engine: 'mlx', beamSize: 5 },
      { engine: 'mlx', hotwords: ['Pharos'] },
      { engine: 'mlx', lengthPenalty: 0.5 },
      { engine: 'mlx', repetitionPenalty: 1.2 },
      { engine: 'mlx', noRepeatNgramSize: 3 },
    ])
      await expect(planned(options)).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

describe('the search', () => {
  test.each([
    [{ beamSize: 0 }, /--beam-size takes a whole number from 1 to 32, not 0/],
    [{ beamSize: 1.5 }, /--beam-size/],
    [{ beamSize: 33 }, /--beam-size/],
    [{ bestOf: 0 }, /--best-of/],
    [{ beamSize: 5, patience: 0 }, /--patience takes a number above 0/],
    [{ beamSize: 5, patience: Number.NaN }, /--patience/],
    [{ beamSize: 2, patience: 0.1 }, /--patience 0.1 of a beam of 2/],
    [{ lengthPenalty: -1 }, /--length-penalty/],
    [{ repetitionPenalty: 0 }, /--repetition-penalty/],
    [{ noRepeatNgramSize: 2.5 }, /--no-repeat-ngram-size/],
    [{ noRepeatNgramSize: -1 }, /--no-repeat-ngram-size/],
    [{ compressionRatioThreshold: 0 }, /--compression-ratio-threshold/],
    [{ logProbThreshold: 0.5 }, /--logprob-threshold/],
    [{ noSpeechThreshold: 1.1 }, /--no-speech-threshold/],
  ] as const)('of %j is refused, with a command that would do', async (options, message) => {
    await expect(plan(options)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/^offscribe transcribe MEDIA --/),
    });
  });

  test('is told what was asked for and nothing else', async () => {
    expect((await plan({ model: 'base', threads: 2, vad: false })).search).toEqual({});
    const options = { beamSize: 5, patience: 2, hotwords: ['Pharos'], initialPrompt: 'A log.', bestOf: 3 };
    expect((await plan(options)).search).toEqual(options);
    expect((await plan({ hotwords: [], initialPrompt: ' ' })).search).toEqual({});
  });

  test('says what will have no effect', async () => {
    expect((await plan({ patience: 2 })).notes.join()).toMatch(/--patience has no effect/);
    expect((await plan({ beamSize: 5, temperature: '0.2,0.4' })).notes.join()).toMatch(/--beam-size has no/);
    expect((await plan({ beamSize: 5, patience: 2, temperature: '0,0.2' })).notes).toEqual([]);
  });
});

describe('the languages that may be detected', () => {
  test.each([
    [{ languages: ['en', 'tlh'] }, 'E_LANGUAGE_UNSUPPORTED', /"tlh"/],
    [{ languages: ['german'] }, 'E_LANGUAGE_UNSUPPORTED', /de \(German\)/],
    [{ languages: ['en'], language: 'de' }, 'E_USAGE', /--languages .* -l de/],
    [{ multilingual: true, language: 'de' }, 'E_USAGE', /--multilingual .* -l de/],
    [{ multilingual: true, model: 'tiny.en' }, 'E_LANGUAGE_UNSUPPORTED', /English alone/],
    [{ languages: ['en', 'de'], model: 'tiny.en' }, 'E_LANGUAGE_UNSUPPORTED', /--languages de/],
  ] as const)('of %j are refused', async (options, code, message) => {
    await expect(plan(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('are passed on, each once', async () => {
    const { search } = await plan({ languages: ['EN', 'hi', 'en'], multilingual: true });
    expect(search).toEqual({ languages: ['en', 'hi'], multilingual: true });
    expect((await plan({ languages: ['en'], model: 'tiny.en' })).search).toEqual({});
  });
});
