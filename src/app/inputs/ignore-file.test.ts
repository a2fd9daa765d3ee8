import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isIgnoredBy, parseIgnoreFile } from './ignore-file.ts';

/** Ignore files that stand for everything the language has. */
const FILES = [
  '*.mp3',
  'a.mp3',
  '/a.mp3',
  'day/a.mp3',
  'day/',
  'day/deep/',
  'deep/',
  '/deep/',
  '*/deep',
  '**/deep',
  'day/**',
  'day/**/a.mp3',
  '**/a.mp3',
  'day/*',
  '*\n!day\n!a.mp3',
  '*.mp3\n!a.mp3',
  '!a.mp3\n*.mp3',
  'day/*\n!day/deep',
  '# a.mp3\n\n\\#x.mp3',
  '\\!x.mp3',
  '?.mp3',
  '[a-b].mp3',
  '[!a].mp3',
  '[^a].mp3',
  '[]a].mp3',
  '[a',
  '[z-a].mp3',
  'a.mp3   ',
  'sp ace.mp3',
  'end\\ ',
  '\\a.mp3',
  'a.mp3\\',
  'a+b.mp3',
  'a{b,c}.mp3',
  'a(b).mp3',
  '*a*',
  '***',
  'day**',
  '**day/a.mp3',
  'é.mp3',
  '?é.mp3',
  'A.MP3',
  '/',
  '!',
];

const TREE = [
  ...['a.mp3', 'b.mp3', 'a.wav', '#x.mp3', '!x.mp3', 'sp ace.mp3', 'end ', 'a+b.mp3', 'ab.mp3', 'a(b).mp3'],
  ...['é.mp3', 'xé.mp3', ']a.mp3', ']', 'a\\', 'day/a.mp3', 'day/b.mp3', 'day/deep/a.mp3', 'day/deep/c.wav'],
  ...['deep/a.mp3', 'day2/a.mp3'],
];

/** Whether our reader leaves a path out, as a walk does: with the folders above it. */
function isLeftOut(text: string, path: string): boolean {
  const rules = parseIgnoreFile(text);
  const parts = path.split('/');
  return parts.some((_, i) => {
    const isFolder = i < parts.length - 1;
    return isIgnoredBy(rules, parts.slice(0, i + 1).join('/'), isFolder) === true;
  });
}

/** Where one sign stands for any, git counts bytes, and we count characters. */
const isCountedOtherwise = (text: string, path: string): boolean => /[?[]/.test(text) && path.includes('é');

const HAS_GIT = spawnSync('git', ['--version']).status === 0 || Boolean(process.env['CI']);
if (!HAS_GIT) process.stderr.write('skipping tests that need git\n');

describe('an ignore file', () => {
  test.skipIf(!HAS_GIT)('leaves out what git leaves out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'offscribe-ignore-'));
    try {
      execFileSync('git', ['init', '-q'], { cwd: folder });
      for (const [i, text] of FILES.entries()) {
        for (const path of TREE) {
          await mkdir(dirname(join(folder, `p${i}`, path)), { recursive: true });
          await writeFile(join(folder, `p${i}`, path), '');
        }
        await writeFile(join(folder, `p${i}`, '.gitignore'), `${text}\n`);
      }
      const all = FILES.flatMap((_, i) => TREE.map((path) => `p${i}/${path}`));
      const git = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
        cwd: folder,
        input: all.join('\0'),
        encoding: 'utf8',
      });
      const byGit = new Set(git.stdout.split('\0').filter(Boolean));
      expect(byGit.size).toBeGreaterThan(100);
      const wrong = FILES.flatMap((text, i) =>
        TREE.filter(
          (path) => !isCountedOtherwise(text, path) && isLeftOut(text, path) !== byGit.has(`p${i}/${path}`),
        ).map((path) => `${JSON.stringify(text)} on ${path}: git ${byGit.has(`p${i}/${path}`)}`),
      );
      expect(wrong).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('may have a byte order mark, other line ends, and names composed in another way', () => {
    expect(isLeftOut('\uFEFFa.mp3\r\nb.mp3', 'a.mp3')).toBe(true);
    expect(isLeftOut('e\u0301.mp3', '\u00e9.mp3')).toBe(true);
  });
});
