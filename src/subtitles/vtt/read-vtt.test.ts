import { describe, expect, test } from 'vitest';
import { SUBTITLE_SAMPLES } from '../../../tests/fixtures/subtitle-samples.ts';
import type { TrackCue } from '../track/track.ts';
import { readVtt } from './read-vtt.ts';
import { writeVtt } from './write-vtt.ts';

function cueOf(text: string, settings = ''): Partial<TrackCue> {
  const { track } = readVtt(`WEBVTT\n\n00:01.000 --> 00:09.000${settings}\n${text}\n`);
  const { startMs: _, endMs: __, native: ___, ...cue } = track.cues[0] ?? {};
  return cue;
}

describe('WebVTT as a track', () => {
  test('[VTT5] header, styles, regions and notes are kept in their places', () => {
    const { track, problems } = readVtt(SUBTITLE_SAMPLES.vtt);
    expect(problems).toEqual([]);
    expect(track.native?.vtt).toEqual({
      header: ' - a title\nKind: captions\nLanguage: en',
      styles: '::cue(.loud) { color: red }\n::cue { background: #000000aa }'.replace('\n', '\n'),
      notes: 'NOTE behind the last',
    });
    expect(track.regions).toMatchObject([{ name: 'fred', place: { anchor: 1, width: 40, x: 10, y: 90 } }]);
    expect(track.cues.map(({ native }) => native?.vtt?.['notes'])).toEqual([
      'NOTE at the head',
      'NOTE\nbefore the second',
      undefined,
    ]);
    const written = writeVtt(track);
    expect(written).toContain('REGION\nid:fred\nwidth:40%\nlines:3\n');
    expect(written).toMatch(/NOTE\nbefore the second\n\n00:00:04\.000/);
  });

  test('[VTT6] tags are marks; a voice that says all of a cue is its speaker', () => {
    expect(cueOf('<v.loud Ann Lee>Hi <c.a.b>you</c> <lang fr><i>là</i></lang>')).toEqual({
      lines: ['Hi you là'],
      speaker: 'Ann Lee',
      runs: [
        [
          { text: 'Hi ', marks: { classes: ['loud'] } },
          { text: 'you', marks: { classes: ['loud', 'a', 'b'] } },
          { text: ' ', marks: { classes: ['loud'] } },
          { text: 'là', marks: { classes: ['loud'], language: 'fr', italic: true } },
        ],
      ],
    });
    expect(cueOf('<v Ann>Yes?</v>\n<v Bob>No.</v>').runs).toEqual([
      [{ text: 'Yes?', marks: { voice: 'Ann' } }],
      [{ text: 'No.', marks: { voice: 'Bob' } }],
    ]);
    expect(cueOf('<ruby>漢<rt>kan</rt>字<rt>ji</ruby>').runs).toEqual([
      [
        { text: '漢', marks: { ruby: 'kan' } },
        { text: '字', marks: { ruby: 'ji' } },
      ],
    ]);
  });

  test.each([
    [' line:0', { place: { anchor: 8 } }],
    [' line:-1', { place: { anchor: 2 } }],
    [' line:20%,end align:start', { place: { anchor: 1, y: 20 } }],
    [' position:30%,line-left size:40% vertical:rl', { place: { x: 30, width: 40, vertical: 'rl' } }],
    [' region:fred align:constructor', { region: 'fred' }],
    [' line:101% size:-1% nonsense :', {}],
  ])('[VTT7] the settings%s are a place', (settings, wanted) => {
    expect(cueOf('A', settings)).toEqual({ lines: ['A'], ...wanted });
    const text = `WEBVTT\n\n00:00:01.000 --> 00:00:09.000${settings}\nA\n`;
    expect(writeVtt(readVtt(text).track)).toBe(text);
  });

  test('[VTT8] times in a cue are the starts of its runs', () => {
    const text = 'It <00:02.000>is <00:00:03.500><i>so</i>';
    expect(cueOf(text).runs).toEqual([
      [
        { text: 'It ' },
        { text: 'is ', startMs: 2000 },
        { text: 'so', marks: { italic: true }, startMs: 3500 },
      ],
    ]);
  });

  test('[VTT9] a < that nothing closes and an unknown entity are text', () => {
    expect(cueOf('1 < 2 &foo; &amp;lt; &#65;&#x1F600;').lines).toEqual(['1 < 2 &foo; &lt; A😀']);
  });

  test('[VTT5] an arrow in text starts a block, as the standard has it', () => {
    const { track, problems } = readVtt(
      'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n--> B\n\n00:03.000 --> 00:04.000\nC\n',
    );
    expect(track.cues.map(({ lines }) => lines)).toEqual([['A'], ['C']]);
    expect(problems).toEqual([{ line: 5, what: 'a block has no times' }]);
  });
});
