import { describe, expect, test } from 'vitest';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { readTtml } from './read-ttml.ts';
import { formatTtml } from './write-ttml.ts';

const NAMESPACES =
  'xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"';

/** A document with this head and body. */
function ttml(body: string, { head = '', root = '' } = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<tt ${NAMESPACES} ${root}><head>${head}</head>${body}</tt>`;
}

function cuesOf(text: string): readonly TrackCue[] {
  const { track, problems } = readTtml(text);
  expect(problems).toEqual([]);
  return track.cues;
}

function timesOf(body: string, root = ''): number[][] {
  return cuesOf(ttml(body, { root })).map(({ startMs, endMs }) => [startMs, endMs]);
}

describe('times', () => {
  test.each([
    ['clock-time', '00:00:01.500', '100:00:02', '', [1500, 360_002_000]],
    ['frames of the default rate', '00:00:01:15', '00:00:02:00', '', [1500, 2000]],
    ['frames', '00:00:01:12', '00:00:02:00', 'ttp:frameRate="24"', [1500, 2000]],
    [
      'frames with a multiplier',
      '0f',
      '30f',
      'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"',
      [0, 1001],
    ],
    ['subframes', '00:00:00:01.1', '2s', 'ttp:frameRate="25" ttp:subFrameRate="2"', [60, 2000]],
    ['ticks', '10000000t', '25000000t', 'ttp:tickRate="10000000"', [1000, 2500]],
    ['ticks of frames where only these are known', '25t', '50t', 'ttp:frameRate="25"', [1000, 2000]],
    ['ticks of seconds where nothing is known', '1t', '2t', '', [1000, 2000]],
    ['hours, minutes', '0.5h', '30.5m', '', [1_800_000, 1_830_000]],
    ['seconds, milliseconds', '1.25s', '2250ms', '', [1250, 2250]],
    ['a comma, and no hours', '01:02,5', '01:03', '', [62_500, 63_000]],
  ])('[TTML2] %s', (_, begin, end, root, expected) => {
    expect(timesOf(`<body><div><p begin="${begin}" end="${end}">A</p></div></body>`, root)).toEqual([
      expected,
    ]);
  });

  test('[TTML2] with SMPTE time base every second counts frames, and drop-frame leaves numbers out', () => {
    const body = '<body><div><p begin="01:00:00:00" end="01:00:01:00">A</p></div></body>';
    const ntsc = 'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"';
    expect(timesOf(body, `${ntsc} ttp:dropMode="nonDrop"`)).toEqual([[3_603_600, 3_604_601]]);
    expect(timesOf(body, `${ntsc} ttp:dropMode="dropNTSC"`)).toEqual([[3_599_996, 3_600_997]]);
  });

  test('[TTML3] times count from where the parent begins, and end with it', () => {
    const body =
      '<body begin="10s"><div begin="1s" dur="5s"><p begin="1s" end="2s">A</p><p begin="3s" dur="9s">B</p></div></body>';
    expect(timesOf(body)).toEqual([
      [12_000, 13_000],
      [14_000, 16_000],
    ]);
  });

  test('[TTML3] in a sequence each begins as the one before it has ended', () => {
    const body =
      '<body><div timeContainer="seq"><p dur="1s">A</p><p begin="0.5s" dur="1s">B</p><p dur="2s">C</p></div></body>';
    expect(timesOf(body)).toEqual([
      [0, 1000],
      [1500, 2500],
      [2500, 4500],
    ]);
  });

  test('[TTML4] what nothing ends ends as the next cue starts; the last stays five seconds', () => {
    expect(timesOf('<body><div><p begin="1s">A</p><p begin="3s">B</p></div></body>')).toEqual([
      [1000, 3000],
      [3000, 8000],
    ]);
  });

  test('[TTML5] a paragraph whose spans come and go is a cue for each state', () => {
    const body =
      '<body><div><p begin="10s" end="20s"><span end="6s">A</span> <span begin="3s">B</span></p></div></body>';
    expect(cuesOf(ttml(body)).map(({ startMs, endMs, lines }) => [startMs, endMs, ...lines])).toEqual([
      [10_000, 13_000, 'A'],
      [13_000, 16_000, 'A B'],
      [16_000, 20_000, 'B'],
    ]);
  });
});

describe('text', () => {
  const one = (inner: string, attributes = ''): TrackCue | undefined =>
    cuesOf(ttml(`<body><div><p begin="0s" end="1s" ${attributes}>${inner}</p></div></body>`))[0];

  test('[TTML6] white space is one space, and none at the ends of lines; br breaks', () => {
    expect(one('\n  Hello\n  <span> there</span> <br/>\n you  \n')?.lines).toEqual(['Hello there', 'you']);
    expect(one(' A  B<br/> C', 'xml:space="preserve"')?.lines).toEqual([' A  B', ' C']);
    expect(one('A<br/><br/>B')?.lines).toEqual(['A', 'B']);
  });

  test('[TTML6] entities and character data are text', () => {
    expect(one('&lt;i&gt; &amp; &quot;x&#39; <![CDATA[<b>]]>&#x1F600;')?.lines).toEqual(['<i> & "x\' <b>😀']);
  });

  test('[TTML7] styles come by reference, by inheritance and by attribute; runs keep what differs', () => {
    const head =
      '<styling><style xml:id="base" tts:color="yellow" tts:fontStyle="italic"/><style xml:id="loud" style="base" tts:fontWeight="bold"/></styling>';
    const body =
      '<body><div style="base"><p begin="0s" end="1s">A <span style="loud">B</span> <span tts:fontStyle="normal" tts:color="rgba(255,0,0,128)">C</span></p></div></body>';
    const { track } = readTtml(ttml(body, { head }));
    expect(track.styles).toEqual([
      { name: 'base', marks: { color: '#ffff00', italic: true } },
      { name: 'loud', marks: { color: '#ffff00', italic: true, bold: true } },
    ]);
    expect(track.cues[0]).toMatchObject({
      style: 'base',
      runs: [
        [
          { text: 'A ' },
          { text: 'B', marks: { bold: true } },
          { text: ' ' },
          { text: 'C', marks: { italic: false, color: '#ff000080' } },
        ],
      ],
    });
  });

  test('[TTML8] regions become places in percent, whatever they are measured in', () => {
    const head = `<layout>
      <region xml:id="px" tts:origin="128px 540px" tts:extent="1024px 144px" tts:displayAlign="after" tts:textAlign="center"/>
      <region xml:id="cells" tts:origin="4c 1c" tts:extent="24c 3c"/>
    </layout>`;
    const { track } = readTtml(
      ttml('', { head, root: 'tts:extent="1280px 720px" ttp:cellResolution="32 15"' }),
    );
    expect(track.regions?.map(({ name, place }) => [name, place])).toEqual([
      ['px', { anchor: 2, x: 50, y: 95, width: 80 }],
      ['cells', { anchor: 7, x: 12.5, y: 6.667, width: 75 }],
    ]);
  });

  test('[TTML9] title, language, speakers and ruby', () => {
    const head =
      '<metadata><ttm:title>A title</ttm:title><ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann</ttm:name></ttm:agent></metadata><styling><style xml:id="rc" tts:ruby="container"/></styling>';
    const body =
      '<body><div><p xml:id="one" ttm:agent="a" begin="0s" end="1s"><span style="rc"><span tts:ruby="base">漢字</span><span tts:ruby="text">かんじ</span></span>です <span xml:lang="en">OK</span></p></div></body>';
    const { track } = readTtml(ttml(body, { head, root: 'xml:lang="ja"' }));
    expect(track).toMatchObject({ title: 'A title', language: 'ja' });
    expect(track.cues[0]).toEqual({
      ...{ startMs: 0, endMs: 1000, lines: ['漢字です OK'], id: 'one', speaker: 'Ann' },
      runs: [
        [
          { text: '漢字', marks: { ruby: 'かんじ' } },
          { text: 'です ' },
          { text: 'OK', marks: { language: 'en' } },
        ],
      ],
    });
  });

  test('[TTML10] the drafts of 2006, and prefixes of any name, are read alike', () => {
    const old =
      '<t:tt xmlns:t="http://www.w3.org/2006/10/ttaf1" xmlns:s="http://www.w3.org/2006/10/ttaf1#styling"><t:body><t:div><t:p begin="0s" end="1s" s:fontWeight="bold">A</t:p></t:div></t:body></t:tt>';
    expect(cuesOf(old)).toEqual([
      { startMs: 0, endMs: 1000, lines: ['A'], runs: [[{ text: 'A', marks: { bold: true } }]] },
    ]);
  });
});

const SAMPLE: SubtitleTrack = {
  language: 'en',
  title: 'A & B',
  cues: [
    { startMs: 0, endMs: 1500, lines: ['One <two>', 'three'], speaker: 'Ann' },
    {
      startMs: 2000,
      endMs: 3000,
      lines: ['a b'],
      runs: [
        [
          { text: 'a ', marks: { italic: true } },
          { text: 'b', marks: { color: '#00ff00', ruby: 'x' } },
        ],
      ],
      place: { anchor: 9 },
    },
  ],
};

describe('writing', () => {
  test('[TTML13] a document says its profile', () => {
    expect(formatTtml(SAMPLE, 'imsc')).toContain(
      'ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text"',
    );
    const ebu = formatTtml(SAMPLE, 'ebu-tt-d');
    expect(ebu).toContain(
      '<ebuttm:conformsToStandard>urn:ebu:tt:distribution:2018-04</ebuttm:conformsToStandard>',
    );
    expect(ebu).not.toContain('contentProfiles');
  });

  test('[TTML14] what was written reads as it was given', () => {
    const { track, problems } = readTtml(formatTtml(SAMPLE, 'ttml'));
    expect(problems).toEqual([]);
    expect(track).toMatchObject({ language: 'en', title: 'A & B' });
    expect(track.cues).toMatchObject([
      { startMs: 0, endMs: 1500, lines: ['One <two>', 'three'], speaker: 'Ann', region: 'bottom' },
      {
        lines: ['a b'],
        runs: [
          [
            { text: 'a ', marks: { italic: true } },
            { text: 'b', marks: { color: '#00ff00', ruby: 'x' } },
          ],
        ],
        place: { anchor: 9 },
        region: 'top',
      },
    ]);
  });
});
