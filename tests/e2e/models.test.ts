import { existsSync } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HubCell, openHubCell, realRepository } from './hub-cell.ts';
import { expectRefusal, finished, runOffscribe, startOffscribe } from './offscribe.ts';

const models = async (cell: HubCell, ...args: string[]): ReturnType<typeof runOffscribe> =>
  await runOffscribe(['models', ...args], cell);

async function flipFirstByte(folder: string, file: string): Promise<void> {
  const handle = await open(await realpath(join(folder, file)), 'r+');
  await handle.write(Buffer.from([0xff]), 0, 1, 0);
  await handle.close();
}

describe('models pull', () => {
  test('says of every model how it came out and why; only a model that was understood is a success', async () => {
    const cell = await openHubCell([await realRepository('Systran/faster-whisper-toy')]);
    const names = ['toy-missing', 'toy-mlx', 'toy-broken', 'toy-real'];
    const run = await models(cell, 'pull', ...names);
    expect(run.exitCode, run.stderr).toBe(3);
    const table = run.stdout.split('\n');
    expect(table[0]).toMatch(/^MODEL +OUTCOME +STATE +SIZE +FETCHED +REASON$/);
    expect(table[1]).toMatch(/^toy-missing +FAILED +absent +0 B +- +E_\w+: .+/);
    expect(table[2]).toMatch(/^toy-mlx +ok +verified +\d+ B +\d+ B +not proven: .*mlx/);
    expect(table[3]).toMatch(/^toy-broken +FAILED +unloadable +\S+ k?B +- +E_MODEL_UNLOADABLE: /);
    expect(table[4]).toMatch(/^toy-real +SUCCESS +ready +78\.1 MB +\S+ MB +It heard "/);
    expect(run.stderr).toContain('4 models: 2 failed, 1 verified, 1 ready; 78.1 MB on this machine.');
    const errors = run.stderr.split('\n').filter((line) => line.startsWith('error['));
    expect(errors).toEqual([
      expect.stringMatching(/toy-missing/),
      expect.stringMatching(/^error\[E_MODEL_UNLOADABLE\].*toy-broken/),
    ]);
    const again = await models(cell, 'pull', ...names, '--json', '--offline');
    const document = JSON.parse(again.stdout);
    expect(document).toMatchObject({ ok: false, error: { message: /2 of 4 models failed/ } });
    expect(document.models).toMatchObject([
      { name: 'toy-missing', ok: false, state: 'absent', error: { code: 'E_MODEL_NOT_CACHED' } },
      { name: 'toy-mlx', ok: true, state: 'verified', transferredBytes: 0 },
      { name: 'toy-broken', ok: false, state: 'unloadable' },
      { name: 'toy-real', ok: true, state: 'ready', probe: { ok: true, engine: 'onnx' } },
    ]);
  });

  test('--dry-run says what it would take and writes nothing', async () => {
    const cell = await openHubCell();
    const run = await models(cell, 'pull', 'toy-mlx', 'toy-missing', '--dry-run');
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stdout).toMatch(/^toy-mlx: absent; \d+ B in 2 files$/m);
    expect(run.stdout).toContain(`  from   ${cell.hub.origin.replace('http://', '')}/toys/mlx\n`);
    expect(run.stdout).toMatch(/^ {2}disk {3}\d+ B needed, .* free: enough$/m);
    expect(run.stdout).toMatch(/^ {2}fetch +\d+ B {2}weights\.npz$/m);
    expect(run.stderr).toMatch(/nothing was fetched\.$/m);
    expect(cell.hub.sentFileBytes()).toBe(0);
    expect([existsSync(cell.cache), existsSync(cell.home)]).toEqual([false, false]);
    const json = JSON.parse((await models(cell, 'pull', 'toy-mlx', '--dry-run', '--json')).stdout);
    expect(json).toMatchObject({ ok: true, plans: [{ name: 'toy-mlx', files: [{ isHere: false }, {}] }] });
  });

  test('refuses unknown names before it does anything', async () => {
    const cell = await openHubCell();
    const refusal = { code: 'E_MODEL_UNKNOWN', exitCode: 2, message: /toy-mlx/ } as const;
    await expectRefusal(['models', 'pull', 'toy-mlx', 'toy-mlz'], cell, refusal);
    await expectRefusal(['models', 'pull', 'toy-mlx', '--engine', 'onnx'], cell, {
      code: 'E_USAGE',
      exitCode: 2,
    });
    expect(cell.hub.requests).toEqual([]);
  });

  test('that is stopped names the command that goes on, and that one does', async () => {
    const cell = await openHubCell();
    const child = startOffscribe(['models', 'pull', 'toy-slow', '--no-probe'], cell);
    const result = finished(child);
    while (cell.hub.sentFileBytes() < 1_000_000) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    const run = await result;
    expect(run.exitCode, run.stderr).toBe(130);
    const hint = 'hint: offscribe models pull toy-slow --no-probe   (goes on where it stopped)\n';
    expect(run.stderr).toContain(`error[E_CANCELLED]: Cancelled.\n${hint}`);
    expect(run.stderr).toMatch(/^fetching toy-slow: /m);
    const list = JSON.parse((await models(cell, 'list', '--cached', '--json')).stdout);
    expect(list.models).toMatchObject([{ name: 'toy-slow', state: 'partial' }]);
    const before = cell.hub.sentFileBytes();
    const again = await models(cell, 'pull', 'toy-slow', '--no-probe');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(cell.hub.sentFileBytes() - before).toBeLessThan(2_500_000);
  });
});

