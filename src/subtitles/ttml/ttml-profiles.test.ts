import { describe, expect, test } from 'vitest';
import type { SubtitleTrack } from '../track/track.ts';
import { readTrack, writeTrack } from '../track/track-formats.ts';
import { readTtml } from './read-ttml.ts';
import { formatTtml } from './write-ttml.ts';
import { childrenOf, parseXml, type XmlElement } from './xml-tree.ts';

/** A track that says more than EBU-TT-D can hold. */
const RICH: SubtitleTrack = {
  language: 'ja',
  title: 'T',
  styles: [
    {
      name: 'Default Style',
      marks: { strikeout: true, color: '#ffff00' },
      size: 6,
      native: {
        ttml: { 'tts:lineHeight': '1.5c', 'tts:textOutline': 'black 1px', 'ebutts:linePadding': '0.5c' },
      },
    },
  ],
  regions: [{ name: 'no box', place: { anchor: 8 }, native: { ttml: { 'tts:padding': '2px' } } }],
  cues: [
    { startMs: 0, endMs: 1000, lines: ['A'], id: '1', style: 'Default Style', region: 'no box' },
    {
      startMs: 500,
      endMs: 2000,
      lines: ['漢字'],
      runs: [[{ text: '漢字', marks: { ruby: 'かんじ', strikeout: true, voice: 'Ann' } }]],
      place: { anchor: 1, x: -5, y: 130, width: 300 },
    },
  ],
};

/** What EBU-TT-D's schema (v1.0.1) allows: attributes of each element; those with `!` must be there. */
const EBU_SCHEMA: Readonly<Record<string, string>> = {
  tt: 'xml:space ttp:timeBase! ttp:cellResolution xml:lang!',
  head: '',
  styling: '',
  style:
    'xml:id! tts:direction tts:fontFamily tts:fontSize tts:lineHeight tts:textAlign tts:color tts:backgroundColor tts:fontStyle tts:fontWeight tts:textDecoration tts:unicodeBidi tts:wrapOption ebutts:multiRowAlign ebutts:linePadding itts:fillLineGap',
  layout: '',
  region:
    'xml:id! tts:origin! tts:extent! style tts:displayAlign tts:padding tts:writingMode tts:showBackground tts:overflow',
  body: 'style ttm:agent ttm:role',
  div: 'xml:id region style ttm:agent ttm:role xml:lang',
  p: 'xml:id! xml:space xml:lang region style begin end ttm:agent ttm:role',
  span: 'xml:id xml:space xml:lang style begin end ttm:agent ttm:role',
  br: 'ttm:role',
};

function faultsOf(element: XmlElement): string[] {
  const allowed = EBU_SCHEMA[element.name];
  if (element.name === 'metadata') return [];
  if (allowed === undefined) return [`${element.name} is no element`];
  const names = allowed.split(' ').filter(Boolean);
  const plain = names.map((name) => name.replace('!', ''));
  return [
    ...[...element.attributes.keys()]
      .filter((name) => !plain.includes(name) && !name.startsWith('xmlns'))
      .map((name) => `${element.name} has ${name}`),
    ...names
      .filter((name) => name.endsWith('!') && !element.attributes.has(name.slice(0, -1)))
      .map((name) => `${element.name} lacks ${name}`),
    ...element.children.flatMap((child) => (typeof child === 'string' ? [] : faultsOf(child))),
  ];
}

function attributeOf(text: string, elements: readonly string[], name: string): (string | undefined)[] {
  let found: XmlElement[] = [];
  const { root } = parseXml(text);
  if (root !== undefined) found = [root];
  for (const element of elements) found = found.flatMap((one) => childrenOf(one, element));
  return found.map((one) => one.attributes.get(name));
}

