import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realModel } from '../../../tests/real-models.ts';
import { indexTokens } from './token-index.ts';
import { readTokenText } from './token-text.ts';

const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(['tiny.en', 'base'])('the tokens of %s', async (name) => {
  const { folder } = await realModel(name);
  const bytes = await readFile(join(folder, 'tokenizer.json'));
  const known = new Tokenizer(JSON.parse(bytes.toString('utf8')), {});

  test('spell what the library of Hugging Face says they spell', () => {
    const { decode } = readTokenText(bytes);
    const ids = fc.array(fc.nat({ max: 51_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ids, (some) => {
        // The library spells an unknown id as its unknown token, of which Whisper has none.
        const named = some.filter((id) => known.decode([id]) !== undefined);
        fc.pre(named.length > 0);
        const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
        expect(decode(named)).toBe(known.decode(named, options));
      }),
      { numRuns: 500 },
    );
  });

  test('have the ids that the file gives them, and an unknown one has none', () => {
    const { idOf } = readTokenText(bytes);
    for (const token of [
      '<|startoftranscript|>',
      '<|yue|>',
      '<|nospeech|>',
      'Ġthe',
      '"',
      '\\',
      '!',
      'no such token',
    ])
      expect(idOf(token)).toBe(known.token_to_id(token));
  });

  test('are read from another layout of the same file alike', () => {
    const spread = encodeUtf8(JSON.stringify(JSON.parse(bytes.toString('utf8')), null, 3));
    expect(indexTokens(bytes)).toBeDefined();
    expect(indexTokens(spread)).toBeDefined();
    const file = JSON.parse(bytes.toString('utf8'));
    const { vocab, merges, ...others } = file.model;
    const turned = encodeUtf8(JSON.stringify({ ...file, model: { merges, ...others, vocab } }));
    expect(indexTokens(turned)).toBeUndefined();
    for (const other of [spread, turned]) {
      const { decode, idOf } = readTokenText(other);
      expect(decode([464, 21_831, 12, 11_085])).toBe(known.decode([464, 21_831, 12, 11_085]));
      expect(idOf('Ġthe')).toBe(known.token_to_id('Ġthe'));
    }
  });
});

test.each(['', '{', '[]', '{"model":{}}', '{"added_tokens":3,"model":{"vocab":{"a":0},"merges":[]}}'])(
  'what is no tokenizer is refused, not read as one without tokens: %j',
  (text) => {
    expect(() => readTokenText(encodeUtf8(text))).toThrow();
  },
);

test('names with escapes and a vocabulary elsewhere in the file are read as JSON has them', () => {
  const file = {
    vocab: { a: 1 },
    model: { vocab: { '"\\"': 0, 'é\n': 1, b: 70_000 }, merges: [['a', ']']] },
  };
  const bytes = encodeUtf8(JSON.stringify(file));
  const { idOf } = readTokenText(bytes);
  expect(idOf('"\\"')).toBe(0);
  expect(idOf('é\n')).toBe(1);
  expect(indexTokens(encodeUtf8(JSON.stringify({ model: file.model })))?.nameOf(70_000)).toBe('b');
  expect(readTokenText(bytes).decode([70_000])).toBe('b');
});