describe('models that are here', () => {
  test('are verified, listed, found and pruned without a request, and mended only by pull', async () => {
    const cell = await openHubCell();
    await models(cell, 'pull', 'toy-mlx');
    const asked = cell.hub.requests.length;
    const path = (await models(cell, 'path', 'toy-mlx')).stdout.trim();
    expect(await models(cell, 'verify')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^toy-mlx +ok +verified/m),
    });
    await flipFirstByte(path, 'weights.npz');
    const verify = await models(cell, 'verify', 'toy-mlx');
    expect(verify).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^toy-mlx +FAILED +corrupt .*E_MODEL_CORRUPT/m),
      stderr: expect.stringMatching(/^hint: offscribe models pull toy-mlx$/m),
    });
    expect((await models(cell, 'list', '--cached')).stdout).toMatch(/^toy-mlx +corrupt /m);
    const refusal = { code: 'E_MODEL_CORRUPT', exitCode: 1, hint: /models pull toy-mlx/ } as const;
    await expectRefusal(['models', 'path', 'toy-mlx'], cell, refusal);
    expect((await models(cell, 'verify', '--json')).exitCode).toBe(1);
    const dry = await models(cell, 'prune', '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({ ok: true, dryRun: true });
    expect(cell.hub.requests).toHaveLength(asked);
    const mended = await models(cell, 'pull', 'toy-mlx');
    expect(mended.exitCode, mended.stderr).toBe(0);
    expect((await models(cell, 'verify')).exitCode).toBe(0);
  });

  test('are proved by name, and a model without an engine here is not ready', async () => {
    const cell = await openHubCell();
    await models(cell, 'pull', 'toy-mlx', 'toy-broken', '--no-probe');
    const probe = await models(cell, 'probe', 'toy-broken', '--json');
    expect(probe.exitCode).toBe(1);
    expect(JSON.parse(probe.stdout)).toMatchObject({ ok: false, error: { code: 'E_MODEL_UNLOADABLE' } });
    const unprovable = await models(cell, 'probe', 'toy-mlx', '--json');
    expect(unprovable.exitCode).toBe(4);
    expect(JSON.parse(unprovable.stdout)).toMatchObject({ error: { code: 'E_RUNTIME_MISSING' } });
    const list = JSON.parse((await models(cell, 'list', '--cached', '--json')).stdout);
    expect(list.models).toMatchObject([
      { name: 'toy-mlx', state: 'verified' },
      { name: 'toy-broken', state: 'unloadable' },
    ]);
  });

  test('go when nobody has used them for as long as was said', async () => {
    const cell = await openHubCell();
    await models(cell, 'pull', 'toy-mlx');
    const kept = await models(cell, 'prune', '--unused-for', '12h');
    expect(kept).toMatchObject({ exitCode: 0, stderr: 'Nothing to remove.\n' });
    await expectRefusal(['models', 'prune', '--unused-for', 'long'], cell, { code: 'E_USAGE', exitCode: 2 });
  });
});

