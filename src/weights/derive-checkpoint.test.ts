import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileSources, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { makeWhisper, putModel, type WhisperWishes } from '../../tests/fixtures/made-checkpoint.ts';
import { putHuggingFace, putMlx } from '../../tests/fixtures/made-folders.ts';
import { openTrustedDigests, sha256, sha256OfFile } from '../platform/index.ts';
import { type CheckpointTarget, deriveCheckpoint } from './derive-checkpoint.ts';
import { deriveWhisper } from './derive-whisper.ts';
import { dropDamagedDerived } from './derived-folder.ts';
import { findUnwantedDerived } from './prune-derived.ts';
import { openCtranslate2 } from './readers/ctranslate2.ts';

const SIZES = { state: 128, layers: 2, vocabulary: 70, mels: 4, context: 12 };
/** What CTranslate2 says about a model; heads are [layer, head]. */
const CONFIG = {
  alignment_heads: [
    [0, 1],
    [1, 0],
  ],
  lang_ids: [60, 61],
  suppress_ids: [3, 5, 59],
  suppress_ids_begin: [2, 59],
};
/** 62 tokens; the model has eight more, which are timestamps. */
const SPECIAL = ['<|endoftext|>', '<|en|>', '<|de|>'];
const VOCABULARY = Object.fromEntries(Array.from({ length: 59 }, (_, id) => [id === 2 ? 'Ġ' : `t${id}`, id]));
const TOKENIZER = JSON.stringify({
  model: { vocab: VOCABULARY },
  added_tokens: SPECIAL.map((content, index) => ({ id: 59 + index, content })),
});
const TOKENS = [...Object.keys(VOCABULARY), ...SPECIAL].concat(
  ['0.00', '0.02', '0.04', '0.06', '0.08', '0.10', '0.12', '0.14'].map((time) => `<|${time}|>`),
);

const MADE = makeWhisper({ sizes: SIZES, storedAs: 'f16' });

let root: string;
let home: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'offscribe-formats-'));
  home = join(root, 'home');
});
afterEach(async () => await rm(root, { recursive: true }));

async function derive(folder: string, target: CheckpointTarget): Promise<string> {
  const options = { target, home, digests: openTrustedDigests(home), modelName: 'tiny.en' };
  return (await deriveCheckpoint(folder, options)).folder;
}

async function putCtranslate2(wishes?: WhisperWishes): Promise<string> {
  const made = wishes === undefined ? MADE : makeWhisper({ sizes: SIZES, storedAs: 'f16', ...wishes });
  const folder = await putModel(join(root, 'ct2'), made.file);
  await writeFile(join(folder, 'config.json'), JSON.stringify(CONFIG));
  await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
  return folder;
}

async function readJson(folder: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, name), 'utf8'));
}

/** Every tensor's shape and digest, by name; settings too. */
async function tensorsOf(folder: string): Promise<Record<string, string>> {
  const file = await openCtranslate2(join(folder, 'model.bin'), (what) => new Error(what) as never);
  const found: Record<string, string> = { projection: file.resolve('decoder/projection/weight') };
  for (const name of file.names)
    found[name] = `${file.find(name)?.shape} ${sha256(await file.readRaw(name))}`;
  await file.close();
  return found;
}

