import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SETTINGS, type Transcript } from '../../kernel/index.ts';
import { OUTPUT_FORMATS, transcriptCues } from '../formats.ts';
import { formatJson } from '../json.ts';
import { readDialect } from './dialects.ts';
import { formatMarkdown } from './markdown.ts';
import type { SpokenSegment, SpokenTranscript } from './spoken.ts';
import { trackOf, transcriptOf } from './track-transcript.ts';
import { spokenLosses, TRANSCRIPT_FORMATS } from './transcript-formats.ts';

const RUNS = process.env['OFFSCRIBE_SOAK'] === '1' ? 10_000 : 1000;

/** A document as its program writes it. */
const OPENAI = {
  task: 'transcribe',
  language: 'german',
  duration: 4.2,
  text: 'Guten Tag. Ja, gut!',
  segments: [
    {
      id: 0,
      seek: 0,
      start: 0,
      end: 1.5,
      text: ' Guten Tag.',
      tokens: [1],
      temperature: 0,
      avg_logprob: -0.2,
      compression_ratio: 1.1,
      no_speech_prob: 0.01,
    },
    {
      id: 1,
      seek: 0,
      start: 2,
      end: 4.2,
      text: ' Ja, gut!',
      tokens: [2],
      temperature: 0,
      avg_logprob: -0.3,
      compression_ratio: 1.1,
      no_speech_prob: 0.02,
    },
  ],
  words: [
    { word: 'Guten', start: 0.1, end: 0.6 },
    { word: 'Tag', start: 0.6, end: 1.4 },
    { word: 'Ja', start: 2, end: 2.5 },
    { word: 'gut', start: 3, end: 4 },
  ],
};
const WHISPERX = {
  segments: [
    {
      start: 0.5,
      end: 3,
      text: ' In 1984, he left.',
      words: [
        { word: 'In', start: 0.5, end: 0.7, score: 0.9, speaker: 'SPEAKER_00' },
        { word: '1984,' },
        { word: 'he', start: 2, end: 2.2, score: 0.8 },
        { word: 'left.', start: 2.2, end: 3, score: 0.7 },
      ],
      speaker: 'SPEAKER_00',
    },
  ],
  word_segments: [],
  language: 'en',
};
const WHISPER_CPP = {
  systeminfo: 'AVX = 1',
  model: { type: 'base', multilingual: true },
  params: { model: 'models/ggml-base.bin', language: 'en', translate: false },
  result: { language: 'en' },
  transcription: [
    {
      timestamps: { from: '00:00:00,000', to: '00:00:02,000' },
      offsets: { from: 0, to: 2000 },
      text: ' Transcribing now',
      tokens: [
        { text: '[_BEG_]', offsets: { from: 0, to: 0 }, id: 50363, p: 0.9 },
        { text: ' Trans', offsets: { from: 0, to: 500 }, id: 1, p: 0.8 },
        { text: 'cribing', offsets: { from: 500, to: 1000 }, id: 2, p: 0.6 },
        { text: ' now', offsets: { from: 1000, to: 2000 }, id: 3, p: 1 },
        { text: '[_TT_100]', offsets: { from: 2000, to: 2000 }, id: 50463, p: 0.5 },
      ],
    },
  ],
};

const segmentsOf = (document: unknown): readonly SpokenSegment[] =>
  readDialect(JSON.stringify(document))?.transcript.segments ?? [];

