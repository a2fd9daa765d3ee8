import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { subtitledBeside, subtitledInside, writtenAlready } from './skip-rules.ts';
import { subtitlesFor } from './subtitle-names.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-skip-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const put = async (...names: readonly string[]): Promise<void> => {
  for (const name of names) await writeFile(join(folder, name), '');
};

describe('a subtitle file', () => {
  test.each([
    ['talk.srt', undefined],
    ['talk.en.srt', 'en'],
    ['talk.eng.vtt', 'en'],
    ['talk.en-GB.ass', 'en'],
    ['talk.ger.sdh.srt', 'de'],
    ['talk.en.hi.srt', 'en'],
    ['talk.hi.srt', 'hi'],
    ['talk.nb.srt', 'no'],
    ['talk.mp4.srt', undefined],
    ['talk.mp4.fr.srt', 'fr'],
    ['talk.SDH.SRT', undefined],
  ])('%s belongs to talk.mp4 (%s)', (name, language) => {
    expect(subtitlesFor(name, '/m/talk.mp4')).toEqual({ language });
  });

  test.each([
    'talk10.srt',
    'talk.txt',
    'talk.en.forced.srt',
    'talk.mkv.srt',
    'talk.part2.srt',
    'other.en.srt',
    'talk',
  ])('%s does not', (name) => {
    expect(subtitlesFor(name, '/m/talk.mp4')).toBeUndefined();
  });
});

describe('a file is skipped', () => {
  test('for subtitles beside it in its language, or in any when that is to be found', async () => {
    await put('talk.mp4', 'talk.de.srt', 'talk.en.forced.srt');
    const media = join(folder, 'talk.mp4');
    expect(await subtitledBeside(media, 'de')).toContain('talk.de.srt is beside it.');
    expect(await subtitledBeside(media, 'en')).toBeUndefined();
    expect(await subtitledBeside(media, undefined)).toContain('talk.de.srt');
    await put('talk.vtt');
    expect(await subtitledBeside(media, 'en')).toContain('talk.vtt');
  });

  test('for subtitles in it, but not for forced ones', () => {
    const track = { codec: 'subrip', language: 'ger', isForced: false };
    expect(subtitledInside([track], 'de')).toBe('It holds subtitles (subrip, ger).');
    expect(subtitledInside([track], undefined)).toBeDefined();
    expect(subtitledInside([track], 'en')).toBeUndefined();
    expect(subtitledInside([{ ...track, isForced: true }], 'de')).toBeUndefined();
    expect(subtitledInside([{ codec: 'subrip', isForced: false }], 'en')).toBeDefined();
  });

  test('for outputs that are all there, by whatever name an earlier run gave its own', async () => {
    const place = { folder, stem: 'talk' };
    const otherPlace = { folder, stem: 'talk.mp4' };
    const own: string[] = [];
    const ask = async (more: object = {}): Promise<string | undefined> =>
      await writtenAlready({
        ...{ place, otherPlace, formats: ['srt', 'vtt'], language: undefined, mustBeOwn: false },
        isOwn: async (path) => own.includes(path),
        ...more,
      });
    await put('talk.srt');
    expect(await ask()).toBeUndefined();
    await put('talk.vtt');
    expect(await ask()).toContain('talk.srt');
    expect(await ask({ mustBeOwn: true })).toBeUndefined();
    await rm(join(folder, 'talk.srt'));
    await put('talk.mp4.srt', 'talk.mp4.vtt');
    expect(await ask()).toBeUndefined();
    own.push(join(folder, 'talk.mp4.srt'), join(folder, 'talk.mp4.vtt'));
    expect(await ask()).toContain('talk.mp4.srt');
  });

  test('for outputs with a language in their names, whichever it is when that is to be found', async () => {
    const place = { folder, stem: 'talk', isTagged: true };
    const ask = async (language: string | undefined): Promise<string | undefined> =>
      await writtenAlready({
        ...{ place, formats: ['srt'], language, mustBeOwn: false },
        isOwn: async () => false,
      });
    await put('talk.srt.bak', 'talk.x.srt');
    expect(await ask(undefined)).toBeUndefined();
    await put('talk.de.srt');
    expect(await ask(undefined)).toBeDefined();
    expect(await ask('de')).toBeDefined();
    expect(await ask('en')).toBeUndefined();
  });
});
