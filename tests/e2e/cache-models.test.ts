import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CTRANSLATE2, NPZ } from '../fixtures/format-files.ts';
import { openHubCell, realRepository } from './hub-cell.ts';
import { finished, PACKAGE, ROOT, type RunResult, runEnvironment, temporaryFolder } from './offscribe.ts';

const SCRIPT = join(PACKAGE, 'cache-models.sh');
const LINE = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[(INFO|WARNING|ERROR|SUCCESS)\] \S/;

// Beside the built program, as in a checkout after npm ci.
beforeAll(async () => await copyFile(join(ROOT, 'cache-models.sh'), SCRIPT));

type Cell = Pick<Awaited<ReturnType<typeof openHubCell>>, 'cwd' | 'env'>;

async function cacheModels(
  flags: readonly string[],
  { cwd, env }: Cell,
  script = SCRIPT,
): Promise<RunResult> {
  const child = spawn('bash', [script, ...flags], {
    cwd,
    env: runEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return await finished(child);
}

/** Log lines without their times. */
function messages({ stdout }: RunResult): readonly string[] {
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(LINE);
  return lines.map((line) => line.slice('[2026-01-01 00:00:00] '.length));
}

const MLX = {
  id: 'mlx-community/whisper-large-v3-mlx',
  files: { 'weights.npz': NPZ, 'config.json': Buffer.from('{}') },
};

describe('cache-models.sh', () => {
  test('prints SUCCESS only for what was proved, goes on after failures, and logs what it prints', async () => {
    const cell = await openHubCell([MLX, await realRepository('Systran/faster-whisper-large-v3')]);
    const run = await cacheModels(['--mlx', '--whisperx', '--pyannote'], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    const lines = messages(run);
    expect(lines).toContain('[SUCCESS] ✓ WhisperX model cached successfully');
    expect(lines).toContainEqual(
      expect.stringMatching(/^\[WARNING\] MLX Whisper model is verified, not proven: .*mlx/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/^\[ERROR\] ✗ PyAnnote pyannote-segmentation-3\.0-onnx model failed: E_\w+: /),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^\[INFO\] Next: offscribe /));
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^\[WARNING\] PyAnnote pyannote-segmentation-3\.0 model is not fetched: .*pickles/,
      ),
    );
    expect(lines.at(-1)).toMatch(
      /^\[ERROR\] Summary: 1 ready, 1 verified and not proven, \d failed, \d skipped; 0\.08 GB of these/,
    );
    const logs = join(cell.home, 'logs');
    const [log = ''] = await readdir(logs);
    expect(log).toMatch(/^cache-models_\d{8}_\d{6}_\d+\.log$/);
    expect(await readFile(join(logs, log), 'utf8')).toBe(run.stdout);
    expect(lines[0]).toBe(`[INFO] Log: ${join(logs, log)}`);

    const again = await cacheModels(['--whisperx'], {
      cwd: cell.cwd,
      env: { ...cell.env, HF_HUB_OFFLINE: '1' },
    });
    expect(again.exitCode, again.stdout + again.stderr).toBe(0);
    expect(messages(again).at(-1)).toMatch(/^\[SUCCESS\] Summary: 1 ready/);
  });

  test('calls a model that its engine fails on a failure, also when it is the only one', async () => {
    const files = { 'model.bin': CTRANSLATE2, 'config.json': Buffer.from('{}') };
    const others = { 'tokenizer.json': Buffer.from('{}'), 'vocabulary.json': Buffer.from('[]') };
    const broken = { id: 'Systran/faster-whisper-large-v3', files: { ...files, ...others } };
    const run = await cacheModels(['--whisperx'], await openHubCell([broken]));
    expect(run.exitCode, run.stdout + run.stderr).toBe(1);
    expect(run.stdout).toMatch(/\[ERROR\] ✗ WhisperX model failed: E_MODEL_UNLOADABLE: /);
    expect(run.stdout).not.toContain('SUCCESS');
  });

  test('explains itself, refuses unknown flags and says what to run when nothing is built', async () => {
    const cell = await openHubCell();
    const help = await cacheModels(['-h'], cell);
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    for (const flag of ['--mlx', '--whisperx', '--indictrans2', '--nllb', '--pyannote', '--all'])
      expect(help.stdout).toContain(`  ${flag}`);
    expect(await cacheModels([], cell)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await cacheModels(['--mxl'], cell)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/--mxl/),
    });
    const bare = await temporaryFolder();
    await copyFile(SCRIPT, join(bare, 'cache-models.sh'));
    const programs = join(bare, 'programs');
    await mkdir(programs);
    for (const name of ['date', 'dirname', 'mkdir']) await symlink(`/usr/bin/${name}`, join(programs, name));
    await symlink('/bin/bash', join(programs, 'bash'));
    await symlink(process.execPath, join(programs, 'node'));
    const env = { ...cell.env, PATH: programs };
    const unbuilt = await cacheModels(['--mlx'], { cwd: bare, env }, join(bare, 'cache-models.sh'));
    expect(unbuilt.exitCode).toBe(1);
    expect(messages(unbuilt).at(-1)).toMatch(/^\[ERROR\] Offscribe is not built here\. Run: .*npm ci/);
  });

  test('stops with the reason when the models cannot even be listed', async () => {
    const cell = await openHubCell();
    await writeFile(join(cell.cwd, 'offscribe.toml'), 'nonsense = 1\n');
    const run = await cacheModels(['--mlx'], cell);
    expect(run.exitCode).toBe(1);
    expect(messages(run).at(-1)).toMatch(/^\[ERROR\] The models cannot be listed: E_CONFIG_INVALID: /);
  });
});
