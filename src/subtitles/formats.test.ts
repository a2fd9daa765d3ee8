import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Segment, Transcript } from '../kernel/index.ts';
import type { Cue } from './cue.ts';
import { OUTPUT_FORMATS } from './formats.ts';
import { formatSrt } from './srt/write-srt.ts';
import { formatVtt } from './vtt/write-vtt.ts';

const figures = {
  avgLogprob: -0.25,
  compressionRatio: 1.5,
  noSpeechProb: 0.01,
  temperature: 0,
  tokens: [50, 51],
};
const spoken: readonly Segment[] = [
  { start: 0.12345, end: 2, text: ' Hello there.', ...figures },
  { start: 2, end: 2.5, text: '  ', ...figures },
  { start: 3, end: 4.9996, text: ' Tom & Jerry <laugh> --> run.', ...figures },
];

function transcript(segments: readonly Segment[], more: Partial<Transcript> = {}): Transcript {
  return {
    language: 'en',
    duration: 10.00004,
    offset: 0,
    model: { name: 'base', sha256: 'ab12' },
    engine: { name: 'onnx', version: '0.1.0', options: { temperature: 0, beamSize: 1 } },
    segments,
    removals: [],
    missed: [],
    ...more,
  };
}

const cue = (startMs: number, endMs: number, ...lines: string[]): Cue => ({ startMs, endMs, lines });

describe('SubRip', () => {
  test('[SRT1] [SRT2] [SRT3] [SRT5] numbers, times and text, an empty line between', () => {
    expect(OUTPUT_FORMATS.srt.format(transcript(spoken))).toBe(
      [
        '1\n00:00:00,123 --> 00:00:02,500\nHello there.\n',
        '2\n00:00:03,000 --> 00:00:05,500\nTom & Jerry <laugh> → run.\n',
      ].join('\n'),
    );
  });

  test('[SRT3] hours grow beyond two digits', () => {
    expect(formatSrt([cue(359_999_999, 360_000_001, 'late')])).toBe(
      '1\n99:59:59,999 --> 100:00:00,001\nlate\n',
    );
  });

  test('[SRT5] text cannot forge a cue', () => {
    const forged = cue(0, 900, 'a\n\n2\n00:00:05,000 --> 00:00:06,000\nb', '', '\r\n', 'c\u2028d');
    expect(formatSrt([forged])).toBe(
      '1\n00:00:00,000 --> 00:00:00,900\na 2 00:00:05,000 → 00:00:06,000 b\nc d\n',
    );
  });

  test('[SRT6] markup is not touched', () => {
    expect(formatSrt([cue(0, 900, '<i>sung</i> {\\an8}')])).toContain('\n<i>sung</i> {\\an8}\n');
  });

  test('[CUE2] a cue without visible text is left out, and numbers have no gap', () => {
    expect(formatSrt([cue(0, 1, ' \u200b'), cue(1, 2, 'x')])).toBe('1\n00:00:00,001 --> 00:00:00,002\nx\n');
  });
});

describe('WebVTT', () => {
  test('[VTT1] [VTT2] [VTT3] header, times with hours, escaped text', () => {
    expect(OUTPUT_FORMATS.vtt.format(transcript(spoken))).toBe(
      [
        'WEBVTT\n',
        '00:00:00.123 --> 00:00:02.500\nHello there.\n',
        '00:00:03.000 --> 00:00:05.500\nTom &amp; Jerry &lt;laugh&gt; --&gt; run.\n',
      ].join('\n'),
    );
  });

  test('[VTT3] [CUE2] for any text: as many arrows as cues, and no tag', () => {
    const cues = fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 3 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(cues, (texts) => {
        const made = formatVtt(texts.map((lines, index) => ({ startMs: index, endMs: index + 1, lines })));
        const blocks = made.split('\n\n').slice(1);
        expect(blocks.length).toBe(made.split('-->').length - 1);
        for (const block of blocks) expect(block).toMatch(/^00:00:00\.\d{3} --> 00:00:00\.\d{3}\n[^<>]+$/u);
      }),
    );
  });
});

describe('plain text', () => {
  test('[TXT1] one line for each segment that says something', () => {
    expect(OUTPUT_FORMATS.txt.format(transcript(spoken))).toBe(
      'Hello there.\nTom & Jerry <laugh> --> run.\n',
    );
  });
});

