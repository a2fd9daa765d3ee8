import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openHubCell } from './hub-cell.ts';
import { runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_NETWORK_NAMESPACE } from './tools.ts';

const TOKEN = 'hf_abcdefghijklmnop';

describe('doctor', () => {
  test('says that everything is ready, and does so again from what is there now', async () => {
    const cwd = await temporaryFolder();
    const run = await runOffscribe(['doctor', '--offline'], { cwd });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^ {2}onnx +✓ ready +in this process/m);
    for (const name of ['base', 'tiny\\.en', 'silero-vad'])
      expect(run.stdout).toMatch(new RegExp(`^ {2}${name} +✓ ready`, 'm'));
    expect(run.stdout).toMatch(/^auto chooses onnx\. /m);
    expect(run.stdout).toContain('Everything that auto needs is ready.');
    expect(run.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const json = JSON.parse((await runOffscribe(['doctor', '--offline', '--json'], { cwd })).stdout);
    expect(json).toMatchObject({
      ok: true,
      ready: true,
      machine: { processor: { cores: expect.any(Number) }, memory: { totalBytes: expect.any(Number) } },
      network: { isAsked: false },
      auto: { engine: 'onnx', reason: expect.any(String) },
      problems: [],
    });
  });

  test('names what is missing with the command that mends it, exits with 4, and writes nothing', async () => {
    const cell = await openHubCell();
    const env = { ...cell.env, PIP_INDEX_URL: `${cell.hub.origin}/simple`, OFFSCRIBE_FFMPEG: 'none' };
    const run = await runOffscribe(['doctor'], { cwd: cell.cwd, env });
    expect(run.exitCode, run.stdout + run.stderr).toBe(4);
    expect(run.stdout).toContain(
      '✗ base, tiny.en and silero-vad are not on this machine.\n    offscribe models pull base tiny.en silero-vad\n',
    );
    expect(run.stdout).toMatch(
      /^! There is no ffmpeg: .*[\s\S]*\n {4}offscribe bootstrap --media {3}\(or: .*install ffmpeg\)$/m,
    );
    expect(run.stdout).toMatch(/^ {2}model hub +✓ 127\.0\.0\.1:\d+ answers in \d+ ms$/m);
    expect(run.stdout).toMatch(/^ {2}package index +✓ 127\.0\.0\.1:\d+ answers/m);
    expect((await readdir(join(cell.cwd, '..'))).sort()).toEqual(['work']);
  });

  test('finds the token in a variable or a file, and never shows it', async () => {
    const cell = await openHubCell();
    const file = join(cell.cwd, 'token');
    await writeFile(file, `${TOKEN}\n`, { mode: 0o600 });
    for (const [env, place] of [
      [{ HF_TOKEN: TOKEN, HF_ENDPOINT: undefined }, 'HF_TOKEN, not shown'],
      [{ HF_TOKEN_PATH: file, HF_ENDPOINT: undefined }, `${file}, not shown`],
      [{ HF_TOKEN: TOKEN }, 'HF_TOKEN, not sent: kept from mirror'],
    ] as const) {
      for (const json of [[], ['--json']]) {
        const options = { cwd: cell.cwd, env: { ...cell.env, ...env, HOME: '/nowhere' } };
        const run = await runOffscribe(['doctor', '--offline', ...json], options);
        expect(run.stdout + run.stderr).not.toContain(TOKEN);
        if (json.length === 0)
          expect(run.stdout.replace(/\n {18}/g, ' ').replaceAll(' ', '')).toContain(
            place.replaceAll(' ', ''),
          );
      }
    }
    const wrong = { ...cell.env, HF_ENDPOINT: undefined, HF_TOKEN: `${TOKEN} ${TOKEN}` };
    const run = await runOffscribe(['doctor', '--offline'], { cwd: cell.cwd, env: wrong });
    expect(run.stdout).toMatch(/^! The token in HF_TOKEN has a space/m);
    expect(run.stdout + run.stderr).not.toContain(TOKEN);
  });

  test.skipIf(!HAS_NETWORK_NAMESPACE)('ends soon where there is no network at all', async () => {
    const cell = await openHubCell();
    const run = await runOffscribe(['doctor', '--json'], {
      ...cell,
      wrapper: ['unshare', '-rn'],
    });
    expect(run.exitCode, run.stderr).toBe(4);
    const { network, problems } = JSON.parse(run.stdout);
    expect(network.servers.map(({ ok }: { ok: boolean }) => ok)).not.toContain(true);
    expect(problems).toContainEqual(
      expect.objectContaining({ mend: 'offscribe models import models.tar', blocks: false }),
    );
  });

  test('is stopped by settings that cannot be', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'sub'));
    await writeFile(join(cwd, 'offscribe.toml'), 'python = "./evil"\n');
    const run = await runOffscribe(['doctor', '--json'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout).error.code).toBe('E_CONFIG_INVALID');
  });
});
