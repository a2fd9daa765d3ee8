import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Cue } from '../cue.ts';
import { formatSrt } from '../srt/write-srt.ts';
import { readTtml } from './read-ttml.ts';

const cues: readonly Cue[] = [
  { startMs: 0, endMs: 1500, lines: ['First of all,', 'a line: "quoted" & plain'] },
  { startMs: 1500, endMs: 1501, lines: ['1984'] },
  { startMs: 3_725_004, endMs: 3_729_999, lines: ['你好，世界', 'สวัสดี 😀'] },
];

const { exitCode } = await execa('ffmpeg', ['-version'], { reject: false });
const hasFfmpeg = exitCode === 0;

test('a machine that checks changes has ffmpeg', () => {
  expect(hasFfmpeg || process.env['CI'] !== 'true').toBe(true);
});

test.skipIf(!hasFfmpeg)(
  '[TTML2] [TTML6] what ffmpeg writes as TTML is read with its times and texts (skipped without ffmpeg)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'offscribe-peer-'));
    try {
      await writeFile(join(folder, 'a.srt'), formatSrt(cues));
      const paths = ['-i', join(folder, 'a.srt'), join(folder, 'a.ttml')];
      await execa('ffmpeg', ['-v', 'error', '-nostdin', ...paths]);
      const { track, problems } = readTtml(await readFile(join(folder, 'a.ttml'), 'utf8'));
      expect(problems).toEqual([]);
      expect(track.cues.map(({ startMs, endMs, lines }) => ({ startMs, endMs, lines }))).toEqual(cues);
      expect(track.cues.every(({ region }) => region === 'Default')).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
