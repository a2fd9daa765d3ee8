import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyClip } from './media.ts';
import { runOffscribe, temporaryFolder } from './offscribe.ts';

const TOKEN = 'hf_abcdefghijklmnop';

describe('config show', () => {
  test('prints each value with the flag, variable, file or default it came from, and no secret', async () => {
    const cwd = await temporaryFolder();
    const own = join(cwd, 'own', 'offscribe');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'offscribe.toml'), 'precision = "f32"\nlock = "mine.json"\n');
    await writeFile(join(cwd, 'offscribe.toml'), '# ours\nlanguage = "de"\n');
    const env = { XDG_CONFIG_HOME: join(cwd, 'own'), OFFSCRIBE_THREADS: '3', HF_TOKEN: TOKEN };
    const plain = await runOffscribe(['config', 'show', '--no-vad'], { cwd, env });
    expect(plain.exitCode, plain.stderr).toBe(0);
    const lines = plain.stdout.split('\n');
    for (const line of [
      /^default-model +default +base$/,
      /^language +offscribe\.toml:2 +de$/,
      /^precision +\S*offscribe\.toml:1 +f32$/,
      /^threads +OFFSCRIBE_THREADS +3$/,
      /^vad +--no-vad +false$/,
      /^hub-token +HF_TOKEN +set, not shown$/,
    ])
      expect(lines).toContainEqual(expect.stringMatching(line));
    const json = await runOffscribe(['config', 'show', '--json', '--offline'], { cwd, env });
    const { settings } = JSON.parse(json.stdout);
    const byKey = Object.fromEntries(settings.map((row: { key: string }) => [row.key, row]));
    expect(byKey['offline']).toMatchObject({ value: true, from: { layer: 'flag', name: '--offline' } });
    expect(byKey['lock']).toMatchObject({ value: join(own, 'mine.json'), from: { layer: 'file', line: 2 } });
    expect(byKey['hub-token']).toMatchObject({ value: null });
    for (const { stdout, stderr } of [plain, json]) expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('refuses what nothing reads, and warns of a variable that nothing reads', async () => {
    const cwd = await temporaryFolder();
    const warned = await runOffscribe(['config', 'show'], { cwd, env: { OFFSCRIBE_THREDS: TOKEN } });
    expect(warned).toMatchObject({
      exitCode: 0,
      stderr:
        'warning: the variable OFFSCRIBE_THREDS is not a setting, and nothing reads it; did you mean OFFSCRIBE_THREADS?\n',
    });
    await writeFile(join(cwd, 'offscribe.toml'), 'langauge = "de"\n');
    for (const args of [
      ['config', 'show'],
      ['models', 'list'],
      ['transcribe', 'x.wav'],
    ]) {
      const run = await runOffscribe([...args, '--json'], { cwd });
      expect(run.exitCode).toBe(2);
      expect(JSON.parse(run.stdout).error).toMatchObject({
        code: 'E_CONFIG_INVALID',
        message: expect.stringMatching(/langauge is not a setting; did you mean "language"\?$/),
      });
    }
  });
});

describe('transcribe', () => {
  test('does what file and variables say, a flag wins, and the log says what was not on the command line', async () => {
    const cwd = await temporaryFolder();
    await copyClip(cwd);
    await writeFile(
      join(cwd, 'offscribe.toml'),
      'default-model = "base"\nformat = ["txt", "json"]\noutput = "out"\n',
    );
    const env = { OFFSCRIBE_MODEL: 'tiny.en' };
    const run = await runOffscribe(['transcribe', 'clip.flac'], { cwd, env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await readdir(join(cwd, 'out'))).toEqual(['clip.json', 'clip.txt']);
    expect(run.stderr).toMatch(
      /^settings: default-model tiny\.en \(OFFSCRIBE_MODEL\), format txt,json \(offscribe\.toml:2\), output \S+\/out \(offscribe\.toml:3\)\.$/m,
    );
    expect(run.stderr).toMatch(/^tiny\.en \(int8\) on the onnx engine/m);
    const flag = await runOffscribe(['transcribe', 'clip.flac', '-f', 'vtt', '-o', '-'], { cwd, env });
    expect(flag.stdout).toMatch(/^WEBVTT/);
  });
});
