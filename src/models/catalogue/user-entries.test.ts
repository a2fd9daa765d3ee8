import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../kernel/index.ts';
import { CATALOGUE } from './catalogue.data.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { parseUserEntries } from './user-entries.ts';

const FILE = '/project/offscribe.toml';

const MODEL = `
[[model]]
name = "court"
licence = "MIT"
format = "ctranslate2"
`;
const HUB = `
[[model.source]]
kind = "hub"
repo = "court/whisper-court"
files = ["model.bin", "vocabulary.*"]
`;

function parsed(text: string): readonly CatalogueEntry[] {
  return parseUserEntries(text, FILE, CATALOGUE);
}

/** The error of a file, which always names the file. */
function errorOf(text: string): AppError {
  try {
    parsed(text);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('E_CONFIG_INVALID');
    expect(error.message.startsWith(`${FILE}: `)).toBe(true);
    return error;
  }
  throw new Error('nothing was wrong');
}

describe('a table', () => {
  test('of few keys is a whole row', () => {
    expect(parsed(MODEL + HUB)).toEqual([
      {
        name: 'court',
        aliases: [],
        task: 'transcribe',
        languages: 'multilingual',
        licence: 'MIT',
        licenceEvidence: `as written in ${FILE}`,
        nonCommercial: false,
        gated: false,
        sizeBytes: 0,
        format: 'ctranslate2',
        engines: ['onnx', 'faster-whisper', 'mlx'],
        files: [],
        sources: [{ kind: 'hub', repo: 'court/whisper-court', files: ['model.bin', 'vocabulary.*'] }],
      },
    ]);
  });

  test('can say everything that a built-in row says', () => {
    const [entry] = parsed(`${MODEL}
      aliases = ["judge"]
      task = "align"
      languages = ["de", "haw"]
      licence-evidence = "letter of 3 May"
      non-commercial = true
      gated = true
      engines = ["mlx"]
      [[model.file]]
      name = "model.bin"
      size-bytes = 12
      sha256 = "${'a'.repeat(64)}"
      [[model.source]]
      kind = "bundle"
      path = "court.tar"
      [[model.source]]
      kind = "folder"
      path = "/srv/court"
      [[model.source]]
      kind = "hub"
      repo = "court/x"
      revision = "v2"
      files = ["model.bin"]
      optional-files = ["*.json"]`);
    expect(entry).toMatchObject({
      aliases: ['judge'],
      task: 'align',
      languages: ['de', 'haw'],
      licenceEvidence: 'letter of 3 May',
      nonCommercial: true,
      gated: true,
      sizeBytes: 12,
      engines: ['mlx'],
      files: [{ name: 'model.bin', sizeBytes: 12, sha256: 'a'.repeat(64) }],
      sources: [
        { kind: 'bundle', path: '/project/court.tar' },
        { kind: 'folder', path: '/srv/court' },
        { kind: 'hub', repo: 'court/x', revision: 'v2', files: ['model.bin'], optionalFiles: ['*.json'] },
      ],
    });
  });

  test('is none in an empty file', () => {
    expect(parsed('')).toEqual([]);
  });
});