describe('from CTranslate2 to MLX and back', () => {
  it('every tensor is the same, bit for bit, whatever the weights', async () => {
    const sizes = fc.record({
      state: fc.constantFrom(64, 128),
      layers: fc.integer({ min: 1, max: 3 }),
      vocabulary: fc.integer({ min: 64, max: 80 }),
      mels: fc.integer({ min: 1, max: 6 }),
      context: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
        const folder = await putCtranslate2({ sizes: size, seed });
        await writeFile(join(folder, 'config.json'), JSON.stringify({ suppress_ids: [3] }));
        const back = await derive(await derive(folder, 'mlx-f16'), 'ctranslate2-f16');
        expect(await tensorsOf(back)).toMatchObject(await tensorsOf(folder));
      }),
      { numRuns: 6 },
    );
  });

  it('what is known about decoding is the same, and the tokens of all ids are written out', async () => {
    const folder = await putCtranslate2();
    const mlx = await derive(folder, 'mlx-f16');
    const back = await derive(mlx, 'ctranslate2-f16');
    expect(await readJson(back, 'config.json')).toEqual(CONFIG);
    expect(await readJson(back, 'vocabulary.json')).toEqual(TOKENS);
    expect(await readFile(join(back, 'tokenizer.json'), 'utf8')).toBe(TOKENIZER);
    expect(await readJson(back, 'preprocessor_config.json')).toMatchObject({ feature_size: 4 });
  });

  it('MLX’s config.json holds the sizes and nothing else, since MLX takes every member for one', async () => {
    const mlx = await derive(await putCtranslate2(), 'mlx-f16');
    expect(await readJson(mlx, 'config.json')).toEqual({
      model_type: 'whisper',
      n_mels: 4,
      n_audio_ctx: 1500,
      n_audio_state: 128,
      n_audio_head: 2,
      n_audio_layer: 2,
      n_vocab: 70,
      n_text_ctx: 12,
      n_text_state: 128,
      n_text_head: 2,
      n_text_layer: 2,
    });
  });
});

describe('to CTranslate2', () => {
  it('Hugging Face halves give the tensors of model.bin, bit for bit', async () => {
    const folder = await putHuggingFace(join(root, 'hf'), MADE, { storedAs: 'f16' });
    await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
    await writeFile(
      join(folder, 'generation_config.json'),
      JSON.stringify({
        alignment_heads: CONFIG.alignment_heads,
        begin_suppress_tokens: CONFIG.suppress_ids_begin,
        lang_to_id: { '<|de|>': 61, '<|en|>': 60 },
        suppress_tokens: CONFIG.suppress_ids,
      }),
    );
    const written = await derive(folder, 'ctranslate2-f16');
    expect(await tensorsOf(written)).toMatchObject(await tensorsOf(await putCtranslate2()));
    expect(await readJson(written, 'config.json')).toEqual(CONFIG);
  });

  it('where nobody says, heads are those of the last layers, and languages and first tokens those of the tokenizer', async () => {
    const folder = await putMlx(join(root, 'mlx'), MADE);
    await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
    expect(await readJson(await derive(folder, 'ctranslate2-f16'), 'config.json')).toEqual({
      alignment_heads: [
        [1, 0],
        [1, 1],
      ],
      lang_ids: [60, 61],
      suppress_ids: [],
      suppress_ids_begin: [2, 59],
    });
  });

  it('an MLX folder without a tokenizer is E_MODEL_UNLOADABLE and says what is missing', async () => {
    const folder = await putMlx(join(root, 'mlx'), MADE);
    await expect(derive(folder, 'ctranslate2-f16')).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringMatching(/needs tokenizer\.json, and there is none in/),
      hint: expect.stringContaining('offscribe models pull base'),
      details: { file: join(folder, 'tokenizer.json') },
    });
    expect(
      (await readdir(join(home, 'derived'), { recursive: true })).filter((name) => /tmp$/.test(name)),
    ).toEqual([]);
  });
});

describe('a model in the form that is asked for', () => {
  it('is used where it lies: nothing is read or written', async () => {
    const ct2 = await putCtranslate2();
    const mlx = await putMlx(join(root, 'mlx'), MADE);
    expect(await derive(ct2, 'ctranslate2-f16')).toBe(ct2);
    expect(await derive(mlx, 'mlx-f16')).toBe(mlx);
    await expect(readdir(home)).rejects.toThrow('ENOENT');
  });

  it('of MLX under a name that MLX does not look for is converted', async () => {
    const folder = await putMlx(join(root, 'mlx'), MADE, { file: 'model.safetensors' });
    expect(await readdir(await derive(folder, 'mlx-f16'))).toContain('weights.safetensors');
  });

  it('of CTranslate2 without a tokenizer is E_MODEL_UNLOADABLE: its engine would ask a network for one', async () => {
    const folder = await putCtranslate2();
    await rm(join(folder, 'tokenizer.json'));
    await expect(derive(folder, 'ctranslate2-f16')).rejects.toMatchObject({ code: 'E_MODEL_UNLOADABLE' });
  });
});

