import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { shuffleWeights } from '../fixtures/garbage-weights.ts';
import { openHub } from '../fixtures/hub/index.ts';
import { makeWhisper } from '../fixtures/made-checkpoint.ts';
import { makeCheckpoint } from '../fixtures/model-workshop.ts';
import { realModel } from '../real-models.ts';
import { type RunEnvironment, type RunResult, runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_NETWORK_NAMESPACE, HAS_STRACE } from './tools.ts';

const SECRETS = {
  ...{ HF_TOKEN: 'hf_s3cret', HUGGING_FACE_HUB_TOKEN: 'hf_s3cret' },
  ...{ HTTPS_PROXY: 'http://me:s3cret@127.0.0.1:9', https_proxy: 'http://me:s3cret@127.0.0.1:9' },
};

describe('a probe', () => {
  test.skipIf(!HAS_STRACE).each(['tiny.en', 'silero-vad'])(
    '[row 30] of %s opens no internet socket, asks no name server, and is told no secret',
    async (name) => {
      const cwd = await temporaryFolder();
      const log = join(cwd, 'calls.log');
      const trace = 'trace=socket,connect,sendto,sendmsg,execve';
      const wrapper = ['strace', '-f', '-qq', '-v', '-s', '4000', '-e', trace, '-o', log];
      const run = await runOffscribe(['models', 'probe', name], { cwd, env: SECRETS, wrapper });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stdout).toMatch(/SUCCESS/);
      const calls = (await readFile(log, 'utf8')).split('\n');
      const starts = calls.filter((line) => /execve\(.*probe\.js.* = 0$/.test(line));
      // The trace is real: it saw the program that probes start, and the user's own process had the secrets.
      expect(starts.length).toBeGreaterThan(0);
      expect(calls.find((line) => /execve\(.*main\.js/.test(line))).toMatch(/s3cret/);
      for (const start of starts) expect(start).not.toMatch(/s3cret|PROXY/i);
      expect(calls.filter((line) => /AF_INET|AF_PACKET|:53\b/.test(line))).toEqual([]);
      if (HAS_NETWORK_NAMESPACE) expect(starts.some((line) => line.includes('unshare'))).toBe(true);
    },
  );

  test.skipIf(!HAS_NETWORK_NAMESPACE)('[row 30] works where there is no network at all', async () => {
    const cwd = await temporaryFolder();
    const wrapper = ['unshare', '-rn'];
    const run = await runOffscribe(['models', 'probe', 'base', 'silero-vad'], { cwd, wrapper });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout.match(/SUCCESS +ready/g)).toHaveLength(2);
    expect(run.stdout).toMatch(/It heard "Tomorrow I will paint the door\."/);
  });
});

interface Cell {
  readonly cwd: string;
  readonly env: RunEnvironment;
}

/** A folder whose offscribe.toml has the model `mine`, which a hub has with these files and their right digests. */
async function cellWith(folder: string, table: string): Promise<Cell> {
  const cwd = await temporaryFolder();
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name))] as const),
  );
  const hub = await openHub({ repositories: [{ id: 'me/mine', files: Object.fromEntries(files) }] });
  onTestFinished(async () => await hub.close());
  const model = `[[model]]\nname = "mine"\nlicence = "MIT"\n${table}`;
  const weights = (name: string): boolean => /^model\.bin$|\.onnx$/.test(name);
  const ordered = [...names.filter(weights), ...names.filter((name) => !weights(name))];
  const source = `[[model.source]]\nkind = "hub"\nrepo = "me/mine"\nfiles = ${JSON.stringify(ordered)}`;
  await writeFile(join(cwd, 'offscribe.toml'), `${model}\n${source}\n`);
  const places = { HF_HUB_CACHE: join(cwd, 'hub'), OFFSCRIBE_HOME: join(cwd, 'home') };
  return { cwd, env: { ...places, HF_ENDPOINT: hub.origin, OFFSCRIBE_OFFLINE: undefined } };
}

/** The files of a real model, with another weights file. */
async function modelWith(weights: Uint8Array): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await mkdir(folder);
  const { folder: real } = await realModel('tiny.en');
  for (const name of await readdir(real)) await copyFile(join(real, name), join(folder, name));
  await writeFile(join(folder, 'model.bin'), weights);
  return folder;
}

async function stateOf({ cwd, env }: Cell): Promise<string> {
  const { stdout } = await runOffscribe(['models', 'list', '--json'], { cwd, env });
  const rows: readonly { readonly name: string; readonly state: string }[] = JSON.parse(stdout).models;
  return rows.find(({ name }) => name === 'mine')?.state ?? '';
}

const WHISPER = 'format = "ctranslate2"\nlanguages = ["en"]';

describe('[row 30] a model whose digests are right', () => {
  async function expectUnloadable(cell: Cell, why: RegExp): Promise<void> {
    const pulled = await runOffscribe(['models', 'pull', 'mine'], cell);
    const probed = await runOffscribe(['models', 'probe', 'mine'], cell);
    const verified = await runOffscribe(['models', 'verify', 'mine'], cell);
    for (const run of [pulled, probed]) expectFailure(run, why);
    expect(verified.stdout + verified.stderr).not.toMatch(/SUCCESS|\bready\b/);
    expect(await stateOf(cell)).toBe('unloadable');
  }

  function expectFailure(run: RunResult, why: RegExp): void {
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.stdout + run.stderr).toMatch(why);
    expect(run.stdout + run.stderr).toMatch(/E_MODEL_UNLOADABLE|unloadable/);
    expect(run.stdout + run.stderr).not.toMatch(/SUCCESS|: ready/);
  }

  test('and whose weights are garbage of the right shape is never ready', async () => {
    const { folder } = await realModel('tiny.en');
    const garbage = await shuffleWeights(folder, join(await temporaryFolder(), 'model'), /weight$/);
    await expectUnloadable(await cellWith(garbage, WHISPER), /heard/);
  });

  test('and whose checkpoint is no Whisper is never ready', async () => {
    const folder = await modelWith(makeCheckpoint(10_000, 1));
    await expectUnloadable(await cellWith(folder, WHISPER), /cannot be used/);
  });

  test('and whose settings belong to other weights is never ready', async () => {
    const folder = await modelWith(makeWhisper().file);
    await expectUnloadable(await cellWith(folder, WHISPER), /alignment heads are not of this model/);
  });

  test('and whose graph the runtime does not load is never ready', async () => {
    const { folder: real } = await realModel('silero-vad');
    const folder = join(await temporaryFolder(), 'model');
    await mkdir(folder);
    const graph = await readFile(join(real, 'silero_vad_16k_sequence.onnx'));
    // An operator of another name: as well-formed as before.
    const at = graph.indexOf('LSTM');
    expect(at).toBeGreaterThan(0);
    graph.write('LSTX', at);
    await writeFile(join(folder, 'silero_vad_16k_sequence.onnx'), graph);
    const cell = await cellWith(folder, 'format = "onnx"\ntask = "vad"\nengines = ["onnx"]');
    await expectUnloadable(cell, /LSTX/);
  });

  test('and that is good is ready', async () => {
    const folder = await modelWith(await readFile(join((await realModel('tiny.en')).folder, 'model.bin')));
    const cell = await cellWith(folder, WHISPER);
    const pulled = await runOffscribe(['models', 'pull', 'mine'], cell);
    expect(pulled.exitCode, pulled.stderr).toBe(0);
    expect(pulled.stdout).toMatch(/SUCCESS +ready/);
    expect(await stateOf(cell)).toBe('ready');
  });
});
