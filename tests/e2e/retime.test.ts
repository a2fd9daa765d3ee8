import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatSrt, parseSrt } from '../../src/subtitles/index.ts';
import { describeWithFfmpeg, makeMedia } from '../fixtures/made-media.ts';
import { expectRefusal, ROOT, runOffscribe, temporaryFolder } from './offscribe.ts';

const SRT = `1
00:00:01,000 --> 00:00:03,900
Hello <i>there</i>.

2
00:00:04,050 --> 00:00:06,000
And again.
`;

async function folderWith(text: string | Uint8Array = SRT, name = 'film.srt'): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, name), text);
  return cwd;
}

const timesIn = (text: string): string[] => [...text.matchAll(/\S+ --> \S+/g)].map(([times]) => times);

describe('retime', () => {
  test('shifts a file into a new one, keeps its text, and tells what it did', async () => {
    const cwd = await folderWith();
    const run = await runOffscribe(['retime', 'film.srt', '--shift', '-1.5'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout.trim()).toBe(join(cwd, 'film.retimed.srt'));
    const text = await readFile(join(cwd, 'film.retimed.srt'), 'utf8');
    expect(timesIn(text)).toEqual(['00:00:00,000 --> 00:00:02,400', '00:00:02,550 --> 00:00:04,500']);
    expect(text).toContain('Hello <i>there</i>.');
    expect(run.stderr).toMatch(/^shift +2 +-1\.500 s/m);
    expect(run.stderr).toContain('note: cue 1 would begin before 0: cut there.');
  });

  test('does frame rate, then shift, whatever their order, and prints', async () => {
    const cwd = await folderWith();
    const flags = ['--shift', '+0:01', '--to-fps', '23.976', '--from-fps', '25', '-o', '-'];
    const run = await runOffscribe(['retime', 'film.srt', ...flags], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(timesIn(run.stdout)[0]).toBe('00:00:02,043 --> 00:00:05,067');
    expect(await readdir(cwd)).toEqual(['film.srt']);
  });

  test('meets anchors, writes the format that the name asks for, and answers in JSON', async () => {
    const cwd = await folderWith();
    const anchors = ['--anchor', '0:01=0:02', '--anchor', '0:04.05=0:08.1'];
    const run = await runOffscribe(['retime', 'film.srt', ...anchors, '-o', 'out.vtt', '--json'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const [step] = JSON.parse(run.stdout).steps;
    expect(step).toMatchObject({ step: 'anchors', moved: 2, largestMs: 4050, notes: [] });
    const text = await readFile(join(cwd, 'out.vtt'), 'utf8');
    expect(timesIn(text).map((times) => times.slice(0, 12))).toEqual(['00:00:02.000', '00:00:08.100']);
  });

  test('reads what Windows writes, in its code page, and replaces only when told to', async () => {
    const cwd = await folderWith(
      Buffer.from(`\ufeff${SRT.replaceAll('\n', '\r\n')}`.replace('again', 'Grüße'), 'utf16le'),
    );
    await writeFile(join(cwd, 'film.retimed.srt'), 'mine');
    const args = ['retime', 'film.srt', '--shift', '1'];
    await expectRefusal(args, { cwd }, { code: 'E_OUTPUT_EXISTS', exitCode: 1, hint: /--overwrite/ });
    expect(await readFile(join(cwd, 'film.retimed.srt'), 'utf8')).toBe('mine');
    const run = await runOffscribe([...args, '--overwrite'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(await readFile(join(cwd, 'film.retimed.srt'), 'utf8')).toContain('And Grüße.');
  });

  test.each([
    ['nothing to do', [], /Nothing was asked for/],
    ['half a rate', ['--from-fps', '25'], /go together/],
    ['no rate', ['--from-fps', 'pal', '--to-fps', '25'], /--from-fps takes frames/],
    ['no time', ['--shift', 'soon'], /--shift takes/],
    ['half an anchor', ['--anchor', '1:00'], /--anchor takes/],
    ['anchors that go back', ['--anchor', '1=5', '--anchor', '2=4'], /do not both go forward/],
    ['two ways to stretch', ['--anchor', '1=2', '--from-fps', '25', '--to-fps', '24'], /both say how fast/],
    ['a profile for nothing', ['--shift', '1', '--profile', 'default'], /needs --snap-to/],
    ['no format', ['--shift', '1', '-o', 'out.docx'], /no ending of a subtitle format/],
    ['its input as output', ['--shift', '1', '-o', 'film.srt', '--overwrite'], /is the input itself/],
  ])('refuses %s', async (_, flags, message) => {
    const cwd = await folderWith();
    await expectRefusal(['retime', 'film.srt', ...flags], { cwd }, { code: 'E_USAGE', exitCode: 2, message });
  });

  test('refuses a profile that nobody knows, before the film is looked at', async () => {
    const cwd = await folderWith();
    const args = ['retime', 'film.srt', '--snap-to', 'no.mp4', '--profile', 'nowhere'];
    await expectRefusal(args, { cwd }, { code: 'E_PROFILE_UNKNOWN', exitCode: 2, message: /"nowhere"/ });
  });

  test('refuses to move a cue before the media', async () => {
    const cwd = await folderWith();
    const refusal = { code: 'E_RETIME_IMPOSSIBLE', exitCode: 1, message: /Cue 1 would lie/ } as const;
    await expectRefusal(['retime', 'film.srt', '--shift', '-4'], { cwd }, refusal);
  });

  test.each([
    ['that is not there', undefined],
    ['of bytes', new Uint8Array([0, 1, 2, 255, 254, 7, 0, 0])],
    ['that is empty', ''],
    ['of prose', 'Dear Sir,\n\nI have no times.\n'],
  ])('refuses a file %s', async (_, content) => {
    const cwd = content === undefined ? await temporaryFolder() : await folderWith(content, 'odd.txt');
    await expectRefusal(
      ['retime', 'odd.txt', '--shift', '1'],
      { cwd },
      { code: 'E_SUBTITLES_UNREADABLE', exitCode: 1 },
    );
  });
});

describeWithFfmpeg('retime with a film', () => {
  test('snaps cues to its shots, and refuses sound alone', async () => {
    const cwd = await folderWith();
    const shots = ['color=red:s=64x64:r=25:d=4', 'testsrc=s=64x64:r=25:d=4'].flatMap((source) => [
      ...['-f', 'lavfi', '-i', source],
    ]);
    await makeMedia(...shots, '-filter_complex', 'concat', join(cwd, 'film.mkv'));
    await makeMedia('-f', 'lavfi', '-i', 'sine=d=1', join(cwd, 'film.wav'));
    const snap = ['retime', 'film.srt', '--snap-to'];
    const run = await runOffscribe([...snap, 'film.mkv', '--json', '-o', 'out.srt'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).steps[0].facts).toEqual({
      ...{ cuts: 1, frameRate: 25, inCues: 1, outCues: 1, left: 0 },
    });
    expect(timesIn(await readFile(join(cwd, 'out.srt'), 'utf8'))).toEqual([
      '00:00:01,000 --> 00:00:03,920',
      '00:00:04,000 --> 00:00:06,000',
    ]);
    await expectRefusal(
      [...snap, 'film.wav', '-o', 'x.srt'],
      { cwd },
      { code: 'E_MEDIA_NO_PICTURE', exitCode: 1 },
    );
    const without = { cwd, env: { OFFSCRIBE_FFMPEG: 'none' } };
    await expectRefusal([...snap, 'film.mkv', '-o', 'x.srt'], without, {
      code: 'E_RUNTIME_MISSING',
      exitCode: 4,
    });
  });
});

describeWithFfmpeg('retime --sync', () => {
  const GUIDE = join(ROOT, 'examples', 'museum-guide.mp3');
  const MODEL = ['-m', 'tiny.en'];

  async function transcribed(media: string, cwd: string): Promise<string> {
    const args = ['transcribe', media, ...MODEL, '--word-timestamps', '-f', 'srt', '-o', '-'];
    const run = await runOffscribe(args, { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    return run.stdout;
  }

  /** 95 of 100 starts of cues with the same text lie no further apart than this, ms. */
  function apart(text: string, right: string): number {
    const starts = new Map(parseSrt(right).cues.map(({ lines, startMs }) => [lines.join(' '), startMs]));
    const found = parseSrt(text).cues.flatMap(({ lines, startMs }) => {
      const wanted = starts.get(lines.join(' '));
      return wanted === undefined ? [] : [Math.abs(startMs - wanted)];
    });
    expect(found.length).toBeGreaterThan(6);
    return found.sort((a, b) => a - b)[Math.ceil(0.95 * found.length) - 1] ?? 0;
  }

  test('brings a stretched and shifted subtitle back to the words of a recording', async () => {
    const cwd = await temporaryFolder();
    const right = await transcribed(GUIDE, cwd);
    await writeFile(join(cwd, 'right.srt'), right);
    const spoil = ['--from-fps', '23.976', '--to-fps', '25', '--shift', '4.2', '-o', 'foreign.srt'];
    await runOffscribe(['retime', 'right.srt', ...spoil], { cwd });
    const args = ['retime', 'foreign.srt', '--sync', GUIDE, ...MODEL, '-o', 'back.srt', '--json'];
    const run = await runOffscribe(args, { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const [{ step, facts }] = JSON.parse(run.stdout).steps;
    expect(step).toBe('sync');
    expect(facts).toMatchObject({ jumps: [], leftOut: [] });
    expect(facts.matchedShare).toBeGreaterThan(0.9);
    expect(apart(await readFile(join(cwd, 'back.srt'), 'utf8'), right)).toBeLessThanOrEqual(100);
    const other = ['retime', 'other.srt', '--sync', GUIDE, ...MODEL, '-o', 'x.srt'];
    const prose = parseSrt(right).cues.map(({ startMs }, index) => {
      const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 23);
      return `${index + 1}\n${clock(startMs)} --> ${clock(startMs + 900)}\nquite another story told ${index} times\n`;
    });
    await writeFile(join(cwd, 'other.srt'), prose.join('\n'));
    await expectRefusal(other, { cwd }, { code: 'E_SYNC_UNCERTAIN', exitCode: 1, hint: /transcribe MEDIA/ });
  });

  test('finds where an edit of the recording is longer', async () => {
    const cwd = await temporaryFolder();
    const right = await transcribed(GUIDE, cwd);
    await writeFile(join(cwd, 'right.srt'), right);
    const { cues } = parseSrt(right);
    const cutSec = ((cues[4]?.endMs ?? 0) + (cues[5]?.startMs ?? 0)) / 2000;
    const parts = [`atrim=0:${cutSec}`, `atrim=start=${cutSec}`].map(
      (trim) => `${trim},asetpts=PTS-STARTPTS`,
    );
    const graph = `[0]${parts[0]}[a];aevalsrc=0:d=6:s=44100[s];[0]${parts[1]}[b];[a][s][b]concat=n=3:v=0:a=1`;
    await makeMedia('-i', GUIDE, '-filter_complex', graph, '-ac', '1', join(cwd, 'longer.wav'));
    const args = ['retime', 'right.srt', '--sync', 'longer.wav', ...MODEL, '-o', 'back.srt', '--json'];
    const run = await runOffscribe(args, { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const { jumps, leftOut } = JSON.parse(run.stdout).steps[0].facts;
    expect(leftOut).toEqual([]);
    expect(jumps).toHaveLength(1);
    expect(Math.abs(jumps[0].byMs - 6000)).toBeLessThan(100);
    const wanted = cues.map(({ startMs, endMs, lines }, index) => {
      const byMs = index < 5 ? 0 : 6000;
      return { startMs: startMs + byMs, endMs: endMs + byMs, lines };
    });
    expect(apart(await readFile(join(cwd, 'back.srt'), 'utf8'), formatSrt(wanted))).toBeLessThanOrEqual(100);
  });
});
