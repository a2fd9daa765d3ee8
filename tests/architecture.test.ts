import { readdir, readFile } from 'node:fs/promises';
import { basename, join, posix, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ERROR_TABLE, SETTINGS } from '../src/kernel/index.ts';
import { checkBorders, MAY_IMPORT } from './architecture/borders.ts';
import { checkFileSizes, checkForms, checkNames } from './architecture/budgets.ts';
import { cataloguePage } from './architecture/catalogue-docs.ts';
import { checkCycles } from './architecture/cycles.ts';
import { checkDocblocks } from './architecture/docblocks.ts';
import { errorPage, unusedCodes } from './architecture/error-docs.ts';
import { pipelinePage } from './architecture/pipeline-docs.ts';
import { configurationPage, unreadSettings } from './architecture/settings-docs.ts';
import { isTest, parseSource, readSources, type Violation } from './architecture/source-file.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const sources = [...(await readSources(ROOT, 'src')), ...(await readSources(ROOT, 'tests'))];
const product = sources.filter((file) => !isTest(file.path));

const printed = (violations: readonly Violation[]): string[] =>
  violations.map(({ rule, path, line, message }) => `${path}${line ? `:${line}` : ''} [${rule}] ${message}`);
const rules = (violations: readonly Violation[]): string[] => violations.map((one) => one.rule);

describe('the source', () => {
  test('was really read: a checker that sees nothing finds nothing', () => {
    expect(product.length).toBeGreaterThan(80);
    expect(product.flatMap((file) => file.imports).length).toBeGreaterThan(250);
    const folders = new Set(product.map((file) => file.path.split('/')[1]));
    for (const folder of Object.keys(MAY_IMPORT)) {
      expect(
        folder === '.' ? product.some((file) => file.path === 'src/index.ts') : folders.has(folder),
        folder,
      ).toBe(true);
    }
  });

  test('keeps its borders', () => {
    expect(printed(checkBorders(product))).toEqual([]);
  });

  test('has no import cycle', () => {
    expect(printed(checkCycles(product))).toEqual([]);
  });

  test('keeps its budgets of lines, and its names say something', () => {
    expect(printed([...checkFileSizes(sources), ...checkNames(sources)])).toEqual([]);
  });

  test('has short functions with few parameters, no any, no default export', () => {
    expect(printed(checkForms(product))).toEqual([]);
  });

  test('has a header in every file and a docblock on every export', () => {
    expect(printed(checkDocblocks(product))).toEqual([]);
  });
});

describe('a SPEC.md', () => {
  test('has no rule that no test names', async () => {
    const entries = await readdir(join(ROOT, 'src'), { recursive: true });
    const specs = entries
      .filter((path) => basename(path) === 'SPEC.md')
      .map((path) => posix.join('src', path.split(sep).join('/')));
    expect(specs.length).toBeGreaterThan(0);
    for (const spec of specs) {
      const tests = sources.filter((file) => file.path.startsWith(posix.dirname(spec)) && isTest(file.path));
      const titles = tests.map((file) => file.text).join('\n');
      const ids = [...(await readFile(join(ROOT, spec), 'utf8')).matchAll(/\*\*([A-Z]+[0-9]+)\*\*/g)].map(
        (found) => found[1] ?? '',
      );
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.filter((id) => !titles.includes(`[${id}]`))).toEqual([]);
    }
  });
});

describe('the error table', () => {
  test('has no code that nothing raises or no test names', () => {
    expect(unusedCodes(Object.keys(ERROR_TABLE), sources)).toEqual({ unthrown: [], untested: [] });
  });

  test('is what docs/errors.md says', async () => {
    await expect(errorPage()).toMatchFileSnapshot('../docs/errors.md');
  });
});

describe('the table of settings', () => {
  test('has no row that nothing reads', () => {
    expect(unreadSettings(Object.keys(SETTINGS), sources)).toEqual([]);
  });

  test('is what docs/configuration.md says', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../docs/configuration.md');
  });
});

test('the table of stages is what docs/pipeline.md says', async () => {
  await expect(pipelinePage()).toMatchFileSnapshot('../docs/pipeline.md');
});

test('the catalogue is what docs/catalogue.md says', async () => {
  await expect(cataloguePage()).toMatchFileSnapshot('../docs/catalogue.md');
});

