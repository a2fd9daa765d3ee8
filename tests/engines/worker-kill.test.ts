import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkPythonEngine,
  createPythonEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type LoadedModel,
} from '../../src/engines/index.ts';
import { engineEnvironment, engineOn } from '../engine-environments.ts';
import { compileSources, runScript } from '../fixtures/compiled-sources.ts';
import { expectGone, expectNone, livingProcesses } from '../fixtures/process-list.ts';
import { DIGESTS, exampleSpeech, realModel } from '../real-models.ts';

const OPTIONS = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en' };
const environment = await engineEnvironment('faster-whisper');
const mlx = await engineEnvironment('mlx');

describe.skipIf(environment === undefined || process.platform === 'win32')('a real worker', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offscribe-kill-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  /** Group ids of the workers whose parent is this process. */
  function workerGroups(): number[] {
    return livingProcesses()
      .filter((line) => line.includes(`${environment?.python} -I`))
      .map((line) => Number(line.split(/\s+/)[0]));
  }

  async function loadAlone(): Promise<{ model: LoadedModel; group: number }> {
    if (environment === undefined) throw new Error('no environment');
    const before = new Set(workerGroups());
    const engine = createPythonEngine({
      ...environment,
      home: folder,
      digests: DIGESTS,
      env: process.env,
    });
    const model = await engine.load((await realModel('tiny.en')).folder, { threads: 1 });
    const group = workerGroups().find((each) => !before.has(each));
    return { model, group: group ?? 0 };
  }

  async function* endless(): AsyncGenerator<Float32Array> {
    const speech = await exampleSpeech('lighthouse-log.flac');
    for (;;) yield speech;
  }

  test.each([
    ['SIGKILL', 'E_ENGINE_OOM'],
    ['SIGSEGV', 'E_ENGINE_CRASHED'],
    ['SIGTERM', 'E_ENGINE_CRASHED'],
    ['SIGSTOP', 'E_ENGINE_CRASHED'],
  ] as const)(
    'ended by %s in the middle of a file is %s, after what was heard; nothing stays',
    async (signal, code) => {
      const { model, group } = await loadAlone();
      let heard = 0;
      const listen = async (): Promise<void> => {
        const input = { pcm: endless() };
        for await (const event of model.transcribe(input, OPTIONS, new AbortController().signal)) {
          if (event.type !== 'segment') continue;
          heard += 1;
          if (heard === 2) process.kill(-group, signal);
        }
      };
      await expect(listen()).rejects.toMatchObject({ code });
      expect(heard).toBeGreaterThanOrEqual(2);
      await expectGone(group);
      await model.close();
      expect(await readdir(join(folder, 'spool'))).toEqual([]);
    },
  );

  test('dies with the process that wanted it, killed in the middle of a file; its samples are swept', async () => {
    const folders = ['kernel', 'text', 'audio', 'platform', 'models', 'weights', 'engines'];
    await compileSources(folder, folders);
    await symlink(join(import.meta.dirname, '../../python'), join(folder, 'python'));
    const { folder: model } = await realModel('tiny.en');
    const script = await runScript(
      folder,
      `import { createPythonEngine, DEFAULT_TRANSCRIBE_OPTIONS } from './src/engines/index.js';
       import { openTrustedDigests } from './src/platform/index.js';
       const home = ${JSON.stringify(folder)};
       const engine = createPythonEngine({ engine: 'faster-whisper', python: ${JSON.stringify(environment?.python)},
         version: '1', home, digests: openTrustedDigests(home), env: { ...process.env, LANG: 'C' } });
       const model = await engine.load(${JSON.stringify(model)}, {});
       async function* noise() { for (;;) yield Float32Array.from({ length: 480000 }, (_, i) => Math.sin(i * i) / 2); }
       for await (const event of model.transcribe({ pcm: noise() }, DEFAULT_TRANSCRIBE_OPTIONS, new AbortController().signal))
         if (event.type === 'progress') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200);`,
      {},
    );
    await script.ended;
    await expectNone(`${folder}/python/offscribe_worker`);
    await writeFile(join(folder, 'spool', `.${script.child.pid}-abc.offscribe-tmp`), 'left over');
    const { model: next } = await loadAlone();
    expect(await readdir(join(folder, 'spool'))).toEqual([]);
    await next.close();
  });

  test('is refused damaged weights', async () => {
    const { folder: model } = await realModel('tiny.en');
    const damaged = join(folder, 'model');
    await cp(model, damaged, { recursive: true, dereference: true });
    await writeFile(
      join(damaged, 'model.bin'),
      (await readFile(join(damaged, 'model.bin'))).subarray(0, 1 << 20),
    );
    if (environment === undefined) return;
    await expect(engineOn(environment).load(damaged, {})).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT' });
  });
});

describe('the contract check', () => {
  test.skipIf(environment === undefined)(
    'finds everything in a whole environment, and says what',
    async () => {
      const check = await checkPythonEngine('faster-whisper', environment?.python ?? '', {
        env: process.env,
      });
      expect(check).toMatchObject({ ok: true, versions: { 'faster-whisper': environment?.version } });
    },
  );

  test.skipIf(environment === undefined)('finds nothing of another engine', async () => {
    const check = await checkPythonEngine('mlx', environment?.python ?? '', { env: process.env });
    expect(check).toMatchObject({ ok: false, finding: expect.stringContaining('no module named mlx') });
  });

  test.skipIf(mlx === undefined)('misses load_model in an environment that lacks only that', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'offscribe-doctored-'));
    try {
      const python = await doctoredEnvironment(mlx?.python ?? '', folder);
      expect(await checkPythonEngine('mlx', python, { env: process.env })).toEqual({
        ok: false,
        finding:
          'mlx_whisper.load_models.load_model is missing: mlx_whisper.load_models is there, but has no such name.',
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('says that an interpreter cannot be started', async () => {
    const check = await checkPythonEngine('mlx', '/no/such/python', { env: process.env });
    expect(check).toMatchObject({ ok: false, finding: expect.stringContaining('/no/such/python') });
  });
});

/** The real environment seen through a second one, in which one function has another name. */
async function doctoredEnvironment(python: string, folder: string): Promise<string> {
  const real = dirname(dirname(python));
  const [version = ''] = (await readdir(join(real, 'lib'))).filter((name) => name.startsWith('python3'));
  const packages = join('lib', version, 'site-packages');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await mkdir(join(folder, packages), { recursive: true });
  await cp(join(real, 'pyvenv.cfg'), join(folder, 'pyvenv.cfg'));
  await symlink(python, join(folder, 'bin', 'python'));
  for (const name of await readdir(join(real, packages)))
    if (name !== 'mlx_whisper') await symlink(join(real, packages, name), join(folder, packages, name));
  const own = join(folder, packages, 'mlx_whisper');
  await cp(join(real, packages, 'mlx_whisper'), own, { recursive: true });
  for (const name of ['load_models.py', 'transcribe.py']) {
    const text = await readFile(join(own, name), 'utf8');
    await writeFile(
      join(own, name),
      text.replaceAll('load_model(', 'read_model(').replaceAll('import load_model', 'import read_model'),
    );
  }
  return join(folder, 'bin', 'python');
}
