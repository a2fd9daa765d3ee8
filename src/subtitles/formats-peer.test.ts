import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cue } from './cue.ts';
import { formatSrt } from './srt/write-srt.ts';
import { formatVtt } from './vtt/write-vtt.ts';

const cues: readonly Cue[] = [
  { startMs: 0, endMs: 1500, lines: ['First of all,', 'a line: "quoted" & plain'] },
  { startMs: 1500, endMs: 1501, lines: ['1984'] },
  { startMs: 62_345, endMs: 65_000, lines: ['00:00:05,000 --> 00:00:06,000', '2'] },
  { startMs: 3_725_004, endMs: 3_729_999, lines: ['你好，世界', 'สวัสดี 😀'] },
  { startMs: 360_000_000, endMs: 360_004_000, lines: ['a hundred hours in'] },
];

const { exitCode } = await execa('ffmpeg', ['-version'], { reject: false });
const hasFfmpeg = exitCode === 0;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-peer-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** What ffmpeg understands: a list of [start, duration, text]; ASS is the form in which it decodes every subtitle. */
async function readByPeer(name: string, content: string): Promise<{ timesMs: number[][]; texts: string[] }> {
  const path = join(folder, name);
  await writeFile(path, content);
  const ass = await execa('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'ass', '-']);
  const fields = ['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'];
  const packets = await execa('ffprobe', ['-v', 'error', ...fields, path]);
  expect(ass.stderr).toBe('');
  const dialogues = ass.stdout.split(/\r?\n/).filter((line) => line.startsWith('Dialogue:'));
  return {
    timesMs: packets.stdout
      .split('\n')
      .map((row) => row.split(',').map((field) => Math.round(Number(field) * 1000))),
    texts: dialogues.map((line) => line.split(',').slice(9).join(',')),
  };
}

test('a machine that checks changes has ffmpeg', () => {
  expect(hasFfmpeg || process.env['CI'] !== 'true').toBe(true);
});

test.skipIf(!hasFfmpeg).each([
  ['[SRT1] [SRT3]', 'track.srt', formatSrt, '→'],
  ['[VTT1] [VTT2]', 'track.vtt', formatVtt, '-->'],
] as const)(
  '%s ffmpeg reads the same cues, times and text (skipped without ffmpeg)',
  async (_, name, format, arrow) => {
    const read = await readByPeer(name, format(cues));
    expect(read.timesMs).toEqual(cues.map((cue) => [cue.startMs, cue.endMs - cue.startMs]));
    expect(read.texts).toEqual(cues.map((cue) => cue.lines.join('\\N').replace('-->', arrow)));
  },
);
