import { describe, expect, test } from 'vitest';
import { SUBTITLE_SAMPLES } from '../../../tests/fixtures/subtitle-samples.ts';
import { runsOf } from '../track/styled-text.ts';
import type { TextRun, TrackCue } from '../track/track.ts';
import { readAss } from './read-ass.ts';
import { writeAss, writeSsa } from './write-ass.ts';

const { track } = readAss(SUBTITLE_SAMPLES.ass);
const written = writeAss(track);

function cueOf(text: string, head = ''): TrackCue {
  const file = `[Script Info]\n${head}\n[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,${text}\n`;
  return readAss(file).track.cues[0] ?? { startMs: 0, endMs: 0, lines: [] };
}

const runs = (text: string): readonly TextRun[] => runsOf(cueOf(text)).flat();

describe('ASS as a track', () => {
  test('[ASS1] the head, fonts and unknown sections come back as they were', () => {
    expect(track.title).toBe('A song');
    expect(written).toContain('[Script Info]\n; made for a test\nTitle: A song\n');
    expect(written).toContain('\n[Aegisub Project Garbage]\nVideo File: film.mkv\n');
    expect(written).toContain('\n[Fonts]\nfontname: mine_0.ttf\n!!%!!!=Q*!!!!!!!"$(I"#/F!!!!!\n[1A]B2#$\n');
    expect(writeAss({ ...track, title: 'Another' })).toContain(
      '[Script Info]\nTitle: Another\n; made for a test\n',
    );
  });

  test('[ASS2] styles keep their fields, but for what was changed', () => {
    const line = SUBTITLE_SAMPLES.ass.split('\n').find((each) => each.startsWith('Style: Top'));
    expect(track.styles?.[1]).toMatchObject({
      name: 'Top',
      marks: { bold: true, italic: true, color: '#ffff00', background: '#0000007f', font: 'Verdana' },
      place: { anchor: 8 },
    });
    expect(written).toContain(`\n${line}\n`);
    const styles = track.styles?.map((style) => ({ ...style, marks: { ...style.marks, bold: false } }));
    expect(writeAss({ ...track, ...(styles && { styles }) })).toContain(
      `\n${line?.replace('-1,-1', '0,-1')}\n`,
    );
  });

  test('[ASS3] codes are marks beside the style, and those that change with time are not', () => {
    expect(
      runs('{\\i1}a{\\b700}b{\\r}c{\\c&H0000FF&\\fnArial}d{\\t(0,9,\\b1\\u1)\\clip(1,2)}e{\\c}f'),
    ).toEqual([
      { text: 'a', marks: { italic: true } },
      { text: 'b', marks: { italic: true, bold: true } },
      { text: 'c' },
      { text: 'de', marks: { color: '#ff0000', font: 'Arial' } },
      { text: 'f', marks: { font: 'Arial' } },
    ]);
    const top = track.cues.find(({ style }) => style === 'Top');
    expect(top?.runs?.flat()).toEqual([
      { text: 'At ' },
      { text: 'the', marks: { italic: false } },
      { text: ' top' },
      { text: 'of it\u00a0all' },
    ]);
  });

  test('[ASS4] anchor and position are the place, the first of each', () => {
    expect(cueOf('{\\an7\\pos(96,144)}a{\\an1\\pos(1,1)}').place).toEqual({ anchor: 7, x: 25, y: 50 });
    expect(cueOf('{\\a6}a').place).toEqual({ anchor: 8 });
  });

  test('[ASS5] syllables are the starts of runs, and a syllable without text is a rest', () => {
    expect(runs('{\\k50}{\\kf30}la{\\ko20} la')).toEqual([
      { text: 'la', startMs: 1500 },
      { text: ' la', startMs: 1800 },
    ]);
  });

  test('[ASS6] what shows no text is hidden, and comes back in its place', () => {
    expect(track.hidden?.map(({ startMs, native }) => [startMs, native?.ass?.['text']])).toEqual([
      [0, 'a note, with commas'],
      [1000, '{\\p1}m 0 0 l 100 0 100 100{\\p0}'],
      [8000, 'no length'],
    ]);
    expect(readAss(SUBTITLE_SAMPLES.ass).problems).toEqual([
      { line: 28, what: 'a cue does not end after it starts' },
    ]);
    const events = (text: string): string[] =>
      text.split('\n').filter((line) => /^(?:Dialogue|Comment)/.test(line));
    expect(events(written)).toEqual(events(SUBTITLE_SAMPLES.ass));
  });

  test('[ASS7] breaks, hard spaces, braces and backslashes', () => {
    expect(cueOf('a\\nb\\Nc\\hd').lines).toEqual(['a b', 'c\u00a0d']);
    expect(cueOf('a\\nb', 'WrapStyle: 2').lines).toEqual(['a', 'b']);
    const text = writeAss({ cues: [{ startMs: 0, endMs: 10, lines: ['C:\\New {x} \\'] }] });
    expect(text).toContain(',C:\\\u2060New \\{x\\} \\\u2060\n');
    expect(readAss(text).track.cues[0]?.lines).toEqual(['C:\\New {x} \\']);
  });

  test('[ASS8] times are rounded, and no cue vanishes', () => {
    const text = writeAss({ cues: [{ startMs: 1004, endMs: 1005, lines: ['a'] }] });
    expect(text).toContain('Dialogue: 0,0:00:01.00,0:00:01.01,Default,,0,0,0,,a\n');
  });

  test('[ASS9] SSA has its own fields, anchors and colours', () => {
    const ssa = readAss(SUBTITLE_SAMPLES.ssa).track;
    expect(ssa.styles?.[0]).toMatchObject({
      marks: { bold: true, color: '#ffffff' },
      size: 5,
      place: { anchor: 8 },
    });
    expect(ssa.cues[0]?.place).toEqual({ anchor: 8 });
    expect(writeSsa(ssa)).toContain(
      'Dialogue: Marked=0,0:00:01.00,0:00:03.50,Default,Ann,0,0,0,,{\\a6\\i1}Hello{\\i0}',
    );
    expect(writeSsa({ cues: ssa.cues, styles: [{ name: 'S', marks: { color: '#ff0000' } }] })).toContain(
      'Style: S,Arial,64.8,255,',
    );
    expect(writeAss({ ...ssa, styles: [] })).toContain(',Default,Ann,0,0,0,,{\\an8\\i1}Hello{\\i0}, world\n');
  });
});
