import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectRefusal, runOffscribe, temporaryFolder } from './offscribe.ts';

const GOOD = '1\n00:00:01,000 --> 00:00:03,000\nGood morning, everybody.\n';
const BAD = `1\r
00:00:01,000 --> 00:00:04,000\r
Today we were looking at the\r
<i>house</i> behind the river.\r
\r
2\r
00:00:10,000 --> 00:00:17,000\r
They had wanted to live there for a very long time. But nobody could stay when the war had come.\r
\r
3\r
00:00:07,000 --> 00:00:07,300\r
Nobody?\r
`;

async function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const cwd = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  return cwd;
}

describe('check', () => {
  test('a file that keeps the rules passes, in one line', async () => {
    const cwd = await folderWith({ 'good.en.srt': GOOD });
    const { exitCode, stdout, stderr } = await runOffscribe(['check', 'good.en.srt'], { cwd });
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: 'good.en.srt: 1 cue, default 1: 0 errors, 0 warnings\n',
      stderr: '',
    });
  });

  test('errors fail, rule by rule with cue, line, time and reason', async () => {
    const cwd = await folderWith({ 'bad.en.srt': BAD });
    const { exitCode, stdout, stderr } = await runOffscribe(['check', 'bad.en.srt'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^error order \(1, --fix mends all\):\n +3 +11 +0:00:07\.000 /m);
    expect(stdout).toMatch(/^error line-length \(1, --fix mends all\):$/m);
    expect(stdout).toMatch(/^warning bad-line-split \(1, --fix mends all\):$/m);
    expect(stderr).toMatch(/^error\[E_SUBTITLES_FAULTY\]: bad\.en\.srt has 4 errors by default\./);
  });

  test('warnings alone are no failure', async () => {
    const cwd = await folderWith({ 'a.en.srt': GOOD.replace('everybody.', '(everybody.') });
    const { exitCode, stdout } = await runOffscribe(['check', 'a.en.srt'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('warning unpaired-bracket (1)');
  });

  test('--json is one document, with every file and its findings', async () => {
    const cwd = await folderWith({ 'good.srt': GOOD, 'bad.srt': BAD });
    const args = ['check', 'good.srt', 'bad.srt', 'none.srt', '--profile', 'netflix-en', '--json'];
    const { exitCode, stdout } = await runOffscribe(args, { cwd });
    expect(exitCode).toBe(1);
    const { ok, error, profile, files } = JSON.parse(stdout);
    expect({ ok, code: error.code, profile: profile.name }).toEqual({
      ok: false,
      code: 'E_SUBTITLES_FAULTY',
      profile: 'netflix-en',
    });
    expect(files).toMatchObject([
      { file: 'good.srt', ok: true, errors: 0, language: 'en' },
      { file: 'bad.srt', ok: false, errors: 4, cues: 3, format: 'srt' },
      { file: 'none.srt', ok: false, error: { code: 'E_SUBTITLES_UNREADABLE' } },
    ]);
    expect(files[1].findings[0]).toMatchObject({
      rule: 'bad-line-split',
      severity: 'warning',
      cue: 1,
      line: 2,
      startMs: 1000,
      fixable: true,
    });
  });

  test("a house's own rules are held to", async () => {
    const cwd = await folderWith({ 'a.en.srt': GOOD, 'house.toml': '[limits]\nmaxLineChars = 20\n' });
    const { exitCode, stdout } = await runOffscribe(['check', 'a.en.srt', '--profile', 'house.toml'], {
      cwd,
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Line 1 has 24 characters; at most 20.');
  });

  test('--profiles lists names and figures', async () => {
    const cwd = await temporaryFolder();
    const { exitCode, stdout } = await runOffscribe(['check', '--profiles'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^netflix-ja +2 x 13 +4 +0\.5 to 7 /m);
  });
});

describe('check --fix', () => {
  test('shows a unified diff, and writes nothing where nobody said so', async () => {
    const cwd = await folderWith({ 'bad.en.srt': BAD });
    const { exitCode, stdout } = await runOffscribe(['check', 'bad.en.srt', '--fix'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^--- a\/bad\.en\.srt\n\+\+\+ b\/bad\.en\.srt\n@@ /m);
    expect(stdout).toMatch(/^\+at the <i>house<\/i> behind the river\.$/m);
    expect(await readFile(join(cwd, 'bad.en.srt'), 'utf8')).toBe(BAD);
  });

  test('writes the mended file with the line ends it had, and what is left decides', async () => {
    const cwd = await folderWith({ 'bad.en.srt': BAD });
    const { exitCode, stdout } = await runOffscribe(['check', 'bad.en.srt', '--fix', '-o', 'new/good.srt'], {
      cwd,
    });
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/0 errors/) });
    const mended = await readFile(join(cwd, 'new/good.srt'), 'utf8');
    expect(mended).not.toMatch(/[^\r]\n/);
    const words = (text: string): string[] => text.split(/\s+/).filter((word) => /[A-Za-z]/.test(word));
    expect(words(mended).sort()).toEqual(words(BAD).sort());
    const again = await runOffscribe(['check', 'new/good.srt', '--language', 'en', '--fix'], { cwd });
    expect(again).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing here can be mended.'),
    });
  });

  test('--overwrite mends each file in its place', async () => {
    const cwd = await folderWith({ 'a.en.srt': BAD, 'b.en.srt': BAD, 'c.en.srt': GOOD });
    const args = ['check', 'a.en.srt', 'b.en.srt', 'c.en.srt', '--fix', '--overwrite'];
    expect((await runOffscribe(args, { cwd })).exitCode).toBe(0);
    const [a, b, c] = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => await readFile(join(cwd, `${name}.en.srt`), 'utf8')),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(BAD);
    expect(c).toBe(GOOD);
  });

  test('what cannot be read is not lost: then nothing is mended', async () => {
    const backwards = '\n4\n00:00:40,000 --> 00:00:30,000\nWords.\n';
    const cwd = await folderWith({ 'bad.en.srt': BAD.replaceAll('\r\n', '\n') + backwards });
    const { exitCode, stdout } = await runOffscribe(['check', 'bad.en.srt', '--fix', '--overwrite'], { cwd });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/Nothing was mended: what stands in line 15/);
    expect(await readFile(join(cwd, 'bad.en.srt'), 'utf8')).toContain(backwards);
  });

  test('a WebVTT keeps its styles, notes and settings', async () => {
    const vtt =
      'WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE a note\n\nid-1\n00:01.000 --> 00:04.000 align:left\nToday we were looking at the\nhouse behind the river.\n';
    const cwd = await folderWith({ 'a.vtt': vtt });
    const args = ['check', 'a.vtt', '--language', 'en', '--fix', '--overwrite'];
    expect((await runOffscribe(args, { cwd })).exitCode).toBe(0);
    const mended = await readFile(join(cwd, 'a.vtt'), 'utf8');
    expect(mended).toContain('::cue { color: red }');
    expect(mended).toContain('NOTE a note');
    expect(mended).toMatch(/--> 00:00:04\.000 align:(?:left|start)\nToday we were looking\nat the house/);
  });
});

