import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HAS_PYTHON } from '../../../tests/fixtures/plain-python.ts';
import { expectGone } from '../../../tests/fixtures/process-list.ts';
import { EngineError } from '../../kernel/index.ts';
import { type Answer, Worker } from './worker.ts';
import type { TranscribeRequest } from './worker-messages.ts';

/** How every script below begins: it can talk, and it starts a process of its own that only a kill of the group ends. */
const PREAMBLE = `
import json, os, signal, subprocess, sys, threading, time
def say(event, **fields):
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\\n"); sys.stdout.flush()
def beat():
    while True:
        say("heartbeat", sinceProgressSec=0.0); time.sleep(0.2)
def hello(protocol=2):
    say("hello", protocol=protocol, engine="mlx")
def ask():
    return json.loads(sys.stdin.readline())
child = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL)
print("group", os.getpgid(0), file=sys.stderr, flush=True)
`;

const PATIENCE = { silenceMs: 8_000, progressMs: 16_000 };
const REQUEST: TranscribeRequest = {
  type: 'transcribe',
  audio: '/nowhere',
  clips: [[0, 1]],
  open: false,
  language: 'en',
  task: 'transcribe',
  temperatures: [0],
  compressionRatioThreshold: 2.4,
  logProbThreshold: -1,
  noSpeechThreshold: 0.6,
  wordTimes: false,
  beamSize: 1,
  patience: 1,
  lengthPenalty: 1,
  bestOf: 5,
  repetitionPenalty: 1,
  noRepeatNgramSize: 0,
  initialPrompt: null,
  previousTokens: [],
  languages: null,
  hotwords: null,
  batchSize: 1,
};

