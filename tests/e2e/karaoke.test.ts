import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseSrt, readTrack } from '../../src/subtitles/index.ts';
import { CLIP, expectRefusal, runOffscribe, temporaryFolder } from './offscribe.ts';

const TRANSCRIBE = ['transcribe', CLIP, '-m', 'tiny.en'];

describe('karaoke', () => {
  test('shows words when they are said, in each format as it can; another manner hears nothing again', async () => {
    const cwd = await temporaryFolder();
    const env = { OFFSCRIBE_HOME: join(cwd, 'home') };
    const remembered = [...TRANSCRIBE, '--remember', '--overwrite'];
    const first = await runOffscribe([...remembered, '--karaoke', '-f', 'vtt,ass,srt'], { cwd, env });
    expect(first.exitCode, first.stderr).toBe(0);
    const read = async (ending: string): Promise<string> =>
      await readFile(join(cwd, `lighthouse-log.${ending}`), 'utf8');
    const vtt = await read('vtt');
    // ffmpeg 5 ends reading at it.
    expect(vtt).not.toContain('STYLE');
    for (const ending of ['vtt', 'ass']) {
      const bytes = await readFile(join(cwd, `lighthouse-log.${ending}`));
      const timed = readTrack(bytes, `a.${ending}`).track.cues.flatMap(({ runs = [] }) =>
        runs.flat().flatMap(({ startMs }) => startMs ?? []),
      );
      expect(timed.length).toBeGreaterThan(40);
      expect(timed).toEqual([...timed].sort((a, b) => a - b));
    }
    const plain = parseSrt(await read('srt')).cues;

    const second = await runOffscribe([...remembered, '--highlight-words', '-f', 'srt'], { cwd, env });
    expect(second.exitCode, second.stderr).toBe(0);
    expect(second.stderr).toContain('nothing of it is heard again');
    const words = parseSrt(await read('srt')).cues;
    expect(words.length).toBeGreaterThan(plain.length * 5);
    const bare = words.map(({ lines }) => lines.join('\n').replaceAll(/<\/?u>/g, ''));
    expect([...new Set(bare)]).toEqual(plain.map(({ lines }) => lines.join('\n')));
  });

  test.each([
    ['two manners at once', ['--karaoke', '--highlight-words'], /do not go together/],
    ['words without their times', ['--karaoke', '--no-word-timestamps'], /only where it is known when/],
  ])('refuses %s', async (_, flags, message) => {
    const cwd = await temporaryFolder();
    await expectRefusal([...TRANSCRIBE, ...flags], { cwd }, { code: 'E_USAGE', exitCode: 2, message });
  });
});
