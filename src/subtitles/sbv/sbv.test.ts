import { expect, test } from 'vitest';
import { readSbv } from './read-sbv.ts';
import { writeSbv } from './write-sbv.ts';

const cue = (startMs: number, endMs: number, ...lines: string[]) => ({ startMs, endMs, lines });

test('[SBV1] times, lines, and an empty line between cues', () => {
  const text = '0:00:01.000,0:00:02.500\nA\nB\n\n11:00:00.000,11:00:00.001\nC\n';
  const cues = [cue(1000, 2500, 'A', 'B'), cue(39_600_000, 39_600_001, 'C')];
  expect(writeSbv({ cues })).toBe(text);
  expect(readSbv(text)).toEqual({ track: { cues }, problems: [] });
});

test('[SBV2] text is plain and goes up to the next times', () => {
  const text = 'Title\n0:00:01.000,0:00:02.000\n<i>A</i> & {b}\n\n7\n0:00:03.000,0:00:03.000\nC\n';
  expect(readSbv(text)).toEqual({
    track: { cues: [cue(1000, 2000, '<i>A</i> & {b}', '7')] },
    problems: [
      { line: 1, what: 'text stands in front of the first times' },
      { line: 6, what: 'a cue does not end after it starts' },
    ],
  });
});

test('[SBV3] text cannot forge a cue', () => {
  const text = writeSbv({ cues: [cue(0, 9, '0:00:01.000,0:00:02.000', 'x\ny')] });
  expect(text).toBe('0:00:00.000,0:00:00.009\n\u20600:00:01.000,0:00:02.000\nx y\n');
  expect(readSbv(text).track.cues.length).toBe(1);
});
