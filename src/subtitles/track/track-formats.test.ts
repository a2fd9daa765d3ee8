import { describe, expect, test } from 'vitest';
import { readTrack, writeTrack } from './track-formats.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const SRT = '1\n00:00:01,000 --> 00:00:02,000\nA\n';

describe('reading a file', () => {
  test('[TRK1] what the text shows counts more than the name', () => {
    expect(readTrack(bytes(SRT), 'a.vtt').format).toBe('srt');
    expect(readTrack(bytes('WEBVTT\n\n00:01.000 --> 00:02.000\nA\n'), 'a.srt').format).toBe('vtt');
  });

  test('[TRK1] a text that shows nothing is what its name says', () => {
    expect(readTrack(bytes(''), 'empty.srt')).toEqual({
      track: { cues: [] },
      format: 'srt',
      encoding: 'utf-8',
      text: '',
      problems: [],
      guesses: 0,
    });
  });

  test.each([
    ['of no known format', 'Dear Sir,\n', 'letter.txt', 'letter.txt is no subtitle file of a known format.'],
    ['without a name', '', '', 'The text is no subtitle file of a known format.'],
    [
      'in which nothing can be read',
      'Dear Sir,\n',
      'letter.srt',
      'letter.srt cannot be read as SubRip: no cue is in it (line 1: text stands in front of the first times).',
    ],
  ])('[TRK2] a file %s is E_SUBTITLES_UNREADABLE', (_, text, name, message) => {
    expect(() => readTrack(bytes(text), name)).toThrow(
      expect.objectContaining({ code: 'E_SUBTITLES_UNREADABLE', message }),
    );
  });
});

describe('losses', () => {
  test('[TRK3] what a format cannot hold is named, counted, with the first cue', () => {
    const vtt = [
      'WEBVTT - a title',
      'one\n00:01.000 --> 00:02.000\n<v Ann>Hello',
      '00:03.000 --> 00:04.000 line:0\n<v Ann>Oh <c.loud>no</c>',
    ].join('\n\n');
    const { track } = readTrack(bytes(vtt));
    expect(writeTrack(track, 'vtt').losses).toEqual([]);
    expect(writeTrack(track, 'srt')).toEqual({
      text: '1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\n{\\an8}Oh no\n',
      losses: [
        { feature: 'vtt.header', what: 'what only vtt has: header', count: 1 },
        { feature: 'vtt.text', what: 'what only vtt has: text', count: 2, firstCue: 1 },
        { feature: 'speaker', what: 'names of speakers', count: 2, firstCue: 1 },
        { feature: 'id', what: 'names of cues', count: 1, firstCue: 1 },
        { feature: 'classes', what: 'classes of text', count: 1, firstCue: 2 },
      ],
    });
  });
});
