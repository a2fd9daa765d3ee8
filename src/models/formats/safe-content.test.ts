import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CTRANSLATE2,
  field,
  ggml,
  gguf,
  NPY,
  NPZ,
  npy,
  numberField,
  onnx,
  onnxOf,
  SAFETENSORS,
  SENTENCEPIECE,
  safetensors,
  VALID_FILES,
} from '../../../tests/fixtures/format-files.ts';
import { buildZip } from '../../../tests/fixtures/wheel-file.ts';
import { requireSafeContent } from './index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-formats-'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

async function formatOf(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, content);
  return await requireSafeContent(path, name);
}

async function expectRefusal(name: string, content: Uint8Array | string, why: RegExp): Promise<void> {
  const refused = expect(formatOf(name, content)).rejects;
  await refused.toMatchObject({ code: 'E_MODEL_UNSAFE', message: expect.stringMatching(why) });
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('files that are taken, by their content', () => {
  test.each([
    ['model.safetensors', SAFETENSORS, 'safetensors'],
    ['model.gguf', gguf(), 'ggml'],
    ['old.gguf', gguf({ version: 2 }), 'ggml'],
    ['ggml-base.bin', ggml(), 'ggml'],
    ['model.bin', CTRANSLATE2, 'ctranslate2'],
    ['model.onnx', onnx(), 'onnx'],
    ['outside.onnx', onnx('data/model.onnx_data'), 'onnx'],
    ['weights.npz', NPZ, 'npz'],
    ['tokenizer.model', SENTENCEPIECE, 'data'],
    ['config.json', '{"a": [1, 2]}', 'data'],
    ['vocabulary.txt', '<|endoftext|>\nĠthe\n\u{1f600}\n', 'data'],
    ['words.txt', 'can\ncat\nRome.\n(important\nthings) .\n', 'data'],
    ['README.md', '\ufeff# A model\r\n', 'data'],
    ['empty.txt', '', 'data'],
    ['model.onnx_data', Buffer.from([1, 0, 255, 254, 7]), 'onnx'],
    ['model.onnx.data', Buffer.alloc(64), 'onnx'],
    ['no-ending', SAFETENSORS, 'safetensors'],
  ])('%s', async (name, content, format) => {
    expect(await formatOf(name, content)).toBe(format);
  });

  test('a vocabulary longer than the pieces it is read in, with a letter across their border', async () => {
    expect(await formatOf('vocabulary.txt', `${'a'.repeat((1 << 20) - 1)}é${'b'.repeat(100)}`)).toBe('data');
  });
});

describe('files that are refused', () => {
  test.each([
    ['protocol 0', 'c__builtin__\neval\np0\n(V1+1\np1\ntp2\nRp3\n.'],
    ['protocol 1', 'c__builtin__\neval\nq\x00(X\x03\x00\x00\x001+1q\x01tq\x02Rq\x03.'],
    ['protocol 2', '\x80\x02c__builtin__\neval\nq\x00X\x03\x00\x00\x001+1q\x01\x85q\x02Rq\x03.'],
    [
      'protocol 4',
      '\x80\x04\x95\x1f\0\0\0\0\0\0\0\x8c\x08builtins\x94\x8c\x04eval\x94\x93\x94\x8c\x031+1\x94\x85\x94R\x94.',
    ],
    ['protocol 0 without a call', '(lp0\nI1\naVa\np1\na(dp2\nI2\nF3.5\nsa.'],
    ['protocol 1 without a call', ']q\x00(K\x01X\x01\x00\x00\x00aq\x01}q\x02K\x02G@\x0c\0\0\0\0\0\0se.'],
    ['protocol 2 without a call', '\x80\x02]q\x00.'],
    ['a call and nothing after it', 'cos\nsystem\n(Vid\ntR'],
    ['an instance by name', "(S'id'\nios\nsystem\n."],
    ['an object by class', '(cos\nsystem\nVid\no.'],
    ['a state that is set', 'cos\nsystem\n}b.'],
    ['a call after a number in a form that only Python reads', 'I 1_0 \n0cos\nsystem\n(Vid\ntR.'],
    ['a call behind a mark that was taken off again', '(0cos\nsystem\n(Vid\ntR.'],
    ['a call in a second pickle', 'N.cos\nsystem\n(Vid\ntR.'],
    ['a call behind a very long text', `V${'x'.repeat(200_000)}\n0cos\nsystem\n(Vid\ntR.`],
    ['a stack that never ends', 'N'.repeat(1_000_001)],
  ])('a pickle of %s, whatever it is called', async (_, content) => {
    for (const name of ['pytorch_model.bin', 'config.json', 'vocabulary.txt', 'model.onnx_data']) {
      await expectRefusal(name, latin1(content), /pickle/);
    }
  });

  test('a pickle that is safetensors too', async () => {
    const hidden = latin1('cos\nsystem\n(Vid\ntR.');
    const before = '{"__metadata__":{"x":"';
    const after = `"},"a":{"dtype":"U8","shape":[${hidden.length}],"data_offsets":[0,${hidden.length}]}}`;
    // `T` reads a text whose length is the rest of the header's length, `N` puts down nothing, `U` reads up to the tensor.
    const headerBytes = 'T'.charCodeAt(0) + 256 * 40;
    const jump = `U${String.fromCharCode(after.length)}`;
    const filler = 'N'.repeat(headerBytes - before.length - jump.length - after.length);
    const file = safetensors(before + filler + jump + after, hidden.length);
    expect(await formatOf('model.safetensors', file)).toBe('safetensors');
    hidden.copy(file, 8 + headerBytes);
    await expectRefusal('model.safetensors', file, /pickle/);
  });

  test.each([
    [
      'an archive of torch',
      buildZip([{ name: 'archive/data.pkl', bytes: latin1('\x80\x02.') }]),
      /data\.pkl/,
    ],
    ['a zip file of texts', buildZip([{ name: 'a.txt', bytes: latin1('a') }]), /zip file with "a\.txt"/],
    ['an empty zip file', buildZip([]), /zip file/],
    ['a 7z archive', latin1("7z\xbc\xaf'\x1c\0\x04"), /7z/],
    ['a packed file', latin1('\x1f\x8b\x08\0'), /gzip/],
    ['a tar archive', Buffer.concat([latin1('a\0'.padEnd(257, '\0')), latin1('ustar\0')]), /tar/],
    ['a program of Linux', latin1('\x7fELF\x02\x01\x01\0'), /ELF/],
    ['a program of Windows', latin1('MZ\x90\0\x03'), /PE/],
    ['a program of macOS', latin1('\xcf\xfa\xed\xfe\x07\0\0\x01'), /Mach-O/],
    ['a script', '#!/bin/sh\nid\n', /script/],
    ['HDF5', latin1('\x89HDF\r\n\x1a\n'), /HDF5/],
    ['a torn pickle', latin1('\x80\x02c__bui'), /pickle/],
    ['text with a NUL', 'a\0b', /no kind/],
    ['text that is not UTF-8', latin1('caf\xe9 au lait'), /no kind/],
    ['anything else', Buffer.from([0xde, 0xad, 0xbe, 0xef, 0]), /no kind/],
    [
      'a checkpoint of an older CTranslate2',
      Buffer.concat([Buffer.from([5, 0, 0, 0]), CTRANSLATE2.subarray(4)]),
      /no kind/,
    ],
  ])('%s', async (_, content, why) => {
    await expectRefusal('model.bin', content, why);
  });

  test.each([
    'a.py',
    'A.PKL',
    'x/model.pt',
    'b.ckpt',
    'c.nemo',
    'd.so',
    'd.so.1',
    'e.exe',
    'f.sh',
    'g.tar',
    'h.7z',
  ])(
    '%s by its name alone, though its content is harmless',
    async (name) => await expectRefusal(name, '{}', /never taken/),
  );

  test.each(['\x7fELF\x02', 'PK\x03\x04\0', "7z\xbc\xaf'\x1c"])(
    '%j as tensors beside a graph',
    async (text) => {
      await expectRefusal('model.onnx_data', latin1(text), /it is/);
    },
  );
});

describe('hostile headers', () => {
  const tensor = (begin: number, end: number, more = {}): object => ({
    ...{ dtype: 'U8', shape: [end - begin], data_offsets: [begin, end] },
    ...more,
  });

  test.each([
    ['a length of 2^63', Buffer.concat([latin1('\0\0\0\0\0\0\0\x80'), latin1('{}')]), /no kind/],
    ['a header longer than may be', safetensors('{'.padEnd(17_000_000), 0), /claims 17000000 bytes/],
    ['a deep header', safetensors('{"a":'.repeat(50_000), 0), /JSON/],
    ['a header that is no JSON', safetensors('{"a":', 0), /JSON/],
    ['overlapping tensors', safetensors({ a: tensor(0, 8), b: tensor(4, 12) }, 12), /overlap/],
    ['a hole', safetensors({ a: tensor(0, 4), b: tensor(8, 12) }, 12), /gaps/],
    ['tensors beyond the end', safetensors({ a: tensor(0, 800) }, 8), /not as long/],
    ['bytes that belong to nothing', safetensors({ a: tensor(0, 8) }, 9), /not as long/],
    ['a shape of another size', safetensors({ a: tensor(0, 8, { shape: [9] }) }, 8), /does not place/],
    ['a negative size', safetensors({ a: tensor(0, 8, { shape: [-2, -4] }) }, 8), /does not place/],
    ['an unknown type', safetensors({ a: tensor(0, 8, { dtype: 'constructor' }) }, 8), /does not place/],
    ['offsets in the wrong order', safetensors({ a: tensor(8, 0) }, 8), /does not place/],
  ])('safetensors: %s', async (_, content, why) => await expectRefusal('a', content, why));

  test.each([
    ['a billion tensors', gguf({ tensors: 2 ** 30 }), /claims 1073741824 tensors/],
    ['more tensors than there are', gguf({ tensors: 2 }), /no name/],
    ['a tensor beyond the end', gguf({ offset: 64 }), /beyond its end/],
    ['a tensor that is not aligned', gguf({ offset: 1 }), /not aligned/],
    ['an unknown version', gguf({ version: 9 }), /version 9/],
    ['a name of 2^60 bytes', gguf().fill(0x10, 31, 32), /./],
    ['a torn file', gguf().subarray(0, 60), /ends too early/],
  ])('GGUF: %s', async (_, content, why) => await expectRefusal('a', content, why));

  test.each([
    ['a million tokens', ggml({ tokens: 1_000_000 }), /./],
    ['a torn tensor', ggml().subarray(0, -1), /ends too early/],
  ])('ggml: %s', async (_, content, why) => await expectRefusal('a', content, why));

  test.each([
    ['a torn tensor', CTRANSLATE2.subarray(0, 45), /ends too early/],
    ['something after the end', Buffer.concat([CTRANSLATE2, latin1('x')]), /follows/],
  ])('CTranslate2: %s', async (_, content, why) => await expectRefusal('model.bin', content, why));

  test.each([
    '../secret',
    '/etc/passwd',
    'C:\\secret',
    'a/../../b',
    '\\\\host\\share',
    'a\0b',
    '',
    './../x',
    'con',
  ])('ONNX: tensors said to lie in %j', async (location) => {
    await expectRefusal('model.onnx', onnx(location), /tensors are said to lie/);
  });

  test('ONNX: such a place is found wherever a tensor can be', async () => {
    const entry = field(13, Buffer.concat([field(1, 'location'), field(2, '../x')]));
    const attribute = (content: Buffer): Buffer => field(5, content);
    for (const graph of [
      field(1, attribute(field(5, entry))),
      field(1, attribute(field(10, entry))),
      field(1, attribute(field(6, field(5, entry)))),
      field(1, attribute(field(11, field(1, attribute(field(5, entry)))))),
      field(15, field(1, entry)),
    ]) {
      await expectRefusal('model.onnx', onnxOf(field(7, graph)), /tensors are said to lie/);
    }
    const made = onnxOf(field(7, ''), field(25, field(7, attribute(field(5, entry)))));
    await expectRefusal('model.onnx', made, /tensors are said to lie/);
  });

  test('ONNX: the last of two places in one entry counts for a reader, so both must be safe', async () => {
    const entry = field(13, Buffer.concat([field(2, '../x'), field(1, 'location'), field(2, 'safe')]));
    await expectRefusal('model.onnx', onnxOf(field(7, field(5, entry))), /tensors are said to lie/);
  });

  test.each([
    ['no graph', onnxOf(), /no graph/],
    ['a field that no model has', onnxOf(field(7, ''), field(9, 'x')), /not an ONNX model/],
    ['a graph that is a number', onnxOf(numberField(7, 1)), /not a message/],
    [
      'a length beyond the end',
      Buffer.concat([onnx(), Buffer.from([0x3a, 0xff, 0xff, 0x03])]),
      /ends too early/,
    ],
    ['a number without an end', Buffer.concat([Buffer.from([8]), Buffer.alloc(11, 0xff)]), /no end/],
    ['a group', Buffer.concat([numberField(1, 8), Buffer.from([0x3b])]), /protobuf/],
  ])('ONNX: %s', async (_, content, why) => await expectRefusal('model.onnx', content, why));

  test('ONNX: graphs in graphs without an end', async () => {
    let graph = field(5, '');
    for (let depth = 0; depth < 60; depth += 1) graph = field(1, field(5, field(6, graph)));
    await expectRefusal('model.onnx', onnxOf(field(7, graph)), /nested too deep/);
  });

  const arrays = (...members: readonly Buffer[]): Buffer =>
    buildZip(members.map((bytes, index) => ({ name: `${index}.npy`, bytes })));

  test.each([
    [
      'objects',
      arrays(npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", 8)),
      /not an array of numbers/,
    ],
    [
      'records',
      arrays(npy("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (1,), }", 8)),
      /not an array/,
    ],
    ['code in the header', arrays(npy('__import__("os")', 8)), /not an array of numbers/],
    [
      'another size',
      arrays(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 4)),
      /does not follow/,
    ],
    ['no array', arrays(latin1('\x80\x02N.')), /no array/],
    ['a long header', arrays(Buffer.concat([latin1('\x93NUMPY\x02\0\xff\xff\xff\x7f'), NPY])), /header of/],
    [
      'a name twice',
      buildZip([
        { name: 'a.npy', bytes: NPY },
        { name: 'a.npy', bytes: NPY },
      ]),
      /twice/,
    ],
    ['a secret', buildZip([{ name: 'a.npy', bytes: NPY, flags: 1 }]), /encrypted/],
    ['a strange packing', buildZip([{ name: 'a.npy', bytes: NPY, method: 12 }]), /packed by the method 12/],
    ['a name that leaves', buildZip([{ name: '../a.npy', bytes: NPY }]), /damaged zip|leaves/],
    ['a torn zip', NPZ.subarray(0, -30), /damaged zip/],
  ])('npz: %s', async (_, content, why) => await expectRefusal('weights.npz', content, why));

  test.each([
    ['a field that no vocabulary has', Buffer.concat([SENTENCEPIECE, field(9, 'x')])],
    ['a field that no piece has', field(1, numberField(9, 1))],
    ['a number for a piece', Buffer.concat([SENTENCEPIECE, numberField(1, 1)])],
  ])(
    'SentencePiece: %s',
    async (_, content) => await expectRefusal('tokenizer.model', content, /SentencePiece/),
  );
});

describe('whatever the bytes are, a file is taken or refused, and nothing else happens', () => {
  const settles = async (name: string, content: Uint8Array): Promise<void> => {
    try {
      await formatOf(name, content);
    } catch (error) {
      expect(error).toMatchObject({ code: 'E_MODEL_UNSAFE' });
    }
  };
  const names = fc.constantFrom(...Object.keys(VALID_FILES), 'model.onnx_data', 'config.json');

  test('random bytes', async () => {
    const starts = fc.constantFrom(
      '',
      'GGUF\x03\0\0\0',
      'lmgg',
      '\x08\x08',
      'PK\x03\x04',
      '\x80\x04',
      '(',
      '\n',
    );
    await fc.assert(
      fc.asyncProperty(names, starts, fc.uint8Array({ maxLength: 400 }), async (name, start, bytes) => {
        await settles(name, Buffer.concat([latin1(start), bytes]));
      }),
      { numRuns: 300 },
    );
  });

  test('valid files with some bytes changed, or cut short', async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(names, changes, fc.option(fc.nat(), { freq: 3 }), async (name, changed, cut) => {
        const bytes = Buffer.from(VALID_FILES[name] ?? gguf());
        for (const [at, value] of changed) bytes[at % bytes.length] = value;
        await settles(name, cut === null ? bytes : bytes.subarray(0, cut % bytes.length));
      }),
      { numRuns: 600 },
    );
  });
});