describe('a key', () => {
  test.each([
    ['hf_token', 'hf_token = "x"'],
    ['HF_ENDPOINT', 'HF_ENDPOINT = "https://x"'],
    ['ffmpeg', 'ffmpeg = "/tmp/x"'],
    ['cache-dir', 'cache-dir = "/tmp"'],
    ['offscribe_home', 'offscribe_home = "/tmp"'],
    ['python', 'python = "./evil"'],
    ['proxy', '[proxy]\nhttps = "http://x"'],
    ['model[1].endpoint', `${MODEL}endpoint = "https://x"\n${HUB}`],
    ['model[1].source[1].token', `${MODEL}${HUB}token = "x"`],
  ])('that decides what runs, who is asked or where files lie is refused: %s', (key, text) => {
    const error = errorOf(text);
    expect(error.message).toContain(`${key} may not be set in a file`);
    expect(error.details).toEqual({ file: FILE, key });
  });

  test.each([
    [`[[models]]\nname = "x"`, 'models is not a setting; did you mean "model"?'],
    [`${MODEL}license = "MIT"\n${HUB}`, 'model[1].license is not a setting; did you mean "licence"?'],
    [`${MODEL}${HUB}reop = "a/b"`, 'model[1].source[1].reop is not a setting; did you mean "repo"?'],
    [
      `${MODEL}[[model.file]]\nname = "a"\nsize = 1\nsize-bytes = 1\nsha256 = "${'a'.repeat(64)}"\n${HUB}`,
      'model[1].file[1].size is not a setting; did you mean "size-bytes"?',
    ],
    ['colour = "blue"', 'colour is not a setting.'],
  ])('that nothing reads is an error, and the nearest is named', (text, message) => {
    expect(errorOf(text).message).toBe(`${FILE}: ${message}`);
  });

  test.each([
    ['no name', '[[model]]\nlicence = "MIT"\nformat = "onnx"\n', 'model[1].name'],
    ['a name with a slash', MODEL.replace('court', 'a/b'), 'model[1].name'],
    ['a name that leaves its folder', MODEL.replace('court', '..'), 'model[1].name'],
    ['a pickle', MODEL.replace('ctranslate2', 'pickle'), 'model[1].format'],
    ['a language in words', `${MODEL}languages = ["German"]\n`, 'model[1].languages[1]'],
    ['a file outside the folder', `${MODEL}[[model.file]]\nname = "../x"\n`, 'model[1].file[1].name'],
  ])('with a value that cannot be is named: %s', (_, text, key) => {
    expect(errorOf(text + HUB).details).toEqual({ file: FILE, key });
  });

  test('must name at least one source', () => {
    expect(errorOf(MODEL).details).toEqual({ file: FILE, key: 'model[1].source' });
  });
});

describe('a name', () => {
  test.each([
    ['base', 'base'],
    ['large', 'large'],
    ['large-v3-mlx', 'large-v3-mlx'],
  ])('of the catalogue stays what it is: %s', (name) => {
    const error = errorOf(MODEL.replace('court', name) + HUB);
    expect(error.message).toBe(`${FILE}: model "${name}" takes the name "${name}", which another model has.`);
  });

  test('may not be taken as an alias either, nor twice in one file', () => {
    expect(errorOf(`${MODEL}aliases = ["turbo"]\n${HUB}`).message).toContain('takes the name "turbo"');
    expect(errorOf(MODEL + HUB + MODEL + HUB).message).toContain('takes the name "court"');
  });
});

describe('what is shown', () => {
  const SECRET = 'hf_abcdefghijklmnop';

  test.each([
    ['a line that is not TOML', `token = ${SECRET}"\n`],
    ['a value of the wrong type', `${MODEL.replace('"MIT"', `["${SECRET}"]`)}${HUB}`],
    ['a value that is not allowed', `${MODEL.replace('ctranslate2', SECRET)}${HUB}`],
    ['an unknown kind of source', `${MODEL}[[model.source]]\nkind = "${SECRET}"\n`],
    ['a repository that is none', `${MODEL}${HUB.replace('court/whisper-court', SECRET)}`],
    ['a key that may not be set', `token = "${SECRET}"`],
  ])('never holds a value of the file: %s', (_, text) => {
    const error = errorOf(text);
    const shown = [
      error.message,
      error.hint,
      JSON.stringify(error.details),
      String(error.cause),
      error.stack,
    ];
    expect(shown.join('\n')).not.toContain(SECRET);
  });

  test('says where a file stops being TOML', () => {
    expect(errorOf('[[model]]\nname = \n').message).toMatch(/: line 2, column \d+ is not TOML\.$/);
  });
});

test('any text is rows or one error that names the file', () => {
  const lines = fc.constantFrom(
    ...MODEL.split('\n'),
    ...HUB.split('\n'),
    '[model]',
    'model = 1',
    'x',
    '\u0000',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(lines).map((all) => all.join('\n')),
      ),
      (text) => {
        try {
          parsed(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E_CONFIG_INVALID' });
        }
      },
    ),
  );
});