describe('profiles', () => {
  test('[TTML16] EBU-TT-D has the elements and attributes of its schema, and no others', () => {
    for (const track of [RICH, { cues: [] }, { cues: RICH.cues }] satisfies SubtitleTrack[]) {
      const { root, problems } = parseXml(formatTtml(track, 'ebu-tt-d'));
      expect(problems).toEqual([]);
      expect(root === undefined ? ['no root'] : faultsOf(root)).toEqual([]);
    }
  });

  test('[TTML16] EBU-TT-D: percentages alone, styles and regions never empty, a language always', () => {
    const text = formatTtml(RICH, 'ebu-tt-d');
    for (const name of ['tts:origin', 'tts:extent']) {
      for (const value of attributeOf(text, ['head', 'layout', 'region'], name))
        expect(value).toMatch(/^[\d.]+% [\d.]+%$/);
    }
    expect(text).not.toContain('1.5c');
    expect(text).not.toMatch(/lineThrough|tts:ruby|textOutline|2px/);
    const empty = formatTtml({ cues: [] }, 'ebu-tt-d');
    expect(empty).toContain('xml:lang="und"');
    expect(empty).toContain('<style ');
    expect(empty).toContain('<region ');
  });

  test('[TTML12] every manner is a style and every place a region of the head; names become XML names', () => {
    const text = formatTtml(RICH, 'ttml');
    const [first, second] = attributeOf(text, ['body', 'div', 'p'], 'region');
    expect([first, second]).toEqual(['no_box', 'place2']);
    expect(attributeOf(text, ['body', 'div', 'p'], 'xml:id')[0]).toBe('c1');
    expect(attributeOf(text, ['body', 'div', 'p'], 'style')[0]).toBe('Default_Style');
    expect(attributeOf(text, ['body', 'div', 'p'], 'begin')).toEqual(['00:00:00.000', '00:00:00.500']);
  });

  test('[TTML17] IMSC: no region reaches beyond the picture, and no length is in cells but line padding', () => {
    const text = formatTtml(RICH, 'imsc');
    for (const origin of attributeOf(text, ['head', 'layout', 'region'], 'tts:origin')) {
      for (const number of origin?.match(/[\d.]+/g) ?? []) expect(Number(number)).toBeLessThan(100);
    }
    expect(text).toContain('ebutts:linePadding="0.5c"');
    expect(text).not.toContain('1.5c');
  });

  test('[TRK3] what a profile cannot hold is named', () => {
    const features = (format: 'ttml' | 'ebu-tt-d'): string[] =>
      writeTrack({ cues: RICH.cues.slice(1) }, format).losses.map(({ feature }) => feature);
    expect(features('ttml')).toEqual([]);
    expect(features('ebu-tt-d')).toEqual(['ruby', 'strikeout']);
  });

  test.each(['ttml', 'imsc', 'ebu-tt-d'] as const)('[TRK1] %s is known by its text', (format) => {
    const bytes = new TextEncoder().encode(writeTrack(RICH, format).text);
    expect(readTrack(bytes, 'a.xml').format).toBe(format);
  });
});

describe('hostile documents', () => {
  const tt = (body: string): string => `<tt xmlns="http://www.w3.org/ns/ttml">${body}</tt>`;

  test('[TTML1] entities that are made of entities are not read', () => {
    const lines = Array.from({ length: 9 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
    const text = `<!DOCTYPE tt [<!ENTITY e0 "lol">${lines.join('')}]>${tt('<body><div><p begin="0s" end="1s">&e9;</p></div></body>')}`;
    const { track, problems } = readTtml(text);
    expect(track.cues).toEqual([]);
    expect(problems.map(({ what }) => what)).toEqual([
      'a document type is not read',
      expect.stringContaining('undefined entity'),
    ]);
  });

  test('[TTML1] nesting ends at 64 levels', () => {
    const { problems } = readTtml(`${tt('<body>').replace('</tt>', '')}${'<div>'.repeat(1_000_000)}`);
    expect(problems).toEqual([{ line: 1, what: 'elements lie more than 64 deep' }]);
  });

  test('[TTML1] an element with millions of attributes, 50 MB of them, is left', () => {
    const attributes = Array.from({ length: 500 }, (_, n) => `a${n}="${'x'.repeat(100_000)}"`).join(' ');
    const { problems } = readTtml(tt(`<body ${attributes}/>`));
    expect(problems).toEqual([{ line: 1, what: 'an element has more than 256 attributes' }]);
  });

  test('[TTML1] a style that refers to itself, and a chain of a hundred thousand, end', () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => `<style xml:id="s${n}" style="s${n + 1}"/>`);
    const loop = '<style xml:id="a" style="b"/><style xml:id="b" style="a"/>';
    const body = '<body style="a s0"><div><p begin="0s" end="1s">A</p></div></body>';
    const { track, problems } = readTtml(
      tt(`<head><styling>${loop}${chain.join('')}</styling></head>${body}`),
    );
    expect(problems).toEqual([]);
    expect(track.cues.length).toBe(1);
  });

  test('[TTML1] a paragraph with a hundred thousand times is taken as a whole', () => {
    const spans = Array.from({ length: 100_000 }, (_, n) => `<span begin="${n}ms">x</span>`).join('');
    const { track, problems } = readTtml(tt(`<body><div><p begin="0s" end="1h">${spans}</p></div></body>`));
    expect(track.cues.length).toBe(1);
    expect(problems.map(({ what }) => what)).toEqual([
      'a paragraph changes too often; it is taken as a whole',
    ]);
  });

  test('[TTML1] a declared encoding that is not the real one changes nothing', () => {
    const text = `<?xml version="1.0" encoding="Shift_JIS"?>${tt('<body><div><p begin="0s" end="1s">Ä</p></div></body>')}`;
    const utf16 = new Uint8Array(
      new Uint16Array([...`\ufeff${text}`].map((char) => char.charCodeAt(0))).buffer,
    );
    for (const bytes of [new TextEncoder().encode(text), utf16])
      expect(readTrack(bytes, 'a.ttml').track.cues[0]?.lines).toEqual(['Ä']);
  });

  test('[TTML11] animation and images are passed over, and wall-clock time is named', () => {
    const root =
      'xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:timeBase="clock"';
    const body =
      '<body><div><p begin="0s" end="1s"><set begin="0s" end="1s"/>A<image src="a.png"/></p></div></body>';
    const { track, problems } = readTtml(`<tt ${root}>${body}</tt>`);
    expect(track.cues).toEqual([{ startMs: 0, endMs: 1000, lines: ['A'] }]);
    expect(problems).toEqual([
      { line: 1, what: 'its times are of the wall clock; they are read as times of the media' },
    ]);
  });
});