describe('planted violations are found', () => {
  /** The rules that a product of these files breaks, by border. */
  const borders = (planted: Readonly<Record<string, string>>): string[] => {
    const doors = Object.keys(MAY_IMPORT).map((folder) => [
      folder === '.' ? 'src/index.ts' : `src/${folder}/index.ts`,
      '',
    ]);
    const all = { ...Object.fromEntries(doors), ...planted };
    return rules(checkBorders(Object.entries(all).map(([path, text]) => parseSource(path, String(text)))));
  };

  test.each([
    ['an arrow upwards', 'src/kernel/a.ts', "import { x } from '../app/index.ts';", 'border'],
    ['a type import upwards', 'src/text/a.ts', "import type { X } from '../audio/index.ts';", 'border'],
    [
      'a dynamic import upwards',
      'src/models/a.ts',
      "const x = await import('../engines/index.ts');",
      'border',
    ],
    ['a re-export from above', 'src/media/a.ts', "export * from '../models/index.ts';", 'border'],
    ['an import type upwards', 'src/audio/a.ts', "let x: import('../media/index.ts').X;", 'border'],
    ['between two adapters', 'src/app/a.ts', "import '../cli/index.ts';", 'border'],
    ['past the door of a folder', 'src/app/a.ts', "import { x } from '../text/b.ts';", 'side-entrance'],
    ['through the own door', 'src/text/a.ts', "import { x } from './index.ts';", 'own-door'],
    ['a file that is not there', 'src/text/a.ts', "import { x } from './gone.ts';", 'unknown-file'],
    ['a folder without a row', 'src/extra/a.ts', '', 'unknown-folder'],
    ['node: in a pure layer', 'src/subtitles/a.ts', "import { x } from 'node:path';", 'pure'],
    ['npm in a pure layer', 'src/text/a.ts', "import fc from 'fast-check';", 'pure'],
    ['files outside platform', 'src/models/a.ts', "import { open } from 'node:fs/promises';", 'reserved'],
    ['files by the old name', 'src/models/a.ts', "import fs from 'fs';", 'reserved'],
    ['sockets outside platform', 'src/app/a.ts', "await import('node:net');", 'reserved'],
    ['processes outside platform', 'src/media/a.ts', "import { execa } from 'execa';", 'reserved'],
    ['a client outside platform', 'src/models/a.ts', "const { request } = require('undici');", 'reserved'],
    ['the runtime outside its engine', 'src/engines/fake/a.ts', "import 'onnxruntime-node';", 'reserved'],
    ['the zip reader elsewhere', 'src/engines/a.ts', "import yauzl from 'yauzl';", 'reserved'],
    ['a computed import', 'src/app/a.ts', 'await import(name);', 'computed-import'],
    ['fetch outside platform', 'src/models/a.ts', "await fetch('x');", 'global'],
    ['fetch by its full name', 'src/app/a.ts', "await globalThis.fetch('x');", 'global'],
    ['console outside cli', 'src/app/a.ts', "console.error('x');", 'global'],
    ['exit outside cli', 'src/app/a.ts', 'process.exit(1);', 'global'],
    ['argv outside cli', 'src/platform/a.ts', 'const [x] = globalThis.process.argv;', 'global'],
    ['stdout outside cli', 'src/app/a.ts', "process.stdout.write('x');", 'global'],
    ['a hidden door', 'src/cli/a.ts', "process.getBuiltinModule('fs');", 'global'],
  ])('%s', (_, path, text, rule) => {
    expect(borders({ 'src/text/b.ts': '', [path]: text })).toEqual([rule]);
  });

  test('what is allowed is not reported', () => {
    expect(
      borders({
        'src/platform/a.ts':
          "import { open } from 'node:fs/promises'; import { request } from 'undici'; await fetch('x');",
        'src/engines/onnx/a.ts':
          "import ort from 'onnxruntime-node'; import { b } from './b.ts'; import '../../text/index.ts';",
        'src/engines/onnx/b.ts':
          "function fetch() {} fetch(); ''.replace(/a/, (a, b, c, d) => ''); export * from '../engine.ts'; import { join } from 'node:path'; process.env;",
        'src/engines/engine.ts': '',
        'src/cli/a.ts': "console.log(process.argv); process.exitCode = 1; await import('../app/index.ts');",
      }),
    ).toEqual([]);
  });

  test('cycles: of two files, of three by type, of one', () => {
    const files = (planted: Readonly<Record<string, string>>) =>
      Object.entries(planted).map(([path, text]) => parseSource(`src/text/${path}`, text));
    expect(rules(checkCycles(files({ 'a.ts': "import './b.ts';", 'b.ts': "import './a.ts';" })))).toEqual([
      'cycle',
    ]);
    const [three] = checkCycles(
      files({
        'a.ts': "import type { B } from './b.ts';",
        'b.ts': "export * from './c.ts';",
        'c.ts': "await import('./a.ts');",
      }),
    );
    expect(three?.message).toBe('src/text/a.ts -> src/text/b.ts -> src/text/c.ts -> src/text/a.ts');
    expect(rules(checkCycles(files({ 'a.ts': "import './a.ts';" })))).toEqual(['cycle']);
    expect(
      checkCycles(
        files({ 'a.ts': "import './b.ts'; import './c.ts';", 'b.ts': "import './c.ts';", 'c.ts': '' }),
      ),
    ).toEqual([]);
  });

  test.each([
    ['any', 'export let a: any;'],
    ['a default export', 'export default 1;'],
    ['a default function', 'export default function a() {}'],
    ['a default in a list', 'const a = 1; export { a as default };'],
    ['four parameters', 'const a = (b: 1, c: 1, d: 1, e: 1) => 0;'],
    ['four parameters of a constructor', 'class A { constructor(b: 1, c: 1, d: 1, e: 1) {} }'],
    ['a function of 51 lines', `function a() {${'\n'.repeat(50)}}`],
  ])('%s', (_, text) => {
    expect(rules(checkForms([parseSource('src/text/a.ts', text)]))).toEqual(['form']);
  });

  test('a function of 50 lines with three parameters is fine', () => {
    expect(
      checkForms([parseSource('src/text/a.ts', `function a(b: 1, c: 1, d: 1) {${'\n'.repeat(49)}}`)]),
    ).toEqual([]);
  });

  test('files too long, and too many long files; tables are free', () => {
    const file = (path: string, lines: number) => parseSource(path, '\n'.repeat(lines));
    const short = Array.from({ length: 20 }, (_, index) => file(`src/text/s${index}.ts`, 10));
    expect(checkFileSizes([...short, file('src/text/a.ts', 400), file('src/text/a.data.ts', 9000)])).toEqual(
      [],
    );
    expect(rules(checkFileSizes([...short, file('src/text/a.ts', 401)]))).toEqual(['file-size']);
    expect(rules(checkFileSizes([...short, file('src/text/a.test.ts', 601)]))).toEqual(['file-size']);
    expect(rules(checkFileSizes([file('src/text/a.ts', 121)]))).toEqual(['file-sizes']);
    expect(
      rules(checkFileSizes([...short, ...Array.from({ length: 3 }, () => file('src/text/a.ts', 301))])),
    ).toEqual(['file-sizes']);
  });

  test('names that say nothing, and names that are not kebab-case', () => {
    const named = (path: string) => rules(checkNames([parseSource(path, '')]));
    for (const path of ['src/text/utils.ts', 'src/helpers/a.ts', 'src/text/types.ts', 'src/common/a.ts']) {
      expect(named(path)).toEqual(['dumping-ground']);
    }
    expect(named('src/text/camelCase.ts')).toEqual(['kebab-case']);
    expect(named('src/text/two-words.test.ts')).toEqual([]);
  });

  test.each([
    ['no header', '/** A. */\nexport const a = 1;', ['header']],
    ['a header that is another comment', '/* A. @module */\n', ['header']],
    ['an undocumented constant', '/** A.\n * @module\n */\nexport const a = 1;', ['docblock']],
    [
      'an undocumented function',
      '/** A. @module */\nimport x from "x";\nexport function a() {}',
      ['docblock'],
    ],
    [
      'an undocumented type',
      '/** A. @module */\nimport x from "x";\n// no docblock\nexport type A = 1;',
      ['docblock'],
    ],
    ['one exported below', '/** A. @module */\nimport x from "x";\nclass A {}\nexport { A };', ['docblock']],
    [
      'nothing wrong',
      '/** A. @module */\nimport x from "x";\n/** B. */\nexport interface A {}\nconst b = 1;',
      [],
    ],
  ])('docblocks: %s', (_, text, expected) => {
    expect(rules(checkDocblocks([parseSource('src/text/a.ts', text)]))).toEqual(expected);
  });

  test('settings that nothing reads; merging and showing them does not count', () => {
    const files = [
      parseSource('src/app/config/a.ts', 'settings.threads;'),
      parseSource('src/cli/a.ts', "const { task } = settings; settings['beam-size']; env['HF_TOKEN'];"),
    ];
    expect(unreadSettings(['task', 'beam-size', 'hub-token', 'threads'], files)).toEqual(['threads']);
  });

  test('codes that nothing raises or tests; a comment does not count', () => {
    const files = [
      parseSource('src/kernel/error-table.data.ts', "'E_A E_B E_C'"),
      parseSource('src/text/a.ts', "// E_B\n/* E_B */ f('E_A'); f('E_C');"),
      parseSource('src/text/a.test.ts', "f('E_A'); f('E_B');"),
    ];
    expect(unusedCodes(['E_A', 'E_B', 'E_C'], files)).toEqual({ unthrown: ['E_B'], untested: ['E_C'] });
  });
});