describe('check --html', () => {
  test('writes one page that loads nothing, whatever the subtitles hold', async () => {
    const cwd = await folderWith({ 'a.en.srt': GOOD.replace('Good', '</script><script>alert(1)</script>') });
    const { stdout } = await runOffscribe(['check', 'a.en.srt', '--html', 'r.html'], { cwd });
    expect(stdout.trim().split('\n').at(-1)).toMatch(/r\.html$/);
    const page = await readFile(join(cwd, 'r.html'), 'utf8');
    expect(page).not.toContain('<script>alert');
    expect(page).not.toMatch(/(?:src|href)="(?!#|https:\/\/)/);
    expect(page).toContain("default-src 'none'");
    const refused = { code: 'E_OUTPUT_EXISTS', exitCode: 1 } as const;
    await expectRefusal(['check', 'a.en.srt', '--html', 'r.html'], { cwd }, refused);
  });
});

describe('odd files and wrong flags', () => {
  test('files that are no subtitles fail, each with its reason', async () => {
    const cwd = await folderWith({
      'empty.srt': '',
      'binary.srt': new Uint8Array(4096).map((_, at) => (at * 37) % 256),
      'prose.txt': 'Just a text.\n',
      'blank.vtt': 'WEBVTT\n',
      'latin.fr.srt': Buffer.from(GOOD.replace('everybody.', 'mes amis, \u00e0 l\u00e9t\u00e9.'), 'latin1'),
    });
    await mkdir(join(cwd, 'folder.srt'));
    for (const name of ['empty.srt', 'binary.srt', 'prose.txt', 'blank.vtt', 'folder.srt', 'none.srt']) {
      const { exitCode, stdout, stderr } = await runOffscribe(['check', name], { cwd });
      expect({ name, exitCode }).toEqual({ name, exitCode: 1 });
      expect(stdout + stderr, name).toMatch(/E_SUBTITLES_(?:UNREADABLE|FAULTY)/);
      expect(stderr, name).not.toMatch(/E_INTERNAL|\bat \S+:\d+/);
    }
    const latin = await runOffscribe(['check', 'latin.fr.srt'], { cwd });
    expect(latin, latin.stdout).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/no UTF-8/) });
  });

  test('wrong calls are refused before any work', async () => {
    const cwd = await folderWith({ 'a.en.srt': BAD, 'house.toml': 'colour = "red"\n' });
    const usage = { code: 'E_USAGE', exitCode: 2 } as const;
    await expectRefusal(['check'], { cwd }, usage);
    await expectRefusal(['check', 'a.en.srt', '-o', 'b.srt'], { cwd }, usage);
    await expectRefusal(['check', 'a.en.srt', 'a.en.srt', '--fix', '-o', 'b.srt'], { cwd }, usage);
    await expectRefusal(['check', 'a.en.srt', '--fix', '-o', 'b.vtt'], { cwd }, usage);
    await expectRefusal(['check', 'a.en.srt', '--html', 'a.en.srt', '--overwrite'], { cwd }, usage);
    await expectRefusal(['check', 'a.en.srt', '--frame-rate', 'fast'], { cwd }, usage);
    const unknown = { code: 'E_PROFILE_UNKNOWN', exitCode: 2 } as const;
    await expectRefusal(['check', 'a.en.srt', '--profile', 'netflx-en'], { cwd }, unknown);
    const invalid = { code: 'E_PROFILE_INVALID', exitCode: 2 } as const;
    await expectRefusal(['check', 'a.en.srt', '--profile', 'house.toml'], { cwd }, invalid);
    const exists = { code: 'E_OUTPUT_EXISTS', exitCode: 1 } as const;
    await expectRefusal(['check', 'a.en.srt', '--fix', '-o', 'a.en.srt'], { cwd }, exists);
    const media = { code: 'E_MEDIA_NOT_FOUND', exitCode: 1 } as const;
    await expectRefusal(['check', 'a.en.srt', '--media', 'none.mp4'], { cwd }, media);
    expect(await readFile(join(cwd, 'a.en.srt'), 'utf8')).toBe(BAD);
  });

  test('a huge file is checked in seconds', { timeout: 60_000 }, async () => {
    const cues = Array.from({ length: 40_000 }, (_, at) => {
      const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23).replace('.', ',');
      return `${at + 1}\n${clock(at * 2000)} --> ${clock(at * 2000 + 1900)}\nThis is a line that says something,\nand this one says it again.\n`;
    });
    const cwd = await folderWith({ 'long.en.srt': cues.join('\n') });
    const { stdout } = await runOffscribe(['check', 'long.en.srt', '--json'], { cwd });
    expect(JSON.parse(stdout).files[0].cues).toBe(40_000);
  });
});