describe('weights that other formats cannot hold are E_MODEL_UNLOADABLE:', () => {
  it('quantised ones of MLX, with the engine that loads them as the way out', async () => {
    const folder = await putMlx(join(root, 'mlx'), MADE);
    const config = (await readJson(folder, 'config.json')) as object;
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({ ...config, quantization: { bits: 4, group_size: 64 } }),
    );
    await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
    const digests = openTrustedDigests(home);
    for (const work of [
      async () => await derive(folder, 'ctranslate2-f16'),
      async () => await deriveWhisper(folder, { precision: 'int8', home, digests }),
    ]) {
      await expect(work()).rejects.toMatchObject({
        code: 'E_MODEL_UNLOADABLE',
        message: expect.stringContaining('are quantised'),
        hint: expect.stringContaining('--engine mlx'),
      });
    }
    expect(await derive(folder, 'mlx-f16')).toBe(folder);
  });

  it('keys with a bias', async () => {
    await expect(derive(await putCtranslate2({ keyBias: true }), 'mlx-f16')).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringContaining('has a bias for keys'),
    });
  });

  it('numbers beyond all halves', async () => {
    const made = makeWhisper({ sizes: SIZES });
    made.weights.get('decoder/layer_norm/beta')?.fill(70_000, 5, 6);
    const folder = await putHuggingFace(join(root, 'hf'), made);
    await expect(derive(folder, 'mlx-f16')).rejects.toMatchObject({
      code: 'E_MODEL_UNLOADABLE',
      message: expect.stringContaining('decoder/layer_norm/beta holds 70000'),
    });
  });
});

describe('ONNX graphs', () => {
  it.each(['f32', 'int8'] as const)(
    'of %s are the same bytes from CTranslate2, MLX and Hugging Face',
    async (precision) => {
      const folders = [
        await putModel(join(root, 'ct2'), MADE.file),
        await putMlx(join(root, 'npz'), MADE, { positions: true }),
        await putMlx(join(root, 'mlx'), MADE, { file: 'weights.safetensors', positions: true }),
        await putHuggingFace(join(root, 'hf'), MADE, { storedAs: 'f16' }),
      ];
      const found: string[][] = [];
      for (const folder of folders) {
        const { folder: derived } = await deriveWhisper(folder, {
          precision,
          home,
          digests: openTrustedDigests(home),
        });
        const names = ['encoder.onnx', 'decoder.onnx', 'verifier.onnx', 'weights.bin'];
        found.push(await Promise.all(names.map(async (name) => await sha256OfFile(join(derived, name)))));
      }
      expect(new Set(found.map((digests) => digests.join())).size).toBe(1);
    },
  );
});

