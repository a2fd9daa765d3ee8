import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { copyClip } from './media.ts';
import { type RunEnvironment, type RunResult, runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_NETWORK_NAMESPACE, HAS_STRACE } from './tools.ts';

const openssl = async (...args: readonly string[]): Promise<unknown> =>
  await promisify(execFile)('openssl', [...args]);

/** Another machine: nothing of ours in its home, and nowhere else to look for it. */
function emptyMachine(home: string): RunEnvironment {
  const elsewhere = ['OFFSCRIBE_HOME', 'HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE'];
  const desktop = ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME'];
  const unset = [...elsewhere, ...desktop].map((name) => [name, undefined] as const);
  return { ...Object.fromEntries(unset), HOME: home };
}

test.skipIf(!HAS_NETWORK_NAMESPACE || !HAS_STRACE)(
  'a signed bundle brings models into a machine without a network, which then transcribes; no internet socket is opened',
  async () => {
    const here = await temporaryFolder();
    const key = join(here, 'bundle.key');
    const trust = join(here, 'bundle.pub');
    await openssl('genpkey', '-algorithm', 'ed25519', '-out', key);
    await openssl('pkey', '-in', key, '-pubout', '-out', trust);
    const bundle = join(here, 'models.tar');
    const names = ['tiny.en', 'silero-vad'];
    const order = ['models', 'export', ...names, '-o', bundle, '--key', key];
    const written = await runOffscribe(order, { cwd: here });
    expect(written.exitCode, written.stderr).toBe(0);

    const there = await temporaryFolder();
    const home = join(there, 'home');
    await mkdir(home);
    await copyClip(there);
    const log = join(there, 'calls.log');
    const trace = ['strace', '-f', '-qq', '-s', '300', '-e', 'trace=socket,execve', '-o', log];
    const wrapper = ['unshare', '-rn', ...trace];
    const alone = async (...args: readonly string[]): Promise<RunResult> => {
      const run = await runOffscribe(args, { cwd: there, env: emptyMachine(home), wrapper });
      const calls = await readFile(log, 'utf8');
      // The trace is real: it saw the program start.
      expect(calls).toMatch(/execve\(.*main\.js/);
      expect(calls).not.toMatch(/AF_INET/);
      return run;
    };

    const transcribe = ['transcribe', 'clip.flac', '-m', 'tiny.en', '-o', '-', '-f', 'txt'];
    const before = await alone(...transcribe, '--offline');
    expect(before.stderr).toContain('error[E_MODEL_NOT_CACHED]');
    const imported = await alone('models', 'import', bundle, '--trust', trust);
    expect(imported.exitCode, imported.stderr).toBe(0);
    for (const name of names) expect(imported.stdout).toMatch(new RegExp(`^${name} +SUCCESS +ready `, 'm'));
    expect(imported.stderr).not.toMatch(/^warning/m);
    expect(await readdir(join(home, '.cache/huggingface/hub'))).toEqual(
      expect.arrayContaining(['models--offscribe--silero-vad', 'models--offscribe--tiny.en']),
    );
    const run = await alone(...transcribe);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/fog/i);
  },
);