describe('reading', () => {
  test("[JSN1] each program's document is known by what is in it", () => {
    expect(readDialect(JSON.stringify(OPENAI))?.dialect).toBe('openai');
    expect(readDialect(JSON.stringify(WHISPERX))?.dialect).toBe('whisperx');
    expect(readDialect(JSON.stringify(WHISPER_CPP))?.dialect).toBe('whispercpp');
    expect(readDialect(formatJson({ segments: [] }))?.dialect).toBe('json');
    for (const other of ['{}', '[]', '{"segments":1}', '{"schema":"other/1","segments":[]}', '{', ''])
      expect(readDialect(other)).toBeUndefined();
  });

  test("[JSN2] OpenAI's names and scores; a language by name becomes its code", () => {
    const { transcript } = readDialect(JSON.stringify(OPENAI)) ?? {};
    expect(transcript).toMatchObject({ language: 'de', duration: 4.2 });
    expect(transcript?.segments[0]).toMatchObject({ avgLogprob: -0.2, noSpeechProb: 0.01, tokens: [1] });
  });

  test('[JSN3] words without their marks are fitted to the text, wherever they stand', () => {
    expect(segmentsOf(OPENAI).map(({ words }) => words?.map((word) => word.text))).toEqual([
      [' Guten', ' Tag.'],
      [' Ja,', ' gut!'],
    ]);
    const inside = {
      segments: [
        {
          start: 0,
          end: 1,
          text: ' A b',
          words: [
            { word: ' A', start: 0, end: 1, probability: 0.5 },
            { word: ' b', start: 1, end: 1 },
          ],
        },
      ],
    };
    expect(segmentsOf(inside)[0]?.words?.map((word) => word.text)).toEqual([' A', ' b']);
  });

  test('[JSN3] words of another text are left', () => {
    expect(segmentsOf({ ...OPENAI, words: [{ word: 'Hallo', start: 0, end: 1 }] })[0]?.words).toBeUndefined();
  });

  test('[JSN4] a word that WhisperX could not align shares the time between its neighbours', () => {
    const [segment] = segmentsOf(WHISPERX);
    expect(segment?.speaker).toBe('SPEAKER_00');
    expect(segment?.words?.map(({ text, start, end }) => [text, start, end])).toEqual([
      [' In', 0.5, 0.7],
      [' 1984,', 0.7, 2],
      [' he', 2, 2.2],
      [' left.', 2.2, 3],
    ]);
    expect(segment?.words?.[1]?.timeSource).toBe('spread');
  });

  test("[JSN5] whisper.cpp's tokens become words, and its marks are none", () => {
    expect(segmentsOf(WHISPER_CPP)).toEqual([
      {
        ...{ start: 0, end: 2, text: ' Transcribing now' },
        words: [
          { text: ' Transcribing', start: 0, end: 1, probability: 0.7 },
          { text: ' now', start: 1, end: 2, probability: 1 },
        ],
      },
    ]);
  });

  test('[JSN1] a segment without times is named', () => {
    expect(
      readDialect('{"segments":[{"start":-1,"end":"x"},null]}')?.problems.map(({ what }) => what),
    ).toEqual(['segment 1 has no times', 'segment 2 has no times']);
  });
});

const seconds = fc.integer({ min: 0, max: 100_000 }).map((ms) => ms / 1000);
const token = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .map((text) => text.replace(/[\s\p{C}]+/gu, ''))
  .filter((text) => /[\p{L}\p{N}]/u.test(text));
const segments = fc.array(
  fc.record({
    start: seconds,
    words: fc.array(token, { minLength: 1, maxLength: 5 }),
    hasWords: fc.boolean(),
    speaker: fc.option(token, { nil: undefined }),
  }),
  { maxLength: 5 },
);
const transcripts = segments.map((items): SpokenTranscript => {
  const made = items.map(({ start, words, hasWords, speaker }): SpokenSegment => {
    const spans = words.map((text, index) => {
      const [from, to] = [start + index / 10, start + index / 10 + 0.1].map(
        (time) => Math.round(time * 1000) / 1000,
      );
      return { text: ` ${text}`, start: from ?? 0, end: to ?? 0, probability: 0.5 };
    });
    return {
      start,
      end: spans.at(-1)?.end ?? start,
      text: spans.map(({ text }) => text).join(''),
      ...(hasWords ? { words: spans } : {}),
      ...(speaker === undefined ? {} : { speaker }),
    };
  });
  return { language: 'de', segments: made.sort((one, other) => one.start - other.start) };
});

