import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hubCacheFolder } from '../../src/platform/index.ts';
import { copyClip } from './media.ts';
import { runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_NETWORK_NAMESPACE, HAS_STRACE } from './tools.ts';

const RUN = ['transcribe', 'clip.flac', '-m', 'tiny.en', '-o', '-', '-f', 'txt'];

describe('once its models are there, transcribe', () => {
  test.skipIf(!HAS_NETWORK_NAMESPACE)('works where there is no network at all', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const run = await runOffscribe(RUN, { cwd, wrapper: ['unshare', '-rn'] });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/fog/i);
  });

  test.skipIf(!HAS_STRACE).each([[[]], [['--offline']]])(
    'opens no internet socket with %j',
    async (flags) => {
      const cwd = await temporaryFolder();
      await copyClip(cwd);
      const log = join(cwd, 'sockets.log');
      const wrapper = ['strace', '-f', '-qq', '-s', '300', '-e', 'trace=socket,execve', '-o', log];
      const run = await runOffscribe([...RUN, ...flags], { cwd, wrapper });
      expect(run.exitCode, run.stderr).toBe(0);
      const calls = await readFile(log, 'utf8');
      // The trace is real: it saw the program start.
      expect(calls).toMatch(/execve\(.*main\.js/);
      expect(calls).not.toMatch(/AF_INET/);
    },
  );

  test.skipIf(!HAS_STRACE)('lets the runtime report nothing: no device id, no name looked up', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    const log = join(cwd, 'sockets.log');
    const wrapper = ['strace', '-f', '-qq', '-e', 'trace=socket,connect', '-o', log];
    // A home in which it has never run, where it would begin by making itself known.
    const home = join(cwd, 'home');
    const env = { HOME: home, XDG_CACHE_HOME: undefined, HF_HUB_CACHE: hubCacheFolder(process.env) };
    const run = await runOffscribe(RUN, { cwd, env, wrapper });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await readFile(log, 'utf8')).not.toMatch(/AF_INET/);
    await expect(readdir(join(home, '.cache'))).rejects.toThrow();
  });
});
