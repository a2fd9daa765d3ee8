import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSubtitleFile, WRITTEN_FORMATS } from '../../subtitles/index.ts';
import { type ConvertRequest, convertFile } from './convert-files.ts';

const SRT =
  '1\n00:00:01,000 --> 00:00:02,500\n<i>Grüße</i>\naus Köln\n\n2\n00:00:03,000 --> 00:00:04,000\nEnde\n';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-convert-'));
  await writeFile(join(folder, 'a.srt'), SRT);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});
const at = (name: string): string => join(folder, name);
const failure = async (request: ConvertRequest): Promise<unknown> =>
  await convertFile(request).catch((thrown: unknown) => thrown);

describe('converting', () => {
  test('the format of the output is told by its name, and what it cannot hold is named', async () => {
    const made = await convertFile({ file: at('a.srt'), output: at('b.tsv') });
    expect(made).toMatchObject({ from: 'srt', to: 'tsv', encoding: 'utf-8', count: 2, problems: [] });
    expect(made.losses.map(({ feature }) => feature)).toEqual(expect.arrayContaining(['italic', 'lines']));
    expect(await readFile(at('b.tsv'), 'utf8')).toBe(
      'start\tend\ttext\n1000\t2500\tGrüße aus Köln\n3000\t4000\tEnde\n',
    );
  });

  test('every format is written, and read back where it is read', async () => {
    for (const to of WRITTEN_FORMATS) {
      const { text } = await convertFile({ file: at('a.srt'), output: '-', to, language: 'de' });
      expect([to, text.includes('Grüße')]).toEqual([to, true]);
      if (to === 'txt' || to === 'md') continue;
      const { format, content } = readSubtitleFile(new TextEncoder().encode(text), 'standard input');
      expect(format).toBe(to);
      const count = content.kind === 'track' ? content.track.cues.length : content.transcript.segments.length;
      expect([to, count]).toEqual([to, 2]);
    }
  });

  test('a file is known by what is in it, whatever its name and encoding', async () => {
    await writeFile(at('a.txt'), Buffer.from(`\ufeff${SRT}`, 'utf16le'));
    const made = await convertFile({ file: at('a.txt'), output: at('a.vtt') });
    expect(made).toMatchObject({ from: 'srt', encoding: 'utf-16le', count: 2 });
  });

  test('a transcript is laid out as cues, and its scores are named as lost', async () => {
    const segments = [{ start: 0, end: 2, text: ' Hello there.', avg_logprob: -0.5 }];
    await writeFile(at('a.json'), JSON.stringify({ language: 'english', segments }));
    const made = await convertFile({ file: at('a.json'), output: at('c.srt') });
    expect(made.losses.map(({ what }) => what)).toEqual(['scores of the engine', 'the language']);
    expect(made.text).toBe('1\n00:00:00,000 --> 00:00:02,000\nHello there.\n');
  });

  test('into a folder the file keeps its name, with the ending of its new format', async () => {
    await mkdir(at('out'));
    await writeFile(at('x.openai.json'), JSON.stringify({ segments: [{ start: 0, end: 1, text: 'A' }] }));
    await convertFile({ file: at('x.openai.json'), folder: at('out'), to: 'imsc' });
    await convertFile({ file: at('a.srt'), folder: at('out'), to: 'openai' });
    expect((await readdir(at('out'))).sort()).toEqual(['a.openai.json', 'x.imsc.ttml']);
  });
});

describe('refusals', () => {
  test('a file that is there is kept, unless it may be replaced', async () => {
    await writeFile(at('b.vtt'), 'mine');
    const request = { file: at('a.srt'), output: at('b.vtt') };
    expect(await failure(request)).toMatchObject({ code: 'E_OUTPUT_EXISTS' });
    expect(await readFile(at('b.vtt'), 'utf8')).toBe('mine');
    await convertFile({ ...request, overwrite: true });
    expect(await readFile(at('b.vtt'), 'utf8')).toMatch(/^WEBVTT/);
    expect((await readdir(folder)).sort()).toEqual(['a.srt', 'b.vtt']);
  });

  test('an input is never its own output, by whatever way', async () => {
    await symlink(at('a.srt'), at('link.vtt'));
    for (const output of [at('a.srt'), at('link.vtt')]) {
      const error = await failure({ file: at('a.srt'), output, overwrite: true });
      expect(error).toMatchObject({ code: 'E_USAGE', message: expect.stringContaining('the input itself') });
    }
    expect(await readFile(at('a.srt'), 'utf8')).toBe(SRT);
  });

  test.each([
    [{ output: 'b.xyz' }, 'The name b.xyz does not tell which format is wanted.'],
    [{ output: '-' }, 'Standard output has no name that tells which format is wanted.'],
    [{ output: '-', to: 'vt' }, 'not "vt"; did you mean vtt?'],
    [{ output: '-', to: 'srt', from: 'md' }, '--from takes'],
  ])('%j is E_USAGE', async (rest, message) => {
    const error = await failure({ file: at('a.srt'), ...rest });
    expect(error).toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });

  test.each([
    ['missing.srt', undefined, 'does not exist.'],
    ['.', undefined, 'is a folder.'],
    ['empty.srt', ' \n', 'is empty.'],
    ['letter.txt', 'Dear Sir,\n', 'is no subtitle file of a known format.'],
    ['other.json', '{"a":1}', 'is no JSON of a transcript'],
  ])('%s is E_SUBTITLES_UNREADABLE', async (name, text, message) => {
    if (text !== undefined) await writeFile(at(name), text);
    const error = await failure({ file: at(name), output: at('out.vtt') });
    expect(error).toMatchObject({
      code: 'E_SUBTITLES_UNREADABLE',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
    expect((await readdir(folder)).includes('out.vtt')).toBe(false);
  });

  test('a format that is named is believed, and its reader says why it cannot', async () => {
    const error = await failure({ file: at('a.srt'), output: '-', to: 'vtt', from: 'ttml' });
    expect(error).toMatchObject({ message: expect.stringMatching(/is no TTML \(line \d+: /) });
  });
});
