import { execFileSync, spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAIN, runEnvironment, runOffscribe, temporaryFolder } from './offscribe.ts';

const SRT =
  '1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nthere\n\n2\n00:00:03,000 --> 00:00:04,000\nBye\n';

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  return cwd;
}

test('a file is converted, its path printed, and what is lost named', async () => {
  const cwd = await folderWith({ 'a.srt': SRT });
  const run = await runOffscribe(['convert', 'a.srt', 'b.tsv'], { cwd });
  expect(run).toMatchObject({ exitCode: 0, stdout: `${join(cwd, 'b.tsv')}\n` });
  expect(run.stderr).toContain('warning: tsv cannot hold italic text (1)\n');
  expect(await readFile(join(cwd, 'b.tsv'), 'utf8')).toMatch(/^start\tend\ttext\n1000\t2500\tHello there\n/);
});

test('standard input becomes standard output, and nothing else is there', async () => {
  const cwd = await temporaryFolder();
  const args = [MAIN, 'convert', '-', '-', '--to', 'imsc', '--language', 'en'];
  const stdout = execFileSync(process.execPath, args, {
    cwd,
    env: runEnvironment(),
    input: SRT,
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/^<\?xml .*xml:lang="en".*<\/tt>\n$/s);
  const utf16 = Buffer.from(`\ufeff${SRT}`, 'utf16le');
  const made = spawnSync(process.execPath, args, {
    cwd,
    env: runEnvironment(),
    input: utf16,
    encoding: 'utf8',
  });
  expect(made.stdout).toBe(stdout);
  expect(await readdir(cwd)).toEqual([]);
});

test('of several files a bad one is named, and the others are written: exit 3', async () => {
  const cwd = await folderWith({
    'a.srt': SRT,
    'b.srt': 'Dear Sir,\n',
    'c.vtt': 'WEBVTT\n\n00:01.000 --> 00:02.000\nC\n',
  });
  const args = ['convert', 'a.srt', 'b.srt', 'c.vtt', '-o', 'out', '--to', 'ebu-tt-d', '--json'];
  const { exitCode, stdout } = await runOffscribe(args, { cwd });
  expect(exitCode).toBe(3);
  const printed: unknown = JSON.parse(stdout);
  expect(printed).toMatchObject({
    ok: false,
    error: { code: 'E_SUBTITLES_UNREADABLE' },
    files: [{ ok: true, from: 'srt', to: 'ebu-tt-d', count: 2 }, { ok: false, file: 'b.srt' }, { ok: true }],
  });
  expect((await readdir(join(cwd, 'out'))).sort()).toEqual(['a.ebu-tt-d.xml', 'c.ebu-tt-d.xml']);
});

test.each([
  [['a.srt'], 'convert takes IN and OUT'],
  [['a.srt', 'b.xyz'], 'does not tell which format'],
  [['a.srt', 'a.srt', '--to', 'vtt', '--overwrite'], 'the input itself'],
  [['a.srt', '-o', 'out'], '-o needs --to'],
  [['a.srt', '-', '--to', 'vtt', '--json'], 'not both'],
])('convert %j is refused with a hint, and nothing is written', async (args, message) => {
  const cwd = await folderWith({ 'a.srt': SRT });
  const run = await runOffscribe(['convert', ...args], { cwd });
  expect(run.exitCode).toBe(2);
  expect(`${run.stdout}${run.stderr}`).toContain(message);
  expect(await readdir(cwd)).toEqual(['a.srt']);
  expect(await readFile(join(cwd, 'a.srt'), 'utf8')).toBe(SRT);
});
