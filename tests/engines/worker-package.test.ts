import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Answer, Worker } from '../../src/engines/python/worker.ts';
import { HAS_PYTHON } from '../fixtures/plain-python.ts';
import { expectGone } from '../fixtures/process-list.ts';

const PACKAGE = resolve(import.meta.dirname, '../../python');
const LOAD = { type: 'load', folder: tmpdir(), precision: null, threads: null } as const;

/** The worker's own channel and server, with an engine that is a few lines long. */
const SERVE = `
import os, subprocess, sys, time
sys.path.insert(0, ${JSON.stringify(PACKAGE)})
sys.dont_write_bytecode = True
from offscribe_worker import contract, server
from offscribe_worker.channel import Channel
FACTS = {"languages": ["en"], "multilingual": False, "device": "cpu", "precision": "f32"}
class Engine:
    facts = FACTS
    def __init__(self, folder, precision, threads):
        load()
def serve():
    server._ENGINES["mlx"] = Engine
    server.Server("mlx", Channel()).run()
`;

describe.skipIf(!HAS_PYTHON || process.platform === 'win32')("the worker's own package", () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offscribe-package-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  async function start(script: string): Promise<Worker> {
    const path = join(folder, 'worker.py');
    await writeFile(path, SERVE + script);
    return await Worker.start({
      engine: 'mlx',
      file: 'python3',
      args: [path],
      env: { PATH: process.env['PATH'] },
    });
  }

  async function load(worker: Worker, request: object = {}): Promise<Answer[]> {
    const answers: Answer[] = [];
    for await (const answer of worker.request({ ...LOAD, ...request })) answers.push(answer);
    return answers;
  }

  test('keeps what libraries print, from Python, C and programs they run, out of the protocol', async () => {
    const worker = await start(`
def load():
    print("Detecting language ...")
    os.write(1, b"printed by native code\\n")
    subprocess.run(["echo", "printed by a program"])
serve()`);
    expect(await load(worker)).toMatchObject([{ event: 'loaded', device: 'cpu' }]);
    await worker.close();
  });

  test.each([
    ['a MemoryError', 'bytearray(1 << 62)', 'E_ENGINE_OOM'],
    ['memory that native code could not get', 'raise RuntimeError("std::bad_alloc")', 'E_ENGINE_OOM'],
    ['a package that is not there', 'import no_such_package', 'E_ENGINE_FAILED'],
    ['weights that make no sense', 'raise ValueError("unexpected shape")', 'E_MODEL_CORRUPT'],
    [
      'a GPU that does not answer',
      'raise RuntimeError("CUDA driver version is insufficient")',
      'E_ENGINE_FAILED',
    ],
  ])('says what it is: %s', async (_, statement, code) => {
    const worker = await start(`
def load():
    ${statement}
serve()`);
    await expect(load(worker)).rejects.toMatchObject({ code });
    await worker.close();
  });

  test.each([['mlx-community/whisper-tiny'], ['/no/such/folder'], ['.']])(
    'takes a folder of this machine by its full path, not %s',
    async (name) => {
      const worker = await start('\ndef load(): pass\nserve()');
      await expect(load(worker, { folder: name })).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT' });
      await worker.close();
    },
  );

  test('beats while Python computes, so that a long computation is no hang', async () => {
    const path = join(folder, 'worker.py');
    const busy =
      'def load():\n    until = time.monotonic() + 7\n    while time.monotonic() < until: pass\nserve()';
    await writeFile(path, `${SERVE}\n${busy}`);
    const env = { PATH: process.env['PATH'] };
    const patience = { silenceMs: 5_000, progressMs: 60_000 };
    const worker = await Worker.start({ engine: 'mlx', file: 'python3', args: [path], env, patience });
    expect(await load(worker)).toMatchObject([{ event: 'loaded' }]);
    await worker.close();
    await expectGone(worker.pid ?? 0);
  });

  test('tells which name is missing, and does not take another for it', async () => {
    const path = join(folder, 'check.py');
    await writeFile(
      path,
      `${SERVE}
import json, types
fake = types.ModuleType("mlx_whisper"); fake.__path__ = []
sys.modules["mlx_whisper"] = fake; sys.modules["mlx_whisper.load_models"] = types.ModuleType("mlx_whisper.load_models")
fake.load_model = print
print(json.dumps(contract.check("mlx")))`,
    );
    const { runGroup } = await import('../../src/platform/index.ts');
    const { stdout } = await runGroup({ file: 'python3', args: [path], env: { PATH: process.env['PATH'] } });
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      finding:
        'mlx_whisper.load_models.load_model is missing: mlx_whisper.load_models is there, but has no such name.',
    });
  });
});
