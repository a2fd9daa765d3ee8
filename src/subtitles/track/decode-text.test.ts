import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const TEXTS = {
  english: 'He said “no” – and that was that… It’s 5 €, isn’t it?',
  french: 'Où êtes-vous allés, là-bas, près de la forêt enchantée ? Ça n’a été qu’un rêve, très étrange.',
  polish:
    'Zażółć gęślą jaźń, proszę państwa. Dziękuję bardzo, że przyszliście tutaj wieczorem, było świetnie.',
  russian: 'Здравствуйте, товарищи! Сегодня мы расскажем вам о том, что случилось вчера вечером в городе.',
  greek: 'Καλησπέρα σας, κυρίες και κύριοι. Σήμερα θα σας πούμε τι έγινε χθες το βράδυ στην πόλη.',
  arabic: 'مرحبا بكم أيها السيدات والسادة، اليوم سوف نخبركم بما حدث أمس في المدينة الكبيرة.',
  japanese: 'こんばんは、皆さん。今日は昨日の夜に町で起こったことについてお話しします。',
  chinese: '晚上好，女士们先生们。今天我们要告诉大家昨天晚上城里发生了什么事情。',
  taiwanese: '晚安，各位先生女士。今天我們要告訴大家昨天晚上城裡發生了什麼事情。',
  korean: '안녕하세요 여러분. 오늘은 어젯밤 도시에서 무슨 일이 있었는지 말씀드리겠습니다.',
};

const srt = (text: string): string =>
  [1, 2, 3].map((at) => `${at}\n00:00:0${at},000 --> 00:00:0${at},900\n${text}\n`).join('\n');

const hasIconv = spawnSync('iconv', ['--version']).status === 0;

describe('Unicode', () => {
  const text = srt(TEXTS.russian);

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-8 without one', Buffer.from(text), 'utf-8'],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 LE without one', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['UTF-16 BE without one', Buffer.from(text, 'utf16le').swap16(), 'utf-16be'],
  ])('[ENC1] [ENC2] %s is told by its bytes', (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text, encoding, problems: [] });
  });

  test('[ENC4] bytes that are none of the encoding become U+FFFD, and the first line with them is named', () => {
    const bytes = Buffer.concat([Buffer.from('\ufeffA\nB '), Buffer.from([0xff]), Buffer.from('\nC')]);
    expect(decodeText(bytes)).toEqual({
      text: 'A\nB \ufffd\nC',
      encoding: 'utf-8',
      problems: [{ line: 2, what: 'bytes here are no utf-8' }],
    });
  });

  test('[ENC1] no bytes are no text', () => {
    expect(decodeText(new Uint8Array(0))).toEqual({ text: '', encoding: 'utf-8', problems: [] });
  });
});

test('a machine that checks changes has iconv', () => {
  expect(hasIconv || process.env['CI'] !== 'true').toBe(true);
});

describe.skipIf(!hasIconv)('legacy code pages (skipped without iconv)', () => {
  test.each([
    ['english', 'CP1252', 'windows-1252'],
    ['french', 'CP1252', 'windows-1252'],
    ['polish', 'CP1250', 'windows-1250'],
    ['russian', 'CP1251', 'windows-1251'],
    ['russian', 'KOI8-R', 'koi8-r'],
    ['greek', 'CP1253', 'windows-1253'],
    ['arabic', 'CP1256', 'windows-1256'],
    ['japanese', 'SHIFT_JIS', 'shift_jis'],
    ['japanese', 'EUC-JP', 'euc-jp'],
    ['chinese', 'GB18030', 'gb18030'],
    ['taiwanese', 'BIG5', 'big5'],
    ['korean', 'EUC-KR', 'euc-kr'],
  ] as const)('[ENC3] %s text in %s is read as %s, and said to be a guess', (language, page, encoding) => {
    const text = srt(TEXTS[language]);
    const bytes = execFileSync('iconv', ['-f', 'UTF-8', '-t', page], { input: text });
    expect(decodeText(bytes)).toEqual({
      text,
      encoding,
      problems: [{ line: 1, what: `the text is no UTF-8; it was read as ${encoding}` }],
    });
  });
});
