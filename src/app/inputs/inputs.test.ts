import { chmod, link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CollectedInputs, collectInputs, type InputRequest } from './collect-inputs.ts';
import { byNaturalOrder } from './natural-order.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-inputs-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (path: string): string => join(folder, path);

async function files(...paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), '');
  }
}

async function collect(
  request: Partial<InputRequest> & { names: readonly string[] },
): Promise<CollectedInputs> {
  return await collectInputs(request, new AbortController().signal);
}

/** Paths relative to the test's folder. */
async function pathsOf(
  request: Partial<InputRequest> & { names: readonly string[] },
): Promise<readonly string[]> {
  return (await collect(request)).inputs.map(({ path }) => path.replace(`${folder}/`, ''));
}

describe('a folder', () => {
  test('gives its media in natural order, without what is hidden, is no media, or lies deeper', async () => {
    await files(
      't/talk 10.mp3',
      't/talk 2.MP4',
      't/.hidden.mp3',
      't/notes.txt',
      't/deep/x.mp3',
      't/._talk 2.mp4',
    );
    const { inputs, notes } = await collect({ names: [at('t')] });
    expect(inputs).toEqual([
      { path: at('t/talk 2.MP4'), below: '' },
      { path: at('t/talk 10.mp3'), below: '' },
    ]);
    expect(notes).toEqual([expect.stringContaining('1 other file is no media')]);
  });

  test('leaves out the copies with subtitles that were made from others in it, and says so', async () => {
    await files(
      't/film.mkv',
      't/film.subtitled.mkv',
      't/clip.avi',
      't/clip.subtitled.mp4',
      't/lone.subtitled.mkv',
    );
    const { inputs, notes } = await collect({ names: [at('t')] });
    expect(inputs.map(({ path }) => path)).toEqual([
      at('t/clip.avi'),
      at('t/film.mkv'),
      at('t/lone.subtitled.mkv'),
    ]);
    expect(notes).toEqual([expect.stringContaining('2 files are copies with subtitles')]);
    expect(await pathsOf({ names: [at('t/film.subtitled.mkv')] })).toEqual(['t/film.subtitled.mkv']);
  });

  test('gives with --recursive also what lies deeper, behind its own, and where it lies', async () => {
    await files('t/z.mp3', 't/b/y.mp3', 't/a 10/x.mp3', 't/a 9/w.mp3', 't/@eaDir/v.mp3', 't/.git/u.mp3');
    const { inputs } = await collect({ names: [at('t/')], recursive: true });
    expect(inputs.map(({ path, below }) => [path.replace(at('t/'), ''), below])).toEqual([
      ['z.mp3', ''],
      ['a 9/w.mp3', 'a 9'],
      ['a 10/x.mp3', 'a 10'],
      ['b/y.mp3', 'b'],
    ]);
  });

  test('without media is a problem that says what to try, and the other names stay', async () => {
    await files('t/deep/x.mp3', 'a.mp3');
    const { inputs, problems } = await collect({ names: [at('t'), at('a.mp3')] });
    expect(inputs).toEqual([{ path: at('a.mp3') }]);
    expect(problems).toMatchObject([
      {
        name: at('t'),
        error: { code: 'E_MEDIA_NOT_FOUND', message: expect.stringContaining('--recursive') },
      },
    ]);
  });

  test('with links in a circle is walked once, and a link to a file is that file', async () => {
    await files('t/a/x.mp3', 'u/y.mp3');
    await symlink('..', at('t/a/up'));
    await symlink('loop', at('t/loop'));
    await symlink(at('u'), at('t/b'));
    await symlink('a/x.mp3', at('t/again.mp3'));
    expect(await pathsOf({ names: [at('t')], recursive: true })).toEqual(['t/again.mp3', 't/b/y.mp3']);
  });

  test('that may not be read is a problem; one below it is left out and told', async () => {
    await files('t/a.mp3', 't/locked/x.mp3');
    await chmod(at('t/locked'), 0o000);
    // Root may read everything, so the test becomes somebody else for a while.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chmod(folder, 0o755);
    if (isRoot) process.seteuid?.(65_534);
    try {
      const { inputs, notes } = await collect({ names: [at('t')], recursive: true });
      expect(inputs).toHaveLength(1);
      expect(notes).toEqual([expect.stringMatching(/locked cannot be read \(EACCES\)/)]);
      const { problems } = await collect({ names: [at('t/locked')] });
      expect(problems).toMatchObject([{ error: { code: 'E_MEDIA_NOT_FOUND' } }]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(at('t/locked'), 0o755);
    }
  });

  test('obeys the ignore files in it, the nearest one most', async () => {
    await files('t/a.mp3', 't/b.mp3', 't/trailers/c.mp3', 't/d/a.mp3', 't/d/b.mp3');
    await writeFile(at('t/.offscribeignore'), '# not these\ntrailers/\na.mp3\n');
    await writeFile(at('t/d/.offscribeignore'), '!a.mp3\n/b.mp3\n');
    expect(await pathsOf({ names: [at('t')], recursive: true })).toEqual(['t/b.mp3', 't/d/a.mp3']);
    expect(await pathsOf({ names: [at('t/a.mp3')] })).toEqual(['t/a.mp3']);
  });
});

describe('names', () => {
  test('are taken as they are, whatever their ending, also of files that are not there', async () => {
    await files('notes.txt', '.hidden');
    const names = [at('notes.txt'), at('.hidden'), at('gone.mp3')];
    expect(await pathsOf({ names })).toEqual(['notes.txt', '.hidden', 'gone.mp3']);
  });

  test('of one file count once, by whatever link', async () => {
    await files('a.mp3', 't/b.mp3');
    await link(at('a.mp3'), at('t/hard.mp3'));
    await symlink(at('a.mp3'), at('t/soft.mp3'));
    const { inputs, notes } = await collect({ names: [at('a.mp3'), at('t'), at('t/../a.mp3'), at('a.mp3')] });
    expect(inputs.map(({ path }) => path)).toEqual([at('a.mp3'), at('t/b.mp3')]);
    expect(notes).toEqual([expect.stringContaining('4 of the files named are others once more')]);
  });

  test('with wildcards are patterns, unless a file is really called so', async () => {
    await files(
      't/a 10.mp3',
      't/a 9.mp3',
      't/b.wav',
      't/b.srt',
      't/c.dat',
      't/d/e.mp3',
      't/[live] x.mp3',
      't/q?.txt',
    );
    expect(await pathsOf({ names: [at('t/a*.mp3')] })).toEqual(['t/a 9.mp3', 't/a 10.mp3']);
    expect(await pathsOf({ names: [at('t/b*')] })).toEqual(['t/b.wav']);
    expect(await pathsOf({ names: [at('t/*.dat')] })).toEqual(['t/c.dat']);
    expect(await pathsOf({ names: [at('t/**/*.{mp3,wav}')] })).toHaveLength(5);
    expect(await pathsOf({ names: [at('t/[live] x.mp3'), at('t/q?.txt')] })).toEqual([
      't/[live] x.mp3',
      't/q?.txt',
    ]);
    const { problems } = await collect({ names: [at('t/none*.mp3'), at('gone/*.mp3')] });
    expect(problems.map(({ error }) => error.code)).toEqual(['E_MEDIA_NOT_FOUND', 'E_MEDIA_NOT_FOUND']);
  });

  test('that are URLs are refused, also in a list; so is nothing at all', async () => {
    await expect(collect({ names: [at('a.mp3'), 'https://x.org/*.mp3'] })).rejects.toMatchObject({
      code: 'E_USAGE',
    });
    await writeFile(at('list'), 'https://x.org/a.mp3\n');
    await expect(collect({ names: [], list: { from: at('list') } })).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringMatching(/^https:\/\/x.org\/a.mp3 is a URL/),
    });
    await expect(collect({ names: [] })).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

describe('a list', () => {
  test('has a path a line, relative to itself, with comments and blanks in names', async () => {
    await files('l/ a .mp3', 'l/t/b.mp3', 'c.mp3');
    await writeFile(at('l/list.txt'), `\uFEFF# first\r\n a .mp3\r\n\r\nt\n${at('c.mp3')}\n`);
    const names = await pathsOf({ names: [], list: { from: at('l/list.txt') } });
    expect(names).toEqual(['l/ a .mp3', 'l/t/b.mp3', 'c.mp3']);
  });

  test('comes from standard input with -', async () => {
    const list = { from: '-', readInput: async () => `${at('gone.mp3')}\n` };
    expect(await pathsOf({ names: [], list })).toEqual(['gone.mp3']);
  });

  test('that is not there, or is no text, is refused', async () => {
    await writeFile(at('binary'), Buffer.from([0, 1, 2, 255]));
    for (const from of [at('gone'), at('binary'), folder])
      await expect(collect({ names: [], list: { from } })).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});

test('natural order is by numbers in names, and total', () => {
  const names = ['b', 'a10', 'a9', 'A9', 'a 1', 'a09'];
  const sorted = [...names].sort(byNaturalOrder);
  expect([...names].reverse().sort(byNaturalOrder)).toEqual(sorted);
  expect(sorted.indexOf('a9')).toBeLessThan(sorted.indexOf('a10'));
  expect(sorted.at(-1)).toBe('b');
});