describe.skipIf(!HAS_PYTHON || process.platform === 'win32')('a worker', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offscribe-worker-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  /** Starts a script as a worker. */
  async function start(script: string): Promise<Worker> {
    const path = join(folder, 'worker.py');
    await writeFile(path, PREAMBLE + script);
    const env = { PATH: process.env['PATH'] };
    return await Worker.start({ engine: 'mlx', file: 'python3', args: [path], env, patience: PATIENCE });
  }

  async function answersOf(worker: Worker, signal?: AbortSignal): Promise<Answer[]> {
    const answers: Answer[] = [];
    for await (const answer of worker.request(REQUEST, signal)) answers.push(answer);
    return answers;
  }

  /** What becomes of a request to a worker that runs this; afterwards nothing of it is left. */
  async function misbehave(script: string): Promise<unknown> {
    try {
      await answersOf(await start(script));
      throw new Error('the request was answered');
    } catch (error) {
      const [, group] =
        /group (\d+)/.exec(JSON.stringify(error instanceof EngineError && error.details)) ?? [];
      await expectGone(Number(group));
      return error;
    }
  }

  const stderrHas = (text: string) => ({ stderr: expect.arrayContaining([expect.stringContaining(text)]) });

  test.each([
    [
      'crashes with an exit code',
      'hello(); ask(); print("it hurts", file=sys.stderr); sys.stderr.flush(); os._exit(7)',
      { code: 'E_ENGINE_CRASHED', details: { exitCode: 7, ...stderrHas('it hurts') } },
    ],
    [
      'crashes in native code',
      'hello(); ask(); os.kill(os.getpid(), signal.SIGSEGV)',
      { code: 'E_ENGINE_CRASHED', details: { signal: 'SIGSEGV' } },
    ],
    [
      'is killed as the system does when memory runs out',
      'hello(); ask(); os.kill(os.getpid(), signal.SIGKILL)',
      { code: 'E_ENGINE_OOM', details: { signal: 'SIGKILL' } },
    ],
    [
      'hangs without a heartbeat',
      'hello(); ask(); time.sleep(600)',
      { code: 'E_ENGINE_CRASHED', message: expect.stringContaining('said nothing for 8 s') },
    ],
    [
      'hangs while its heart beats on',
      'hello(); threading.Thread(target=beat, daemon=True).start(); ask(); time.sleep(600)',
      { code: 'E_ENGINE_CRASHED', message: expect.stringContaining('no progress for 16 s') },
    ],
    [
      'is stopped',
      'hello(); ask(); os.kill(os.getpid(), signal.SIGSTOP)',
      { code: 'E_ENGINE_CRASHED', message: expect.stringContaining('said nothing') },
    ],
    [
      'sends what is no JSON',
      'hello(); ask(); print("Segment at 0.00", flush=True); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('Segment at 0.00') },
    ],
    [
      'sends an event that nobody knows',
      'hello(); ask(); say("surprise", id=1); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL' },
    ],
    [
      'answers another request',
      'hello(); ask(); say("progress", id=41, clip=0); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('not made') },
    ],
    [
      'sends half a line and ends',
      'hello(); ask(); sys.stdout.write(\'{"event": "seg\'); sys.stdout.flush(); os._exit(0)',
      { code: 'E_ENGINE_CRASHED', details: { exitCode: 0 } },
    ],
    [
      'sends half a line and waits',
      'hello(); ask(); sys.stdout.write(\'{"event": "seg\'); sys.stdout.flush(); time.sleep(600)',
      { code: 'E_ENGINE_CRASHED', message: expect.stringContaining('said nothing') },
    ],
    [
      'sends a line without end',
      'hello(); ask()\nwhile True: sys.stdout.write("x" * 65536)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('does not end') },
    ],
    [
      'speaks another version',
      'hello(protocol=99); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('version 99') },
    ],
    [
      'does not say hello',
      'say("progress", id=1, clip=0); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('no hello') },
    ],
    [
      'ends before it says hello',
      'sys.exit("no module named mlx")',
      { code: 'E_ENGINE_CRASHED', details: { exitCode: 1, ...stderrHas('no module named mlx') } },
    ],
    [
      'ends well in the middle of its work',
      'hello(); ask(); say("language", id=1, language="en", probability=1.0); sys.exit(0)',
      { code: 'E_ENGINE_CRASHED', details: { exitCode: 0 } },
    ],
    [
      'runs out of memory and says so',
      'hello(); ask(); say("error", id=1, code="E_ENGINE_OOM", message="MemoryError"); os._exit(1)',
      { code: 'E_ENGINE_OOM' },
    ],
    [
      'reports an error of its own',
      'hello(); ask(); say("error", id=1, code="E_OH_DEAR", message="?"); time.sleep(600)',
      { code: 'E_ENGINE_PROTOCOL', message: expect.stringContaining('E_OH_DEAR') },
    ],
  ])('that %s becomes the right error, and nothing of its group is left', async (_, script, expected) => {
    expect(await misbehave(script)).toMatchObject(expected);
  });

  test('that cannot be started is an error that names the way out', async () => {
    const start = Worker.start({ engine: 'mlx', file: join(folder, 'no-python'), args: [], env: {} });
    await expect(start).rejects.toMatchObject({ code: 'E_ENGINE_CRASHED', hint: expect.any(String) });
  });

  test('that reported an error answers the next request', async () => {
    const worker = await start(`
hello()
first = ask(); say("error", id=first["id"], code="E_ENGINE_FAILED", message="not this time")
second = ask(); say("done", id=second["id"], options={}, resume=None); time.sleep(600)`);
    await expect(answersOf(worker)).rejects.toMatchObject({ code: 'E_ENGINE_FAILED' });
    expect(await answersOf(worker)).toEqual([{ event: 'done', id: 2, options: {}, resume: null }]);
    await worker.close();
    await expectGone(worker.pid ?? 0);
  });

  test('is left at once when the signal fires; what it still says of that request is not heard', async () => {
    const worker = await start(`
hello()
first = ask(); say("progress", id=first["id"], clip=0)
assert ask() == {"type": "cancel", "id": first["id"]}
second = ask()
say("progress", id=first["id"], clip=1); say("error", id=first["id"], code="E_CANCELLED", message="Cancelled.")
say("done", id=second["id"], options={"n": 2}, resume=None); time.sleep(600)`);
    const stop = new AbortController();
    const first = async (): Promise<void> => {
      for await (const answer of worker.request(REQUEST, stop.signal))
        if (answer.event === 'progress') stop.abort();
    };
    await expect(first()).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(await answersOf(worker)).toEqual([{ event: 'done', id: 2, options: { n: 2 }, resume: null }]);
    await worker.close();
  });

  test('that died while nothing was wanted of it fails the next request', async () => {
    const worker = await start('hello(); time.sleep(0.2); os._exit(3)');
    await expect.poll(() => worker.hasFailed, { timeout: 20_000 }).toBe(true);
    await expect(answersOf(worker)).rejects.toMatchObject({
      code: 'E_ENGINE_CRASHED',
      details: { exitCode: 3 },
    });
  });
});