describe('converted checkpoints', () => {
  it('lie by source, target and generator, are made once, and the same bytes each time', async () => {
    const folder = await putCtranslate2();
    const first = await derive(folder, 'mlx-f16');
    expect(basename(first)).toBe('mlx-f16-g23');
    expect(await derive(folder, 'mlx-f16')).toBe(first);
    const digests = await sha256OfFile(join(first, 'manifest.json'));
    await rm(home, { recursive: true });
    expect(await sha256OfFile(join(await derive(folder, 'mlx-f16'), 'manifest.json'))).toBe(digests);
  });

  it.each([
    ['mlx-f16', 'weights.safetensors'],
    ['ctranslate2-f16', 'model.bin'],
  ] as const)('%s that are damaged are refused, dropped by the pull, made again', async (target, name) => {
    const folder = await putHuggingFace(join(root, 'hf'), MADE, { storedAs: 'f16' });
    await writeFile(join(folder, 'tokenizer.json'), TOKENIZER);
    const derived = await derive(folder, target);
    const bytes = await readFile(join(derived, name));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    await writeFile(join(derived, name), bytes);
    await expect(derive(folder, target)).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull tiny.en',
    });
    const weights = await sha256OfFile(join(folder, 'model.safetensors'));
    expect(await dropDamagedDerived(home, weights)).toEqual([derived]);
    expect(await derive(folder, target)).toBe(derived);
  });

  it('are pruned when their model is gone, and stay while it is there', async () => {
    const folder = await putCtranslate2();
    const derived = await derive(folder, 'mlx-f16');
    const weights = await sha256OfFile(join(folder, 'model.bin'));
    expect(await findUnwantedDerived(home, new Set([weights]))).toEqual([]);
    expect(await findUnwantedDerived(home, new Set())).toContainEqual(
      expect.objectContaining({ path: derived, reason: 'its model is gone' }),
    );
  });

  it('are stopped by a signal and leave nothing behind', async () => {
    const folder = await putCtranslate2();
    const stop = new AbortController();
    const options = {
      target: 'mlx-f16',
      home,
      digests: openTrustedDigests(home),
      signal: stop.signal,
    } as const;
    const work = deriveCheckpoint(folder, { ...options, onProgress: (done) => done > 0.4 && stop.abort() });
    await expect(work).rejects.toMatchObject({ code: 'E_CANCELLED' });
    const left = await readdir(join(home, 'derived'), { recursive: true });
    expect(left.filter((name) => name.includes('/'))).toEqual([]);
    await mkdir(join(root, 'empty'));
    await expect(derive(join(root, 'empty'), 'mlx-f16')).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
    });
  });

  it('report a share that rises to one', async () => {
    const shares: number[] = [];
    const options = { target: 'mlx-f16', home, digests: openTrustedDigests(home) } as const;
    await deriveCheckpoint(await putCtranslate2(), { ...options, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 1);
  });
});

describe('several processes', () => {
  const SCRIPT = `
    import { deriveCheckpoint } from './src/weights/index.js';
    import { openTrustedDigests } from './src/platform/index.js';
    const { TEST_HOME: home, TEST_MODEL: model, TEST_KILL: kill } = process.env;
    let converted = false;
    const onProgress = (done) => {
      converted = true;
      if (kill && done > 0.5) process.kill(process.pid, 'SIGKILL');
    };
    const { folder } = await deriveCheckpoint(model, {
      target: 'mlx-f16', home, digests: openTrustedDigests(home), onProgress,
    });
    console.log(JSON.stringify({ folder, converted }));`;

  it('that want the same checkpoint convert it once, and one that is killed leaves nothing to be seen', async () => {
    const model = await putCtranslate2();
    const environment = { TEST_HOME: home, TEST_MODEL: model };
    const compiled = join(root, 'compiled');
    await compileSources(compiled, ['kernel', 'platform', 'weights']);
    const killed = await runScript(compiled, SCRIPT, { ...environment, TEST_KILL: '1' });
    expect((await killed.ended).output).toBe('');
    const published = (await readdir(join(home, 'derived'), { recursive: true })).filter((name) =>
      /\/mlx-f16-g\d+$/.test(name),
    );
    expect(published).toEqual([]);

    const runs = await Promise.all([1, 2, 3].map(() => runScript(compiled, SCRIPT, environment)));
    const answers: { folder: string; converted: boolean }[] = [];
    for (const run of runs) answers.push(JSON.parse((await run.ended).output));
    expect(new Set(answers.map(({ folder }) => folder)).size).toBe(1);
    expect(answers.filter(({ converted }) => converted)).toHaveLength(1);
    const left = await readdir(join(home, 'derived'), { recursive: true });
    expect(left.filter((name) => name.endsWith('.offscribe-tmp'))).toEqual([]);
  });
});
