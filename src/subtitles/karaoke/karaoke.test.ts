import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cue, CueWord } from '../cue.ts';
import { readTrack } from '../track/track-formats.ts';
import { formatWords } from './format-words.ts';
import { karaokeTrack } from './karaoke-track.ts';

/** Lines of words that last `stepMs` each, from 1 s on, with a pause of `pauseMs` behind each. */
function cueOf(lines: readonly string[], { stepMs = 400, pauseMs = 0 } = {}): Cue {
  let at = 1000;
  const words = lines.flatMap((text, line) =>
    [...text.matchAll(/[\p{L}\p{N}']+/gu)].map((match): CueWord => {
      const startMs = at;
      at += stepMs + pauseMs;
      return { line, from: match.index, to: match.index + match[0].length, startMs, endMs: startMs + stepMs };
    }),
  );
  return { startMs: 1000, endMs: at + 200, lines, words };
}

const HELLO = cueOf(['"Hello, you', 'two!"']);

describe('karaoke', () => {
  test('in WebVTT is times in the text, and no style, at which ffmpeg 5 ends reading', () => {
    expect(formatWords([HELLO], 'karaoke', 'vtt')).toBe(`WEBVTT

00:00:01.000 --> 00:00:02.400
"Hello, <00:00:01.400><c>you</c>
<00:00:01.800><c>two!"</c>
`);
  });

  test('in ASS is syllables whose lengths make up the cue, and a second colour', () => {
    const text = formatWords([HELLO], 'karaoke', 'ass') ?? '';
    expect(text).toMatch(/^Dialogue: .*"Hello, \{\\k40\\k40\}you\\N\{\\k60\}two!"$/m);
    expect(text).toMatch(/^Style: Default,.*&H00FFFFFF,&H008C8C8C,/m);
  });

  test('is read again with its times', () => {
    for (const format of ['vtt', 'ass']) {
      const text = formatWords([HELLO], 'karaoke', format) ?? '';
      const [cue] = readTrack(new TextEncoder().encode(text), `a.${format}`).track.cues;
      expect(cue?.lines).toEqual(HELLO.lines);
      const starts = cue?.runs?.flat().flatMap(({ startMs }) => startMs ?? []);
      expect(starts).toEqual([1400, 1800]);
    }
  });

  test('gives times that rise and lie inside the cue, whatever the words say', () => {
    const time = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time), { maxLength: 8 }), (times) => {
        const lines = [times.map((_, index) => `w${index}`).join(' ') || 'none'];
        const words = times.map(([startMs, length], index): CueWord => {
          const from = lines[0]?.indexOf(`w${index}`) ?? 0;
          return { line: 0, from, to: from + 2, startMs, endMs: startMs + length };
        });
        const cue = { startMs: 1000, endMs: 4000, lines, words };
        const [made] = karaokeTrack([cue], { style: 'karaoke' }).cues;
        let latest = 1000;
        for (const { startMs } of made?.runs?.flat() ?? []) {
          if (startMs === undefined) continue;
          expect(startMs).toBeGreaterThan(latest);
          expect(startMs).toBeLessThan(4000);
          latest = startMs;
        }
        if (made?.runs !== undefined)
          expect(made.runs.map((runs) => runs.map(({ text }) => text).join(''))).toEqual(lines);
        // Parts of a highlighted cue follow each other without a gap, and say the same.
        const parts = karaokeTrack([cue], { style: 'highlight' }).cues;
        expect(parts[0]?.startMs).toBe(1000);
        expect(parts.at(-1)?.endMs).toBe(4000);
        for (const [index, part] of parts.entries()) {
          expect(part.lines).toEqual(lines);
          expect(part.endMs).toBeGreaterThan(part.startMs);
          if (index > 0) expect(part.startMs).toBe(parts[index - 1]?.endMs);
        }
      }),
    );
  });

  test('keeps together what an engine cuts at an apostrophe, and no more', () => {
    const word = (from: number, to: number, startMs: number): CueWord => ({
      ...{ line: 0, from, to, startMs, endMs: startMs + 100 },
    });
    const cue = { startMs: 0, endMs: 900, lines: ["six o'clock 時間"] };
    const words = [word(0, 3, 0), word(4, 5, 200), word(5, 11, 300), word(12, 13, 500), word(13, 14, 600)];
    const [made] = karaokeTrack([{ ...cue, words }], { style: 'karaoke' }).cues;
    expect(made?.runs?.[0]?.map(({ text }) => text)).toEqual(['six ', "o'clock ", '時', '間']);
  });

  test('leaves cues whose words nobody knows as they are, and formats that cannot show them', () => {
    const plain: Cue = { startMs: 0, endMs: 1000, lines: ['a'] };
    expect(karaokeTrack([plain], { style: 'karaoke' }).cues).toEqual([plain]);
    expect(karaokeTrack([plain], { style: 'highlight' }).cues).toEqual([plain]);
    expect(formatWords([plain], 'karaoke', 'srt')).toBeUndefined();
    expect(formatWords([plain], 'highlight', 'txt')).toBeUndefined();
  });
});

describe('highlighted words', () => {
  test('are a cue each, in any format, and pauses show none', () => {
    const cue = cueOf(['Hello', 'you'], { pauseMs: 100 });
    expect(formatWords([cue], 'highlight', 'srt')).toBe(`1
00:00:01,000 --> 00:00:01,400
<u>Hello</u>
you

2
00:00:01,400 --> 00:00:01,500
Hello
you

3
00:00:01,500 --> 00:00:01,900
Hello
<u>you</u>

4
00:00:01,900 --> 00:00:02,200
Hello
you
`);
    expect(formatWords([cue], 'highlight', 'ass')).toContain('Hello\\N{\\u1}you');
    expect(formatWords([cue], 'highlight', 'vtt')).toContain('<u>Hello</u>');
  });
});