describe('JSON', () => {
  test('[JSON1] [JSON2] [JSON3] the whole document, key by key', () => {
    const removal = {
      start: 5.00049,
      end: 6,
      text: 'x',
      tokens: [9],
      rule: 'no-speech',
      scores: { b: 2, a: 1 },
    };
    const word = {
      text: ' Hello',
      start: 0.12345,
      end: 0.5,
      probability: 0.75,
      confidence: 0.875,
      evidence: { logit: 1.1 },
      timeSource: 'attention' as const,
    };
    const first = { ...(spoken[0] as Segment), words: [word] };
    const made = OUTPUT_FORMATS.json.format(
      transcript([first], { removals: [removal], languageProbability: 0.9 }),
    );
    const expected = {
      schema: 'offscribe.transcript/1',
      language: 'en',
      languageProbability: 0.9,
      duration: 10,
      offset: 0,
      model: { name: 'base', sha256: 'ab12' },
      engine: { name: 'onnx', version: '0.1.0', options: { beamSize: 1, temperature: 0 } },
      text: 'Hello there.',
      segments: [
        {
          start: 0.123,
          end: 2,
          text: ' Hello there.',
          words: [
            {
              text: ' Hello',
              start: 0.123,
              end: 0.5,
              probability: 0.75,
              confidence: 0.875,
              timeSource: 'attention',
            },
          ],
          ...figures,
        },
      ],
      removals: [{ start: 5, end: 6, text: 'x', tokens: [9], rule: 'no-speech', scores: { a: 1, b: 2 } }],
      missed: [],
    };
    // Parsed and written again, so that the order of keys counts and the indentation does not.
    expect(JSON.stringify(JSON.parse(made))).toBe(JSON.stringify(expected));
    expect(made).toMatch(/^\{\n {2}"schema"[\s\S]*\n\}\n$/);
  });

  test('[JSON1] [JSON4] the order in which the engine set its options does not show', () => {
    const one = transcript(spoken, {
      engine: { name: 'e', version: '1', options: { a: 1, b: { c: 2, d: 3 } } },
    });
    const other = transcript(spoken, {
      engine: { name: 'e', version: '1', options: { b: { d: 3, c: 2 }, a: 1 } },
    });
    expect(OUTPUT_FORMATS.json.format(other)).toBe(OUTPUT_FORMATS.json.format(one));
  });

  test('[JSON5] token ids stand on one line, and text that looks like an array is left alone', () => {
    const text = 'Count [\n 1,\n 2\n ]';
    const json = OUTPUT_FORMATS.json.format(
      transcript([{ start: 0, end: 1, text, ...figures, tokens: [1, -2, 3.5] }]),
    );
    expect(json).toContain('"tokens": [1, -2, 3.5]');
    expect(JSON.parse(json).segments[0].text).toBe(text);
  });

  test('[JSON3] what is absent has no key', () => {
    const made: unknown = JSON.parse(OUTPUT_FORMATS.json.format(transcript(spoken)));
    expect(made).not.toHaveProperty('languageProbability');
    expect(made).not.toHaveProperty('segments.0.words');
  });

  test('[TEXT4] text joins segments as the writing asks', () => {
    const say = (...texts: string[]) =>
      JSON.parse(
        OUTPUT_FORMATS.json.format(
          transcript(texts.map((text, at) => ({ ...figures, start: at, end: at + 1, text }))),
        ),
      ).text;
    expect(say(' One.', 'Two. ', '', ' Three.')).toBe('One. Two. Three.');
    expect(say('你好。', '世界！')).toBe('你好。世界！');
    expect(say('สวัสดี', 'ครับ')).toBe('สวัสดีครับ');
    expect(say('안녕하세요.', '반갑습니다.')).toBe('안녕하세요. 반갑습니다.');
  });
});

describe('every format', () => {
  test('[SRT4] [VTT4] [TXT1] nothing said gives a valid empty file', () => {
    const nothing = transcript([]);
    expect(OUTPUT_FORMATS.srt.format(nothing)).toBe('');
    expect(OUTPUT_FORMATS.vtt.format(nothing)).toBe('WEBVTT\n');
    expect(OUTPUT_FORMATS.txt.format(nothing)).toBe('');
    expect(JSON.parse(OUTPUT_FORMATS.json.format(nothing))).toMatchObject({
      text: '',
      segments: [],
      removals: [],
      missed: [],
    });
  });

  test('[LAY7] the last cue ends with the media', () => {
    const bye = transcript([{ ...figures, start: 9.8, end: 10, text: 'Bye.' }], { duration: 10 });
    expect(OUTPUT_FORMATS.srt.format(bye)).toContain('00:00:09,167 --> 00:00:10,000');
  });

  test.each([
    ['ends as it starts', [cue(5, 5, 'x')]],
    ['ends before it starts', [cue(5, 4, 'x')]],
    ['starts before zero', [cue(-1, 4, 'x')]],
    ['has a fraction of a millisecond', [cue(0, 1.5, 'x')]],
    ['has no number', [cue(Number.NaN, 1, 'x')]],
    ['starts before the one in front of it', [cue(5, 9, 'x'), cue(4, 9, 'y')]],
  ])('[CUE1] a cue that %s is E_CUE_INVALID', (_, cues) => {
    for (const format of [formatSrt, formatVtt]) {
      expect(() => format(cues)).toThrow(
        expect.objectContaining({
          code: 'E_CUE_INVALID',
          message: expect.stringContaining(`Cue ${cues.length} `),
        }),
      );
    }
  });
});