describe('writing', () => {
  test("[JSN6] Offscribe's own JSON comes back as it was given, byte for byte", () => {
    fc.assert(
      fc.property(transcripts, (made) => {
        const text = formatJson(made);
        const read = readDialect(text);
        expect(read).toEqual({ dialect: 'json', transcript: made, problems: [] });
        expect(formatJson(read?.transcript ?? { segments: [] })).toBe(text);
      }),
    );
  });

  test.each(['openai', 'whispercpp', 'whisperx'] as const)(
    '[JSN6] %s: texts, times and words come back, and are written the same again',
    (dialect) => {
      const { write, holds } = TRANSCRIPT_FORMATS[dialect];
      fc.assert(
        fc.property(transcripts, (made) => {
          const read = readDialect(write(made))?.transcript ?? { segments: [] };
          const plain = (one: SpokenTranscript): unknown =>
            one.segments.map(({ start, end, text, words, speaker }) => ({
              ...{ start, end, text },
              words: words?.map((word) => [word.text, word.start, word.end]),
              speaker: (holds as ReadonlySet<string>).has('speaker') ? speaker : undefined,
            }));
          // OpenAI's words stand in one row: which of the same words is whose, only their order tells.
          const isSorted = dialect !== 'openai' || made.segments.every(({ words }) => words !== undefined);
          if (isSorted) expect(plain(read)).toEqual(plain(made));
          expect(read.language).toBe('de');
        }),
      );
    },
  );

  test('[JSN6] what a dialect cannot hold is named', () => {
    const { transcript } = readDialect(JSON.stringify(WHISPERX)) ?? { transcript: { segments: [] } };
    expect(spokenLosses(transcript, TRANSCRIPT_FORMATS.openai.holds)).toEqual([
      { feature: 'speaker', what: 'names of speakers', count: 1 },
    ]);
    expect(spokenLosses(transcript, TRANSCRIPT_FORMATS.txt.holds).map(({ feature }) => feature)).toEqual([
      'words',
      'speaker',
      'language',
    ]);
  });

  test(`[JSN1] any text is read or is none, and what was read can be written (${RUNS} texts)`, () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const key = fc.constantFrom(
      'segments',
      'words',
      'word_segments',
      'transcription',
      'start',
      'end',
      'text',
      'word',
      'tokens',
      'offsets',
      'from',
      'to',
      'language',
      'schema',
      'removals',
    );
    const shaped = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        value,
        fc.constantFrom('offscribe.transcript/1', 1, 2.5, 'a b'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 6 }),
      ),
    }));
    const some = fc.dictionary(key, shaped.node, { maxKeys: 6 }).map((root) => JSON.stringify(root));
    fc.assert(
      fc.property(fc.oneof(some, fc.string()), (text) => {
        const read = readDialect(text);
        if (read === undefined) return;
        for (const { write } of Object.values(TRANSCRIPT_FORMATS)) write(read.transcript);
        trackOf(read.transcript, (one, turns) => transcriptCues(one, undefined, { turns }).cues);
      }),
      { numRuns: RUNS },
    );
  });

  test('[JSN1] a million brackets, and a segment of a million words, are no slow case', () => {
    expect(readDialect('['.repeat(1_000_000))).toBeUndefined();
    expect(
      readDialect(`{"segments":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)?.transcript.segments,
    ).toEqual([]);
    const words = Array.from({ length: 100_000 }, (_, n) => ({ word: 'a', start: n, end: n + 1 }));
    const [segment] = segmentsOf({ segments: [{ start: 0, end: 1, text: 'a '.repeat(100_000), words }] });
    expect(segment?.words?.length).toBe(100_000);
  });
});

describe('Markdown', () => {
  const say = (start: number, end: number, text: string, speaker?: string): SpokenSegment => ({
    ...{ start, end, text },
    ...(speaker === undefined ? {} : { speaker }),
  });

  test('[MD1] a paragraph ends where the speaker changes, at a pause, and when it is long', () => {
    const text = formatMarkdown({
      segments: [
        say(0, 2, ' Hello.', 'Ann'),
        say(2, 3, ' How are you?', 'Ann'),
        say(3, 4, ' Fine.', 'Bob'),
        say(3700, 3702, ' *Later* <b>', 'Bob'),
      ],
    });
    expect(text).toBe(
      '[0:00](#t=0) **Ann:** Hello. How are you?\n\n[0:03](#t=3) **Bob:** Fine.\n\n[1:01:40](#t=3700) \\*Later\\* \\<b\\>\n',
    );
  });

  test('[MD2] text is no markup, and a title is a heading', () => {
    expect(formatMarkdown({ segments: [say(0, 1, '# [a](b) `c` _d_')] }, 'A_B')).toBe(
      '# A\\_B\n\n[0:00](#t=0) \\# \\[a\\](b) \\`c\\` \\_d\\_\n',
    );
  });

  test('[MD3] it is not read back', () => {
    expect(TRANSCRIPT_FORMATS.md.isRead).toBe(false);
    expect(readDialect(formatMarkdown({ segments: [say(0, 1, 'A')] }))).toBeUndefined();
  });
});

describe('cues', () => {
  test('[JSN7] cues have the speaker whose words they begin with', () => {
    const spoken: SpokenTranscript = {
      segments: [
        { start: 0, end: 2, text: ' Hello there.', speaker: 'Ann' },
        { start: 3, end: 5, text: ' Hi.', speaker: 'Bob' },
        { start: 6, end: 8, text: ' Well.' },
      ],
    };
    expect(
      trackOf(spoken, (one, turns) => transcriptCues(one, undefined, { turns }).cues).cues.map(
        ({ lines, speaker }) => [lines.join(' '), speaker],
      ),
    ).toEqual([
      ['Hello there.', 'Ann'],
      ['Hi.', 'Bob'],
      ['Well.', undefined],
    ]);
  });

  test('[JSN7] a track becomes a segment a cue, with the words whose times it knows', () => {
    const words = [
      { line: 0, from: 0, to: 2, startMs: 0, endMs: 500 },
      { line: 1, from: 0, to: 5, startMs: 500, endMs: 1000 },
    ];
    expect(
      transcriptOf({
        language: 'pt-BR',
        cues: [{ startMs: 0, endMs: 1000, lines: ['Oh', 'dear!'], words, speaker: 'Ann' }],
      }),
    ).toEqual({
      language: 'pt',
      segments: [
        {
          ...{ start: 0, end: 1, text: 'Oh dear!', speaker: 'Ann' },
          words: [
            { text: 'Oh', start: 0, end: 0.5 },
            { text: ' dear!', start: 0.5, end: 1 },
          ],
        },
      ],
    });
  });
});

describe('output formats', () => {
  const transcript: Transcript = {
    ...{
      language: 'en',
      duration: 2,
      offset: 0,
      model: { name: 'm', sha256: 's' },
      removals: [],
      missed: [],
    },
    engine: { name: 'e', version: '1', options: {} },
    segments: [
      {
        start: 0.5,
        end: 2,
        text: ' Hello <there>.',
        avgLogprob: -0.1,
        compressionRatio: 1,
        noSpeechProb: 0,
        temperature: 0,
        tokens: [],
      },
    ],
  };

  test('[OUT1] -f takes all of them, and no two make a file of the same name', () => {
    expect(Object.keys(OUTPUT_FORMATS).sort()).toEqual([...SETTINGS.format.allowed].sort());
    const extensions = Object.values(OUTPUT_FORMATS).map(({ extension }) => extension);
    expect(new Set(extensions).size).toBe(extensions.length);
  });

  test('[OUT2] every one holds what was said', () => {
    for (const [name, { format }] of Object.entries(OUTPUT_FORMATS)) {
      const text = format(transcript);
      expect([name, /Hello (?:<|&lt;|\\<)there(?:>|&gt;|\\>)\./.test(text)]).toEqual([name, true]);
    }
    expect(OUTPUT_FORMATS.tsv.format(transcript)).toBe('start\tend\ttext\n500\t2000\tHello <there>.\n');
  });
});
