import { expect, test } from 'vitest';
import { readLrc } from './read-lrc.ts';
import { writeLrc } from './write-lrc.ts';

const times = (text: string): unknown[] =>
  readLrc(text).track.cues.map(({ startMs, endMs, lines }) => [startMs, endMs, ...lines]);

test('[LRC1] each time in front of a line is a cue', () => {
  expect(times('[00:01.00][01:02.5]A\n[00:03.125]B\nC\n')).toEqual([
    [1000, 3125, 'A'],
    [3125, 62_500, 'B'],
    [62_500, 67_500, 'A'],
  ]);
  expect(readLrc('[00:01.00]A\nC\n').problems).toEqual([{ line: 2, what: 'a line has no time' }]);
});

test('[LRC2] a line without words only ends', () => {
  const text = '[00:01.00]A\n[00:02.00]\n[00:03.00]B\n[00:04.00]\n';
  expect(times(text)).toEqual([
    [1000, 2000, 'A'],
    [3000, 4000, 'B'],
  ]);
  expect(writeLrc(readLrc(text).track)).toBe(text);
});

test('[LRC3] lines of one time are one cue', () => {
  expect(times('[00:01.00]A\n[00:02.00]\n[00:01.00]B\n')).toEqual([[1000, 2000, 'A', 'B']]);
});

test('[LRC4] tags stay, ti is the title, and an offset moves what is shown to an earlier time', () => {
  const text = '[ti:Song]\n[offset:+500]\n[00:01.00]A\n[00:02.00]\n';
  const { track } = readLrc(text);
  expect(track).toEqual({
    cues: [{ startMs: 500, endMs: 1500, lines: ['A'] }],
    title: 'Song',
    native: { lrc: { tags: '[ti:Song]\n[offset:+500]' } },
  });
  expect(writeLrc(track)).toBe(text);
  expect(writeLrc({ ...track, title: 'Other' })).toBe(text.replace('Song', 'Other'));
});

test('[LRC5] times of words are the starts of runs', () => {
  const text = '[00:01.00]<00:01.00>one <00:01.50>two\n[00:03.00]\n';
  const { track } = readLrc(text);
  expect(track.cues[0]?.runs).toEqual([
    [
      { text: 'one ', startMs: 1000 },
      { text: 'two', startMs: 1500 },
    ],
  ]);
  expect(writeLrc(track)).toBe(text);
});

test('[LRC6] times are rounded, and text cannot forge one', () => {
  const cues = [{ startMs: 1004, endMs: 1005, lines: ['[00:09] and <00:08.00>'] }];
  expect(writeLrc({ cues })).toBe('[00:01.00][\u206000:09] and <\u206000:08.00>\n[00:01.01]\n');
});