describe('a bundle', () => {
  test('moves models to a machine that asks nobody, and is refused when it is not what it was', async () => {
    const from = await openHubCell();
    await models(from, 'pull', 'toy-mlx');
    const bundle = join(from.cwd, 'toys.tar');
    const missing = {
      code: 'E_MODEL_NOT_CACHED',
      exitCode: 4,
      hint: /pull toy-missing toy-broken$/,
    } as const;
    const all = ['models', 'export', 'toy-mlx', 'toy-missing', 'toy-broken', '-o', bundle];
    await expectRefusal(all, from, missing);
    const run = await models(from, 'export', 'toy-mlx', '-o', bundle);
    expect(run, run.stderr).toMatchObject({ exitCode: 0, stdout: `${bundle}\n` });
    expect(run.stderr).toMatch(/^1 model, .*, not signed\. There: offscribe models import /m);
    const again = ['models', 'export', 'toy-mlx', '-o', bundle];
    await expectRefusal(again, from, { code: 'E_OUTPUT_EXISTS', exitCode: 1, hint: /--overwrite$/ });

    const to = await openHubCell();
    const dry = await models(to, 'import', bundle, '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      ok: true,
      signature: 'unsigned',
      models: [{ name: 'toy-mlx' }],
    });
    expect(existsSync(to.cache)).toBe(false);
    const taken = await models(to, 'import', bundle, '--offline');
    expect(taken.exitCode, taken.stderr).toBe(0);
    expect(taken.stdout).toMatch(/^toy-mlx +ok +verified .*not proven/m);
    expect(taken.stderr).toMatch(/^warning: the bundle is not signed/m);
    expect((await models(to, 'verify', 'toy-mlx')).exitCode).toBe(0);
    expect(to.hub.requests).toEqual([]);
    const path = [
      (await models(from, 'path', 'toy-mlx')).stdout,
      (await models(to, 'path', 'toy-mlx')).stdout,
    ];
    expect(basename(path[0] ?? '')).toBe(basename(path[1] ?? ''));

    await flipFirstByte(from.cwd, 'toys.tar');
    const refused = { code: 'E_BUNDLE_INVALID', exitCode: 1 } as const;
    await expectRefusal(['models', 'import', bundle], await openHubCell(), refused);
  });
});

test('a lock file that is named is written and obeyed', async () => {
  const cell = await openHubCell();
  const lock = join(cell.cwd, 'models.lock.json');
  const pulled = await models(cell, 'pull', 'toy-mlx', '--lock', lock);
  expect(pulled.exitCode, pulled.stderr).toBe(0);
  expect((await stat(lock)).size).toBeGreaterThan(100);
  cell.hub.setFile('toys/mlx', 'config.json', Buffer.from('{"n_mels": 80}'));
  const [snapshot] = await readdir(join(cell.cache, 'models--toys--mlx', 'snapshots'));
  expect(snapshot).toMatch(/^[0-9a-f]{40}$/);
  const moved = await models(cell, 'pull', 'toy-mlx', '--lock', lock, '--revision', 'main', '--json');
  expect(moved.exitCode).toBe(1);
  expect(JSON.parse(moved.stdout).error).toMatchObject({
    code: 'E_LOCK_MISMATCH',
    hint: expect.stringMatching(/--update-lock/),
  });
  const taken = await models(cell, 'pull', 'toy-mlx', '--lock', lock, '--revision', 'main', '--update-lock');
  expect(taken.exitCode, taken.stderr).toBe(0);
});
