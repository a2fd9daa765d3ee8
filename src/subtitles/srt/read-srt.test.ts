import { describe, expect, test } from 'vitest';
import type { TrackCue } from '../track/track.ts';
import { readSrt } from './read-srt.ts';
import { writeSrt } from './write-srt.ts';

function cueOf(text: string): Partial<TrackCue> {
  const {
    startMs: _,
    endMs: __,
    ...cue
  } = readSrt(`1\n00:00:01,000 --> 00:00:02,000\n${text}\n`).track.cues[0] ?? {};
  return cue;
}

describe('SubRip as a track', () => {
  test('[SRT7] tags are marks, over lines and in each other', () => {
    expect(cueOf('<i>one\ntwo <B>three</b></i> four')).toEqual({
      lines: ['one', 'two three four'],
      runs: [
        [{ text: 'one', marks: { italic: true } }],
        [
          { text: 'two ', marks: { italic: true } },
          { text: 'three', marks: { italic: true, bold: true } },
          { text: ' four' },
        ],
      ],
      native: { srt: { text: '<i>one\ntwo <B>three</b></i> four' } },
    });
  });

  test('[SRT7] a font has a colour by name or figures, and a face; what else it says stays native', () => {
    const text = '<font color=red size="12">a</font><font face="Arial" color="#0f0">b</font>';
    expect(cueOf(text)).toEqual({
      lines: ['ab'],
      runs: [
        [
          { text: 'a', marks: { color: '#ff0000' } },
          { text: 'b', marks: { color: '#00ff00', font: 'Arial' } },
        ],
      ],
      native: { srt: { text } },
    });
  });

  test.each([
    ['{\\an8}Top', { lines: ['Top'], place: { anchor: 8 } }],
    ['{\\a6}Top', { lines: ['Top'], place: { anchor: 8 }, native: { srt: { text: '{\\a6}Top' } } }],
    ['{\\fad(1,2)}Fades', { lines: ['Fades'], native: { srt: { text: '{\\fad(1,2)}Fades' } } }],
    ['{y:i}Old', { lines: ['Old'], native: { srt: { text: '{y:i}Old' } } }],
  ])('[SRT8] %s is a place, or shows nothing and stays', (text, cue) => {
    expect(cueOf(text)).toEqual(cue);
  });

  test.each(['<laugh> so', 'a < b > c', '{sighs} so', '5 <6'])('[SRT9] %s is text', (text) => {
    expect(cueOf(text)).toEqual({ lines: [text] });
  });

  test('[TRK4] what stood behind the times comes back; what was read is written only while it is still true', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000 X1:9 X2:8\n{\\fad(1,2)}<i>Fades\n';
    const { track } = readSrt(text);
    expect(writeSrt(track)).toBe(text);
    const changed = {
      cues: track.cues.map((cue) => ({ ...cue, lines: ['Gone'], runs: [[{ text: 'Gone' }]] })),
    };
    expect(writeSrt(changed)).toBe('1\n00:00:01,000 --> 00:00:02,000 X1:9 X2:8\nGone\n');
  });
});
